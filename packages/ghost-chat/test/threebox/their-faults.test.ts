/** What was wrong with the ghost threads of 3box.js, by name, and that it is not so here. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startRelay } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { encodeHead } from '../../src/room/requests.ts'
import { Box } from '../../src/threebox/index.ts'
import { fakeWallet, keyOf } from '../support/fake-wallet.ts'
import { bytes, chatPayload, forge, joinPayload, mallory } from '../support/forge.ts'
import { HandmadeSession, intruder, type Intruder } from '../support/intruder.ts'
import { settled } from '../support/memory-chat.ts'
import { handmadePeer } from '../support/peer.ts'
import { Company, listen, logOut, met, onHub, post, type Dapp } from './dapp.ts'

let hub: MemoryHub
let company: Company
let enter: Company['enter']
let two: Company['two']
let eve: Intruder

beforeEach(() => {
  hub = new MemoryHub()
  company = new Company(hub)
  ;({ enter, two } = company)
  eve = intruder(hub)
})
afterEach(async () => {
  await eve.channel.close()
  await company.logOut()
})

const texts = ({ posts }: Pick<Dapp, 'posts'>): unknown[] => posts.map(({ message }) => message)

it('fault: a chat JWT that is replayed in the same room shows again', async () => {
  const [ann, ben] = await two()
  await post(hub, ann, 'once', [ben])
  await eve.publish(...eve.frames, ...eve.frames)
  await post(hub, ann, 'mark', [ben])
  expect(texts(ben)).toEqual(['once', 'mark'])
  expect((await ben.thread.getPosts()).map(({ message }) => message)).toEqual(['once', 'mark'])
})

it('fault: a chat JWT that is replayed in another room shows there', async () => {
  const [ann, ben] = await two()
  const cellar = await enter({ name: 'cellar' })
  await post(hub, ann, 'in the lobby', [ben])
  const topic = eve.channel.topic.replace('lobby', 'cellar')
  const below = eve.network.open(topic, {
    judge: () => Promise.resolve('accept'),
    answer: () => Promise.resolve([]),
    changed: () => undefined,
    lost: () => undefined,
  })
  for (const frame of eve.frames) await below.publish(bytes(frame))
  await post(hub, cellar, 'mark', [cellar])
  expect(texts(cellar)).toEqual(['mark'])
  expect(await cellar.thread.listMembers()).toEqual([])
})

it('fault: a replayed join maps a DID to the attacker’s peer, who then gets its direct messages', async () => {
  const [ann, ben] = await two()
  const asked: string[] = []
  const channel = eve.network.open(eve.channel.topic, {
    judge: () => Promise.resolve('accept'),
    answer: (request) => {
      asked.push(new TextDecoder().decode(request))
      return Promise.resolve([encodeHead({ status: 'ok', count: 0 })])
    },
    changed: () => undefined,
    lost: () => undefined,
  })
  await eve.publish(...eve.frames)
  await post(hub, ann, 'secret', [ben], ben.space.DID)
  expect(ben.posts).toHaveLength(1)
  expect(asked.filter((request) => request.includes('direct'))).toEqual([])
  expect(ann.thread.chat.users().map(({ sessions }) => sessions.map(({ peer }) => peer))).toEqual([
    [ann.thread.peerId],
    [ben.thread.peerId],
  ])
  await channel.close()
})

it('fault: presence is unsigned, so that anybody can be said to be here, or to have left', async () => {
  const [ann, ben] = await two()
  const { iss, sid } = eve.claimsOf('join').find((claims) => claims['iss'] === ben.space.DID) ?? {}
  const now = Date.now() / 1000
  const stamp = { iat: now, exp: now + 30, sid, seq: 7 }
  const leave = joinPayload(String(iss), { ...stamp, type: 'leave', peer: undefined })
  const join = joinPayload('did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH', stamp)
  await eve.publish(await forge(mallory, leave), await forge(mallory, join))
  await post(hub, ann, 'mark', [ben])
  expect(await ann.thread.listMembers()).toEqual([ben.space.DID])
  expect(ann.told.filter((line) => line.startsWith('left'))).toEqual([])
})

it('fault: the backlog is unsigned, so that it can be forged', async () => {
  const ann = await enter()
  await hub.settle(() => ann.told.includes('backlog 0'))
  const forger = await handmadePeer(hub, Date.now())
  const victim = (await enter({ name: 'elsewhere' })).space.DID
  const now = Date.now() / 1000 - 10
  const said = chatPayload(victim, { iat: now, exp: now + 3_600, messages: [{ content: 'I owe you' }] })
  const forged = [await forge(mallory, said), JSON.stringify({ type: 'chat', author: victim, message: 'x' })]
  forger.answer = () => Promise.resolve([encodeHead({ status: 'ok', count: 2 }), ...forged.map(bytes)])
  await hub.settle(() => ann.thread.chat.onlineUsers().length === 2)
  await settled(hub, ann.thread.chat.requestBacklog())
  expect(forger.asked()).toBe(1)
  expect(ann.told.filter((line) => line.startsWith('backlog'))).toEqual(['backlog 0', 'backlog 0'])
  expect(await ann.thread.getPosts()).toEqual([])
  await forger.channel.close()
})

it('fault: filters do not apply to the backlog', async () => {
  const ann = await enter()
  for (const text of ['good', 'bad', 'good too']) await post(hub, ann, text, [ann])
  const ben = await enter({ thread: { ghostFilters: [({ message }) => message !== 'bad'] } })
  await hub.settle(() => ben.told.some((line) => line.startsWith('backlog')))
  expect(ben.told).toContain('backlog 2')
  expect((await ben.thread.getPosts()).map(({ message }) => message)).toEqual(['good', 'good too'])
})

it('fault: a direct message reaches a stranger through the backlog of the one it was for', async () => {
  const [ann, ben] = await two()
  await post(hub, ann, 'wide', [ben])
  await post(hub, ann, 'secret', [ben], ben.space.DID)
  const cem = await enter()
  await hub.settle(() => cem.told.some((line) => line.startsWith('backlog')))
  expect((await cem.thread.getPosts()).map(({ message }) => message)).toEqual(['wide'])
  expect((await ben.thread.getPosts()).map(({ message }) => message)).toEqual(['wide', 'secret'])
})

it('fault: closing one of two tabs marks the user offline', async () => {
  const ann = await enter()
  const options = onHub(hub)
  const tabs = [await enter({ box: options }), await enter({ box: options })]
  const [tab, other] = tabs
  if (tab === undefined || other === undefined) throw new Error('two tabs')
  expect(tab.space.DID).toBe(other.space.DID)
  await hub.settle(() => ann.thread.chat.users()[1]?.sessions.length === 2)
  await settled(hub, tab.thread.close())
  await hub.settle(() => ann.thread.chat.users()[1]?.sessions.length === 1)
  expect(await ann.thread.listMembers()).toEqual([tab.space.DID])
  expect(ann.told.filter((line) => line.startsWith('left'))).toEqual([])
  await settled(hub, other.thread.close())
  await hub.settle(() => ann.told.some((line) => line.startsWith('left')))
})

it('fault: who joins again after closing gets the dead thread', async () => {
  const [ann, ben] = await two()
  expect(await settled(hub, ann.space.joinThread('lobby', { ghost: true }))).toBe(ann.thread)
  const closing = ann.thread.close()
  const again = await settled(hub, ann.space.joinThread('lobby', { ghost: true }))
  await closing
  expect(again).not.toBe(ann.thread)
  const heard = listen(again)
  await hub.settle(() => again.chat.onlineUsers().length === 2)
  await post(hub, { thread: again }, 'I am back', [ben])
  await post(hub, ben, 'I hear', [ben])
  await hub.settle(() => heard.posts.length === 2)
})

it('fault: options are ignored', async () => {
  const ann = await enter({ thread: { ghostBacklogLimit: 3 } })
  for (let i = 0; i < 5; i++) await post(hub, ann, `${i}`, [ann])
  expect((await ann.thread.getPosts()).map(({ message }) => message)).toEqual(['2', '3', '4'])
  const ben = await enter({ thread: { ghostBacklogLimit: 2 } })
  await hub.settle(() => ben.told.some((line) => line.startsWith('backlog')))
  expect((await ben.thread.getPosts()).map(({ message }) => message)).toEqual(['3', '4'])
  const cem = await enter({ thread: { ghostBacklogLimit: 0 } })
  await hub.settle(() => cem.thread.chat.onlineUsers().length === 3)
  await post(hub, ann, 'heard, not kept', [cem])
  expect(await cem.thread.getPosts()).toEqual([])
  for (const wrong of [{ ghostBacklogLimit: -1 }, { ghostBacklogLimit: NaN }, { ghostFilters: ['x'] }]) {
    const joining = ann.space.joinThread('cellar', { ghost: true, ...wrong } as never)
    await expect(joining).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
  }
})

it('fault: leaving one room breaks direct messages in another', { timeout: 60_000 }, async () => {
  const relay = await startRelay()
  const boxes = await Promise.all(
    [1, 2].map((i) =>
      Box.openBox(null, null, { ...onHub(hub), network: undefined as never, relays: [relay.url], i }),
    ),
  )
  try {
    const spaces = await Promise.all(boxes.map((box) => box.openSpace('my-dapp')))
    const join = (
      name: string,
    ): ReturnType<typeof Promise.all<ReturnType<(typeof spaces)[0]['joinThread']>[]>> =>
      Promise.all(spaces.map((space) => space.joinThread(name, { ghost: true })))
    const [[ann, ben], cellar] = [await join('lobby'), await join('cellar')]
    if (ann === undefined || ben === undefined) throw new Error('two threads')
    await until(
      'them to meet',
      async () => (await ann.listMembers()).length + (await ben.listMembers()).length === 2,
    )
    await Promise.all(cellar.map((thread) => thread.close()))
    const [heard, answered] = [listen(ben), listen(ann)]
    await ann.post('still there?', spaces[1]?.DID)
    await ben.post('still here', ann.peerId)
    await until('both to be heard', () => heard.posts.length === 2 && answered.posts.length === 2)
    expect(texts(heard)).toEqual(['still there?', 'still here'])
  } finally {
    await Promise.all(boxes.map((box) => box.logout()))
    await relay.kill()
  }
})

it('fault: malformed input ends in an unhandled rejection', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const failed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const [ann, ben] = await two()
  const throwing = (): never => {
    throw new Error('the app’s own')
  }
  ben.thread.on('message', throwing)
  ben.thread.on('message', () => Promise.reject(new Error('the app’s own, later')))
  const session = new HandmadeSession(mallory, () => Date.now())
  await eve.publish(
    '',
    '.',
    'a.b.c',
    '{}',
    'null',
    '\u0000',
    'x'.repeat(32_768),
    await session.chat('x', 0, null, { messages: null }),
  )
  await eve.publish(await forge(mallory, null), await forge(mallory, []), await forge(mallory, { type: {} }))
  await eve.ask(ben.networks[0]?.self as never, { ask: 'nonsense' } as never)
  await post(hub, ann, 'mark', [ben])
  await hub.idle()
  expect(texts(ben)).toEqual(['mark'])
  expect(failed).toHaveBeenCalledTimes(2)
  expect(unhandled).not.toHaveBeenCalled()
  process.off('unhandledRejection', unhandled)
  vi.restoreAllMocks()
})

it('fault: memory grows without bound', async () => {
  const [ann, ben] = await two()
  const people: Dapp[] = []
  for (let i = 0; i < 6; i++) people.push(await enter())
  await met(hub, ann, ben, ...people)
  for (const one of people) for (let i = 0; i < 20; i++) await settled(hub, one.thread.post(`${i}`))
  await hub.settle(() => ann.posts.length === 120)
  for (const { thread } of [ann, ben]) expect(await thread.getPosts()).toHaveLength(100)
  await logOut(hub, ...people)
  await hub.settle(() => ann.thread.chat.onlineUsers().length === 2)
  expect(await ann.thread.listMembers()).toEqual([ben.space.DID])
  await settled(hub, ann.thread.close())
  expect(await ann.thread.getPosts()).toEqual([])
})

it('fault: the Ethereum address that is shown was never proven', async () => {
  const provider = fakeWallet(keyOf(7))
  const options = { ...onHub(hub), identity: undefined as never, wallet: { domain: 'chat.example' } }
  const box = await Box.openBox(provider.address, provider, options)
  expect(provider.asked).toEqual([])
  const space = await settled(hub, box.openSpace('my-dapp'))
  const thread = await settled(hub, space.joinThread('lobby', { ghost: true }))
  const ann = await enter()
  await hub.settle(() => ann.thread.chat.onlineUsers().length === 2)
  const account = `did:pkh:eip155:1:${provider.address}`
  expect(space.account).toBe(account)
  expect(ann.thread.chat.users()[1]).toMatchObject({ did: space.DID, account, accountDomain: 'chat.example' })
  await settled(hub, thread.close())
  await settled(hub, box.logout())

  // Nor is one shown that the box was opened for and the wallet is not on.
  const other = await Box.openBox(fakeWallet(keyOf(8)).address, provider, options)
  await expect(settled(hub, other.openSpace('my-dapp'))).rejects.toMatchObject({ code: 'ERR_WALLET_CHANGED' })
  expect(provider.shown).toHaveLength(1)
})
