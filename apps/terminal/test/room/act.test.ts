import { GhostChatError, type Did, type GhostChat } from 'ghost-chat'
import { describe, expect, test } from 'vitest'
import { act } from '../../src/room/act.ts'
import { parseCommand } from '../../src/room/command.ts'
import { makeOutbox } from '../../src/room/outbox.ts'
import { reduce, type RoomEvent } from '../../src/room/reduce.ts'
import type { RoomView } from '../../src/room/view.ts'
import { ANN, AT, BOB, EVE, heard, idOf, person, viewAfter } from '../support/heard.ts'

interface Stage {
  readonly type: (line: string) => Promise<void>
  /** What the chat was asked to do. */
  readonly done: unknown[][]
  /** The last note. */
  readonly note: () => string
  readonly view: () => RoomView
}

/** Ann, in a room with Bob and Eve; a chat that notes what it is told, or fails. */
function stage(events: readonly RoomEvent[] = [], fails?: GhostChatError): Stage {
  let view = viewAfter(
    { type: 'people', people: [person(ANN, 'ann', true), person(BOB, 'Bob'), person(EVE, 'eve')] },
    ...events,
  )
  const done: unknown[][] = []
  const blocked = new Set<Did>()
  const asked =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      if (fails !== undefined) throw fails
      done.push([name, ...args.map(withoutHow)])
      return name === 'requestBacklog' ? [] : heard(99, { from: ANN, text: String(args.at(-2)) })
    }
  const chat = {
    send: asked('send'),
    reply: asked('reply'),
    setProfile: asked('setProfile'),
    requestBacklog: asked('requestBacklog'),
    block: (did: Did) => blocked.add(did),
    unblock: (did: Did) => blocked.delete(did),
    blockedUsers: () => [...blocked],
    connection: { state: 'relayed', peers: [], clock: { offset: 0, source: 'relay' } },
  } as unknown as GhostChat
  const tell = (event: RoomEvent): void => void (view = reduce(view, event))
  const now = (): Date => AT
  const outbox = makeOutbox({ tell, now })
  outbox.open(chat)
  return {
    done,
    view: () => view,
    note: () => view.entries.findLast((entry) => entry.kind === 'note')?.text ?? '',
    type: (line) =>
      act(parseCommand(line), line, {
        ...{ chat, outbox, tell, now },
        view: () => view,
        quit: () => done.push(['quit']),
      }),
  }
}
/** Without what says how a message is sent. */
function withoutHow(arg: unknown): unknown {
  if (typeof arg !== 'object' || arg === null || !('signal' in arg)) return arg
  return 'to' in arg ? { to: arg.to } : {}
}
const said: readonly RoomEvent[] = [
  { type: 'message', message: heard(1) },
  { type: 'message', message: heard(2, { from: EVE, to: ANN }) },
  { type: 'message', message: heard(3, { from: ANN, to: EVE }) },
]

test.each([
  ['hello', ['send', 'hello', {}]],
  ['//usr/bin', ['send', '/usr/bin', {}]],
  ['/reply 1 yes', ['reply', idOf(1), 'yes', {}]],
  ['/reply #1 yes', ['reply', idOf(1), 'yes', {}]],
  [`/reply ${idOf(1)} yes`, ['reply', idOf(1), 'yes', {}]],
  // The last that another said, which was said to Ann alone: so is the answer to its sender.
  ['/reply yes, 3 times', ['reply', idOf(2), 'yes, 3 times', { to: EVE }]],
  ['/reply 3 and one more thing', ['reply', idOf(3), 'and one more thing', { to: EVE }]],
  ['/reply 77 is a number', ['reply', idOf(2), '77 is a number', { to: EVE }]],
  ['/msg bob hi there', ['send', 'hi there', { to: BOB }]],
  ['/nick Anna Lee', ['setProfile', { name: 'Anna Lee' }]],
  ['/backlog', ['requestBacklog']],
  ['/quit', ['quit']],
])('%s', async (line, deed) => {
  const { type, done } = stage(said)
  await type(line)
  expect(done).toEqual([deed])
})

