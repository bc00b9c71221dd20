import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GhostChat, JoinOptions, SendOptions, SendWait } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode } from '../support/thrown.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
let ann: Person
let ben: Person

/** Two people who see each other, on a clock that the test moves. */
async function enter(options: JoinOptions = { queue: true }): Promise<void> {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  for (const seed of [1, 2])
    people.push(await join(hub, { platform: virtualPlatform(clock, seed), join: options }))
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === 2))
}

async function leaveAll(): Promise<void> {
  hub.up = true
  await closeAll(hub, people)
  expect(clock.waiting).toBe(0)
}

beforeEach(() => enter())
afterEach(leaveAll)

/** Lets time pass in small steps, with the network running. */
async function pass(milliseconds: number, step = 500): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    clock.advance(step)
    await hub.idle()
  }
}

/** A message on its way: what it waited for, and what became of it. */
interface Sent {
  readonly waits: SendWait[]
  readonly outcome: Promise<string>
}

function send(chat: GhostChat, text: string, options: SendOptions = {}): Sent {
  const waits: SendWait[] = []
  const onWait = (wait: SendWait): number => waits.push(wait)
  const sending = chat.send(text, { onWait, ...options })
  return { waits, outcome: rejectedCode(sending).then((code) => code ?? 'sent') }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i + 1}`)
const whys = ({ waits }: Sent): string[] => waits.map(({ why }) => why)

describe('[GC7] while there is no connection', () => {
  it('messages wait as long as it takes, and go out in order, stamped when they go', async () => {
    hub.up = false
    const sent = numbered(5).map((text) => send(ann.chat, text))
    await pass(595_000, 5_000)
    expect(ann.heard).toEqual([])
    const returned = clock.now()
    hub.up = true
    expect(await settled(hub, Promise.all(sent.map(({ outcome }) => outcome)))).toEqual(Array(5).fill('sent'))
    await hub.settle(() => ben.heard.length === 5)
    expect(ben.heard).toEqual(numbered(5))
    expect(sent.map(whys)).toEqual(Array(5).fill(['offline']))
    for (const { timestamp } of ben.chat.messages())
      expect(timestamp.getTime()).toBeGreaterThanOrEqual(returned)
  })

  it('one that is older than ten minutes, or than its own bound, fails with ERR_MESSAGE_EXPIRED', async () => {
    hub.up = false
    const old = send(ann.chat, 'old')
    const hasty = send(ann.chat, 'hasty', { queue: { age: 3_000 } })
    const impatient = send(ann.chat, 'impatient', { queue: false })
    await pass(3_000)
    expect(await hasty.outcome).toBe('ERR_MESSAGE_EXPIRED')
    await pass(7_000)
    expect(await impatient.outcome).toBe('ERR_OFFLINE')
    await pass(590_000, 5_000)
    expect(await old.outcome).toBe('ERR_MESSAGE_EXPIRED')
    hub.up = true
    await settled(hub, ann.chat.send('new'))
    await hub.settle(() => ben.heard.length > 0)
    expect(ben.heard).toEqual(['new'])
  })

  it('one can be taken back', async () => {
    hub.up = false
    const controller = new AbortController()
    const sent = [
      send(ann.chat, 'a'),
      send(ann.chat, 'b', { signal: controller.signal }),
      send(ann.chat, 'c'),
    ]
    sent[1]?.outcome.catch(() => undefined)
    await pass(20_000)
    controller.abort(new Error('taken back'))
    await expect(sent[1]?.outcome).rejects.toThrow('taken back')
    hub.up = true
    await hub.settle(() => ben.heard.length === 2)
    expect(ben.heard).toEqual(['a', 'c'])
  })

  it('256 messages wait, with a mebibyte, direct ones among them; one more fails with ERR_QUEUE_FULL', async () => {
    hub.up = false
    const to = ben.space.did
    const sent = numbered(256).map((text, i) => send(ann.chat, text, i % 2 === 0 ? {} : { to }))
    expect(await send(ann.chat, '257').outcome).toBe('ERR_QUEUE_FULL')
    expect(await send(ann.chat, '257', { to }).outcome).toBe('ERR_QUEUE_FULL')
    await settled(hub, ann.chat.leaveChat())
    expect(new Set(await Promise.all(sent.map(({ outcome }) => outcome)))).toEqual(new Set(['ERR_CLOSED']))
    const long = 'x'.repeat(8_000)
    const chat = ben.chat
    const full = Array.from({ length: 131 }, () => send(chat, long))
    expect(await send(chat, long).outcome).toBe('ERR_QUEUE_FULL')
    await settled(hub, chat.leaveChat())
    await Promise.all(full.map(({ outcome }) => outcome))
  })
})

describe('[GC7] who writes faster than the room allows', () => {
  it('is told when each message goes out, and it does, in order, and nobody ignores it', async () => {
    const begun = clock.now()
    const sent = numbered(45).map((text) => send(ann.chat, text))
    await hub.idle()
    await hub.settle(() => ben.heard.length === 20)
    expect(sent.slice(0, 20).flatMap(whys)).toEqual([])
    expect(sent.slice(20).map(whys)).toEqual(Array(25).fill(['rate']))
    const untils = sent
      .slice(20)
      .map(({ waits: [wait] }) => (wait?.why === 'rate' ? wait.until.getTime() : 0))
    for (const until of untils.slice(0, 20)) expect(Math.abs(until - begun - 30_000)).toBeLessThan(100)
    for (const until of untils.slice(20)) expect(Math.abs(until - begun - 60_000)).toBeLessThan(200)
    await pass(29_500)
    expect(ben.heard).toHaveLength(20)
    await pass(1_000)
    expect(ben.heard).toHaveLength(40)
    await pass(32_000)
    expect(ben.heard).toEqual(numbered(45))
    expect(await Promise.all(sent.map(({ outcome }) => outcome))).toEqual(Array(45).fill('sent'))
  })

  it('has one taken back, and those behind it go the sooner', async () => {
    const controller = new AbortController()
    const sent = numbered(41).map((text, i) =>
      send(ann.chat, text, i === 30 ? { signal: controller.signal } : {}),
    )
    sent[30]?.outcome.catch(() => undefined)
    await hub.settle(() => ben.heard.length === 20)
    const last = sent[40]
    const first = last?.waits.at(-1)
    controller.abort()
    await expect(sent[30]?.outcome).rejects.toThrow()
    const second = last?.waits.at(-1)
    if (first?.why !== 'rate' || second?.why !== 'rate') throw new Error('Both wait for their turn.')
    expect(first.until.getTime() - second.until.getTime()).toBeGreaterThan(29_000)
    await pass(31_000)
    expect(ben.heard).toEqual(numbered(41).filter((text) => text !== '31'))
  })

  it('is refused what is not queued, with the rule and the time to wait', async () => {
    for (const text of numbered(20)) await settled(hub, ann.chat.send(text))
    await pass(12_500)
    await expect(ann.chat.send('21', { queue: false })).rejects.toMatchObject({
      code: 'ERR_RATE_LIMITED',
      message:
        'Too many messages in a short time. The room takes 20 in 30 s of you. The next can go out in 18 s.',
      retryAfter: expect.closeTo(17_500, -2) as number,
    })
  })

  it('leaves at once all the same, and the others are told', async () => {
    const sent = numbered(21).map((text) => send(ann.chat, text))
    await hub.settle(() => ben.heard.length === 20)
    await settled(hub, ann.chat.leaveChat())
    expect(await sent[20]?.outcome).toBe('ERR_CLOSED')
    await hub.idle()
    expect(ben.events).toContain(`user-left ${ann.space.did}`)
  })

  it('waits for the connection first, and then for the turn', async () => {
    hub.up = false
    const sent = numbered(25).map((text) => send(ann.chat, text))
    await pass(60_000, 5_000)
    hub.up = true
    await hub.settle(() => ben.heard.length === 20)
    await hub.idle()
    expect(sent.slice(20).map(whys)).toEqual(Array(5).fill(['offline', 'rate']))
    await pass(31_000)
    expect(ben.heard).toEqual(numbered(25))
  })
})

describe('[GC7] a direct message', () => {
  it('waits for the connection, in the order written, and is read once', async () => {
    hub.up = false
    const to = ben.space.did
    const sent = numbered(3).map((text) => send(ann.chat, text, { to }))
    await pass(20_000)
    expect(sent.map(whys)).toEqual(Array(3).fill(['offline']))
    hub.up = true
    await pass(10_000)
    expect(ben.told).toEqual(numbered(3))
    expect(await Promise.all(sent.map(({ outcome }) => outcome))).toEqual(Array(3).fill('sent'))
  })

  it('waits for its turn, apart from what is said to everyone', async () => {
    const to = ben.space.did
    const sent = numbered(22).map((text) => send(ann.chat, text, { to }))
    await hub.settle(() => ben.told.length === 20)
    expect(sent.slice(20).map(whys)).toEqual([['rate'], ['rate']])
    await settled(hub, ann.chat.send('to all'))
    await pass(31_000)
    expect(ben.told).toEqual(numbered(22))
  })

  it('fails with ERR_USER_GONE when its receiver has left, and not because this member was cut off', async () => {
    const to = ben.space.did
    ann.network.linked = false
    const sent = send(ann.chat, 'are you there?', { to })
    // Meanwhile Ben is taken for gone.
    await pass(60_000, 5_000)
    expect(ann.chat.onlineUsers()).toHaveLength(1)
    ann.network.linked = true
    await pass(10_000)
    expect(await sent.outcome).toBe('sent')
    ann.network.linked = false
    const late = send(ann.chat, 'and now?', { to })
    await settled(hub, ben.chat.leaveChat())
    ann.network.linked = true
    // Until his lease ends he may only have lost his connection.
    await pass(40_000)
    expect(await late.outcome).toBe('ERR_USER_GONE')
  })

  it('is not doubled where the receiver has it and the answer was lost', async () => {
    const to = ben.space.did
    // What Ben answers does not come back, for a while.
    let isMute = true
    const asked = hub.ask.bind(hub)
    hub.ask = async (...args) => {
      const answer = await asked(...args)
      if (isMute && args[3] === ben.network.self) throw new Error('The answer was lost.')
      return answer
    }
    const sent = send(ann.chat, 'once', { to })
    await hub.settle(() => ben.told.length === 1)
    await pass(5_000)
    expect(whys(sent)).toEqual(['away'])
    isMute = false
    await pass(5_000)
    expect(await sent.outcome).toBe('sent')
    expect(ben.told).toEqual(['once'])
    expect(ann.told).toEqual(['once'])
  })

  it('fails with ERR_UNREACHABLE where nobody can say whether the receiver has it', async () => {
    const asked = hub.ask.bind(hub)
    hub.ask = async (...args) => {
      if (args[3] === ben.network.self) throw new Error('No answer.')
      return asked(...args)
    }
    const sent = send(ann.chat, 'hello?', { to: ben.space.did })
    await pass(50_000)
    expect(await sent.outcome).toBe('ERR_UNREACHABLE')
  })
})

describe('[GC7] whatever happens to the connection', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ do: 'send' } as const) },
    { weight: 2, arbitrary: fc.boolean().map((up) => ({ do: 'link', up }) as const) },
    { weight: 2, arbitrary: fc.nat(100).map((which) => ({ do: 'take back', which }) as const) },
    {
      weight: 3,
      arbitrary: fc.integer({ min: 1, max: 400 }).map((ms) => ({ do: 'pass', ms: ms * 100 }) as const),
    },
  )

  it('each message is heard once and in order, unless it was taken back or was too old', async () => {
    await leaveAll()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await enter({ queue: { age: 60_000 }, flood: { messages: 4, window: 10_000 } })
        const outcomes: Promise<string>[] = []
        const controllers: AbortController[] = []
        for (const one of steps) {
          if (one.do === 'link') ann.network.linked = one.up
          else if (one.do === 'pass') await pass(one.ms, 1_000)
          else if (one.do === 'take back') controllers[one.which % (controllers.length || 1)]?.abort()
          else {
            const controller = new AbortController()
            const { outcome } = send(ann.chat, `${outcomes.length}`, { signal: controller.signal })
            outcomes.push(outcome.catch(() => 'taken back'))
            controllers.push(controller)
          }
        }
        ann.network.linked = true
        await pass(120_000, 1_000)
        const all = await Promise.all(outcomes)
        const sent = all.flatMap((outcome, i) => (outcome === 'sent' ? [`${i}`] : []))
        const possible = ['sent', 'taken back', 'ERR_MESSAGE_EXPIRED']
        expect(all.filter((outcome) => !possible.includes(outcome))).toEqual([])
        expect(ben.heard).toEqual(sent)
        expect(ann.heard).toEqual(sent)
        await leaveAll()
      }),
      { numRuns: 40 },
    )
    await enter()
  })
})
