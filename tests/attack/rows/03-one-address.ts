/** Row 3: whatever one address takes, members of other addresses join. */
import { outcomeOf, type Attack } from '../attack.ts'
import { joinsOf, percentile } from '../joins.ts'

export const oneAddress: Attack = {
  number: 3,
  promise: 'one address is one address',
  attack:
    'from one address 4,096 silent sockets, 256 websockets that never shake hands, 2,048 peers that stay, 5,000 rooms; each comes again where it was thrown out. From another an honest member each second for 60 s',
  mustHold: '60 of 60 joins, each within 2 s',
  limits: 'attackers and honest members share two cores: the peers come as fast as one process makes them',
  againstAnyRelay: false,
  async play(stage) {
    const relay = await stage.relay()
    const attacker = await stage.attacker('one-address.ts', {
      port: relay.process?.port,
      peerId: relay.process?.peerId,
      from: '127.0.0.9',
      sockets: stage.amount(1_024, 4_096),
      pending: 256,
      connections: stage.amount(48, 2_048),
      rooms: stage.amount(1_024, 5_000),
      roomsPerPeer: 64,
    })
    await attacker.tells((told) => (told as { done?: string }).done)
    stage.progress('the sockets stand; an honest member joins each second')
    const count = stage.amount(5, 60)
    const joiner = await stage.honest('joiner.ts', {
      relay: relay.url,
      joins: count,
      every: 1_000,
      room: 'open-',
    })
    const { times, failed } = await joinsOf(joiner)
    attacker.order('report')
    const { held, refused, rooms } = await attacker.tells((told) =>
      typeof told === 'object' && told !== null && 'held' in told && !('done' in told)
        ? (told as { held: number; refused: number; rooms: number })
        : undefined,
    )
    const slowest = Math.max(...times)
    return outcomeOf([
      [
        failed.length === 0 && times.length === count,
        `${times.length} of ${count} joins${failed[0] ? ` (${failed[0]})` : ''}`,
      ],
      [
        stage.isTimely(slowest, 2_000),
        `slowest ${slowest.toFixed(0)} ms, median ${percentile(times, 0.5).toFixed(0)} ms`,
      ],
      [
        true,
        `the attacker held ${held} peers at the end, ${refused} were refused, ${rooms} rooms were asked for`,
      ],
    ])
  },
}