test.each([
  ['/reply #9 yes', 'There’s no message #9.'],
  ['/reply 1', 'What do you want to reply? /reply [number] text'],
  ['/msg bob', 'What do you want to send? /msg NAME text'],
  ['/msg mallory hi', 'Nobody here has that name. /who lists people.'],
  ['/msg', 'Who? Use a name, the code after it, or a DID.'],
  ['/cancel', 'No message is waiting to be sent.'],
  ['/hlep', 'There’s no /hlep. Did you mean /help?'],
  ['/nick', 'Which name? /nick NAME'],
  ['/dance', 'There’s no /dance. /help lists the commands; //text sends "/text".'],
])('%s is said to be wrong, and nothing is sent', async (line, note) => {
  const on = stage(said)
  await on.type(line)
  expect([on.note(), on.done]).toEqual([note, []])
})

describe('blocking', () => {
  test('hides what somebody says until it is taken back', async () => {
    const { type, view, note } = stage(said)
    await type('/block eve')
    expect(view().blocked).toEqual(new Set([EVE]))
    expect(note()).toBe('You blocked eve·ZqYrBYdctX. You won’t see their messages. They won’t know.')
    await type('/unblock eve')
    expect(view().blocked).toEqual(new Set())
  })

  test('works of those who have left', async () => {
    const { type, view } = stage([...said, { type: 'people', people: [person(ANN, 'ann', true)] }])
    await type('/block eve')
    expect(view().blocked).toEqual(new Set([EVE]))
  })

  test('asks whom, where two bear the name', async () => {
    const twins = [person(BOB, 'eve'), person(EVE, 'eve')]
    const { type, view, note } = stage([{ type: 'people', people: twins }])
    await type('/block eve')
    expect(view().blocked).toEqual(new Set())
    expect(note()).toBe('That may be eve·zp7y3em43M or eve·ZqYrBYdctX: add the code after the name.')
  })
})

test('what could not be sent is said, with its beginning, and is on its way no more', async () => {
  const { type, view, note } = stage([], new GhostChatError('ERR_OFFLINE'))
  await type(`${'very '.repeat(20)}long\nand of two lines`)
  expect(note()).toMatch(/^Not sent: there’s no connection\. \(very .*…\) Press Up to edit it\.$/)
  expect(view().outgoing).toEqual([])
})

test('there is nothing to answer before anybody has said anything', async () => {
  const { type, note } = stage()
  await type('/reply hi')
  expect(note()).toBe('There’s nothing to reply to yet.')
})

describe('before one is in the room', () => {
  function outside(): Stage & { readonly open: (chat: GhostChat) => void } {
    let view = viewAfter()
    const done: unknown[][] = []
    const tell = (event: RoomEvent): void => void (view = reduce(view, event))
    const now = (): Date => AT
    const outbox = makeOutbox({ tell, now })
    return {
      done,
      view: () => view,
      note: () => view.entries.findLast((entry) => entry.kind === 'note')?.text ?? '',
      open: outbox.open,
      type: (line) =>
        act(parseCommand(line), line, {
          ...{ chat: null, outbox, tell, now },
          view: () => view,
          quit: () => done.push(['quit']),
        }),
    }
  }

  test('what is written waits, and goes out in order once one is', async () => {
    const { type, view, open } = outside()
    const sent = [type('one'), type('two')]
    expect(view().outgoing).toMatchObject([
      { text: 'one', wait: { why: 'joining' } },
      { text: 'two', wait: { why: 'joining' } },
    ])
    const texts: string[] = []
    open({
      send: async (text: string) => heard(texts.push(text), { from: ANN, text }),
    } as unknown as GhostChat)
    await Promise.all(sent)
    expect(texts).toEqual(['one', 'two'])
    expect(view().outgoing).toEqual([])
    expect(view().entries).toMatchObject([{ message: { text: 'one' } }, { message: { text: 'two' } }])
  })

  test('/cancel takes back what was written last, and nothing of it is sent', async () => {
    const { type, view, note, open } = outside()
    const sent = [type('one'), type('two')]
    await type('/cancel')
    expect(view().outgoing).toMatchObject([{ text: 'one' }])
    expect(note()).toBe('Canceled: two')
    const texts: string[] = []
    open({
      send: async (text: string) => heard(texts.push(text), { from: ANN, text }),
    } as unknown as GhostChat)
    await Promise.all(sent)
    expect(texts).toEqual(['one'])
    await type('/cancel')
    expect(note()).toBe('No message is waiting to be sent.')
  })

  test('help is there, and nobody is blocked', async () => {
    const { type, note } = outside()
    await type('/block Bob')
    expect(note()).toBe('You’re not in the room yet.')
    await type('/help')
    expect(note()).toContain('/msg NAME text')
  })
})

