import { GhostChatError, type Did, type GhostChat } from 'ghost-chat'
import { describe, expect, test } from 'vitest'
import { act } from '../../src/room/act.ts'
import { parseCommand } from '../../src/room/command.ts'
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
      done.push([name, ...args])
      return []
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
  return {
    done,
    view: () => view,
    note: () => view.entries.findLast((entry) => entry.kind === 'note')?.text ?? '',
    type: (line) =>
      act(parseCommand(line), {
        chat,
        view: () => view,
        tell: (event) => (view = reduce(view, event)),
        now: () => AT,
        quit: () => done.push(['quit']),
      }),
  }
}
const said: readonly RoomEvent[] = [
  { type: 'message', message: heard(1) },
  { type: 'message', message: heard(2, { from: EVE, to: ANN }) },
  { type: 'message', message: heard(3, { from: ANN, to: EVE }) },
]

test.each([
  ['hello', ['send', 'hello']],
  ['//usr/bin', ['send', '/usr/bin']],
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
  ['/reply #9 yes', 'There is no message #9.'],
  ['/reply 1', 'Say what, too: /reply [number] text'],
  ['/msg bob', 'Say what, too: /msg who text'],
  ['/msg mallory hi', 'Nobody here is called that. /who says who is here.'],
  ['/msg', 'Say who: a name, the end of a DID, or a DID.'],
  ['/nick', 'Say which name: /nick name'],
  ['/dance', 'There is no /dance. /help says what there is; //text says /text.'],
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
    expect(note()).toBe('What eve·ZqYrBYdctX says is hidden. They are not told.')
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
    expect(note()).toBe('That may be eve·zp7y3em43M or eve·ZqYrBYdctX: add the end of the DID.')
  })
})

test('what could not be sent is said, with its beginning, and is on its way no more', async () => {
  const { type, view, note } = stage([], new GhostChatError('ERR_OFFLINE'))
  await type(`${'very '.repeat(20)}long\nand of two lines`)
  expect(note()).toMatch(/^Not sent: there’s no connection\. \(very .*…\) Up brings it back\.$/)
  expect(view().sending).toBe(0)
})

test('there is nothing to answer before anybody has said anything', async () => {
  const { type, note } = stage()
  await type('/reply hi')
  expect(note()).toBe('There is nothing to reply to yet.')
})

test('before one is in the room, nothing is sent, and help is there', async () => {
  let view = viewAfter()
  const actor = {
    chat: null,
    view: () => view,
    tell: (event: RoomEvent) => (view = reduce(view, event)),
    now: () => AT,
    quit: () => undefined,
  }
  await act(parseCommand('hello'), actor)
  expect(view.entries.at(-1)).toMatchObject({ text: 'You are not in the room yet.' })
  await act(parseCommand('/help'), actor)
  expect(view.entries.at(-1)).toMatchObject({ text: expect.stringContaining('/msg who text') })
})

test('AC10 /who has accounts with the site whose log-in they are, and says what is not proven', async () => {
  const account = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7' as typeof BOB
  const people: RoomEvent = {
    type: 'people',
    people: [
      person(ANN, 'ann', true),
      { ...person(BOB, 'Bob'), account, accountDomain: 'app.example' },
      { ...person(EVE, 'bob'), unprovenAccount: account, accountDomain: 'evil.example' },
    ],
  }
  const { type, note } = stage([people])
  await type('/who')
  expect(note()).toContain(`(shared name, account ${account}, proven by app.example)  ${BOB}`)
  expect(note()).toContain(`(shared name, account ${account} by evil.example, not proven)  ${EVE}`)
})
