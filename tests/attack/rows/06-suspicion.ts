/** Row 6: however many accuse a member of being gone, it is here for all that it is here for. */
import { LIMITS } from 'ghost-chat/wire'
import { until } from '../../support/until.ts'
import { accusedRoom } from '../accused-room.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Attacker } from '../attacker-process.ts'
import type { MembersTold } from '../honest/members.ts'
import type { Stage } from '../stage.ts'

const ACCUSERS = 64

/** Members as processes and libp2p, half of which keep to the relay; readers that do not read. */
async function besieged(stage: Stage) {
  const relay = await stage.relay()
  const room = `suspicion-${stage.seed}`
  const each = stage.amount(3, 2)
  const seconds = stage.amount(6, 60)
  const groups: Attacker[] = []
  const dids: string[] = []
  for (const relayOnly of stage.whole ? [true, false, true, false] : [true, false]) {
    const group = await stage.honest('members.ts', { relay: relay.url, room, members: each, relayOnly })
    groups.push(group)
    dids.push(
      ...(await group.tells((told) =>
        'dids' in (told as MembersTold) ? (told as { dids: string[] }).dids : undefined,
      )),
    )
  }
  const lists = async (): Promise<readonly (readonly string[])[]> => {
    const before = groups.map(({ told }) => told.length)
    for (const group of groups) group.order('lists')
    const all = await Promise.all(
      groups.map((group, i) =>
        until('the lists', () =>
          group.told
            .slice(before[i])
            .flatMap((told) => ('lists' in (told as MembersTold) ? [told as { lists: string[][] }] : []))
            .at(0),
        ),
      ),
    )
    return all.flatMap((one) => one.lists)
  }
  const areAllHere = async (): Promise<boolean> =>
    (await lists()).every((list) => dids.every((did) => list.includes(did)))
  await until('the members to meet', areAllHere, 60_000)
  const accuser = await stage.attacker('accuser.ts', {
    relay: relay.url,
    topic: `3box.chat.attack.${room}`,
    accused: dids,
    sessions: ACCUSERS,
    peers: 4,
    slowReaders: 2,
  })
  await accuser.tells((told) => (told as { ready?: true }).ready)
  // Who was accused of nothing yet renews in its turn: then all are known to the attacker.
  const report = async (): Promise<{ said: number; known: number }> => {
    const before = accuser.told.length
    accuser.order('report')
    return until(
      'the report',
      () => accuser.told.slice(before).at(0) as { said: number; known: number } | undefined,
    )
  }
  const wanted = stage.amount(1, dids.length)
  await until('the attacker to know the sessions', async () => (await report()).known >= wanted, 60_000)
  stage.progress(`${dids.length} members over libp2p have met; ${ACCUSERS} sessions accuse all of them`)
  const gone = (): number =>
    groups.flatMap(({ told }) =>
      told.filter((one) => 'left' in (one as MembersTold) && dids.includes((one as { left: string }).left)),
    ).length
  // A machine that has too much to do loses members by itself.
  const peaceUntil = performance.now() + stage.amount(1_000, 20_000)
  await until('some time in peace', () => performance.now() > peaceUntil, 30_000)
  const leftInPeace = gone()
  const start = performance.now()
  accuser.order('attack')
  await until(
    'the attack to be over',
    () => performance.now() - start > seconds * 1_000,
    seconds * 1_000 + 5_000,
  )
  accuser.order('end')
  const { said, known } = await report()
  // Whoever were taken for gone would be by then.
  const end = performance.now() + LIMITS.refutation + 1_000
  await until('the suspicions to be over', () => performance.now() > end)
  const left = gone() - leftInPeace
  return { members: dids.length, seconds, said, known, left, leftInPeace, isHere: await areAllHere() }
}

export const suspicion: Attack = {
  number: 6,
  promise: 'nobody but oneself says that one is gone',
  attack: `${ACCUSERS} sessions accuse everybody at the full rate that is believed of each, readers that read nothing fill the hub's queues (8 members over libp2p, half of them relayOnly); and 200 members in virtual time without direct links, 300 ms each way, 1 % of all deliveries lost, 16 accusations of 16 members a second`,
  mustHold: "0 `user-left` of the living; out of the hub at most 2 × the renewals' bytes",
  limits:
    '8 members and two slow readers over libp2p: 16 share two cores with the attackers no longer, answer late, and of 240 pairs 24 and 27 showed each other as gone for a while; a minute over libp2p and 10 s of virtual time instead of 10 min; 200 members only in virtual time; 3,000 bytes are reckoned for a question to a suspect; the bytes are judged with 200 members only: in a smaller room three refutations a second are more than its renewals',
  againstAnyRelay: true,
  async play(stage) {
    const { members, seconds, said, known, left, leftInPeace, isHere } = await besieged(stage)
    stage.progress(`${said} accusations in ${seconds} s, ${left} gone`)
    const room = await accusedRoom({
      seed: stage.seed,
      members: stage.amount(40, 200),
      accusers: ACCUSERS,
      peaceSeconds: stage.amount(10, 60),
      seconds: 10,
      rate: 16,
      loss: 0.01,
      progress: stage.progress,
    })
    const times = room.attack / room.peace
    return outcomeOf([
      [
        left === 0,
        `${left} \`user-left\` of ${members} members over libp2p (${leftInPeace} in peace), ${said} accusations of ${known} in ${seconds} s`,
      ],
      [isHere, 'all are here for all afterwards'],
      [room.met === 1, `in virtual time ${(100 * room.met).toFixed(1)} % had met before`],
      [room.left === 0, `${room.left} \`user-left\` under attack (${room.leftInPeace} in peace)`],
      [!stage.whole || times <= 2, `${times.toFixed(2)} × the bytes in peace out of the hub`],
    ])
  },
}