test('/cancel is told where the message went out nevertheless', async () => {
  const [asked, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<unknown>()]
  let view = viewAfter()
  const tell = (event: RoomEvent): void => void (view = reduce(view, event))
  const outbox = makeOutbox({ tell, now: () => AT })
  outbox.open({
    send: () => {
      asked.resolve(undefined)
      return answer.promise
    },
  } as unknown as GhostChat)
  const actor = { chat: null, outbox, tell, view: () => view, now: () => AT, quit: () => undefined }
  const sent = act(parseCommand('hello'), 'hello', actor)
  await asked.promise
  const cancelled = act(parseCommand('/cancel'), '/cancel', actor)
  answer.resolve(heard(5, { from: ANN, text: 'hello' }))
  await Promise.all([sent, cancelled])
  expect(view.entries).toMatchObject([{ message: { text: 'hello' } }, { text: 'Already sent: hello' }])
})

describe('/who', () => {
  const account = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7' as typeof BOB
  const events: readonly RoomEvent[] = [
    {
      type: 'people',
      people: [
        person(ANN, 'ann', true),
        { ...person(BOB, 'Bob'), account, accountDomain: 'app.example' },
        { ...person(EVE, 'bob'), unprovenAccount: account, accountDomain: 'evil.example' },
      ],
    },
    {
      type: 'stay',
      stay: {
        state: 'joined',
        connection: {
          state: 'direct',
          peers: [
            { did: BOB, path: 'direct', rtt: 3.2 },
            { did: EVE, path: 'relayed', rtt: null },
          ],
          clock: { offset: 0, source: 'relay' },
        },
      },
    },
    { type: 'readers', count: 2 },
  ]

  test('AC10 lists names first, how each is reached, and the site of a proven account', async () => {
    const { type, note } = stage(events)
    await type('/who')
    expect(note().split('\n')).toEqual([
      '3 here:',
      '  ann·nnR3vZRmev  you',
      '  Bob·zp7y3em43M  direct, 3 ms ping (shared name, ✓ by app.example)',
      '  bob·ZqYrBYdctX  via relay (shared name)',
      '  2 reading',
    ])
  })

  test('AC10 of one person has the key, the account with its site, and how they are reached', async () => {
    const { type, note } = stage(events)
    await type('/who Bob·zp7y3em43M')
    expect(note().split('\n')).toEqual([
      'Bob·zp7y3em43M (shared name)',
      `  key: ${BOB}`,
      `  account: ${account}, proven by app.example`,
      '  connection: direct, 3 ms ping',
    ])
    await type(`/who ${EVE}`)
    expect(note()).toContain(`account: ${account}, claimed by evil.example, not proven`)
    await type('/who bob')
    expect(note()).toBe('That may be Bob·zp7y3em43M or bob·ZqYrBYdctX: add the code after the name.')
  })

  test('knows those who left', async () => {
    const { type, note } = stage([...events, { type: 'people', people: [person(ANN, 'ann', true)] }])
    await type('/who Bob·zp7y3em43M')
    expect(note()).toContain('connection: left the room')
  })

  test('of thirteen people takes a row each beside the times of 100 columns', async () => {
    const people = Array.from({ length: 13 }, (_, n) =>
      person(
        `did:key:z6Mk${String(n).repeat(44).slice(0, 44)}` as typeof BOB,
        `person number ${n} of them`,
        n === 0,
      ),
    )
    const { type, note } = stage([{ type: 'people', people }])
    await type('/who')
    const lines = note().split('\n')
    expect(lines.length).toBe(14)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100 - 20 - 12)
    await type(`/who ${String(people[3]?.did)}`)
    for (const line of note().split('\n')) expect(line.length).toBeLessThanOrEqual(100 - 20 - 12)
  })
})

test('/help fits beside the times of a terminal with 80 columns', async () => {
  const { type, note } = stage()
  await type('/help')
  for (const line of note().split('\n')) expect(line.length).toBeLessThanOrEqual(80 - 20 - 12)
})
