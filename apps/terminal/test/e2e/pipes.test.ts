/** `send` and `listen`, and `join` without a screen: processes over a real relay. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startRelay, type RelayProcess } from '../../../../tests/support/relay-process.ts'
import { until as untilThen } from '../../../../tests/support/until.ts'
import { ghost, PATIENCE, runGhost, type Ended, type Piped } from '../support/ghost.ts'

vi.setConfig({ testTimeout: 4 * PATIENCE })
const until = <T>(what: string, condition: () => T): Promise<NonNullable<T>> =>
  untilThen(what, condition, PATIENCE)

let relay: RelayProcess
let env: Record<string, string>
const dir = mkdtempSync(join(tmpdir(), 'ghost-terminal-'))
const started: Piped[] = []

beforeAll(async () => {
  relay = await startRelay()
  env = { GHOST_RELAY: relay.url }
})
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await relay.stop()
  rmSync(dir, { recursive: true })
})

const NOBODY = 'did:key:z6MknEebWZqmHb4TfXhEjjaLWf3SJGu1CS6GFGZqYrBYdctX'
let rooms = 0
const room = (): string => `pipes/room-${rooms++}`

/** Listens, and is there once it says so. */
async function listening(place: string, ...args: readonly string[]): Promise<Piped> {
  const listener = ghost(['listen', place, '--json', ...args], env)
  started.push(listener)
  await until('a listener to be there', () => listener.records().some(({ event }) => event === 'joined'))
  return listener
}
/** Says something, however busy the machine is. */
const send = (place: string, args: readonly string[], stdin: string): Promise<Ended> =>
  runGhost(['send', place, '--timeout', '60', ...args], stdin, env)
const messagesIn = (listener: Piped): Record<string, unknown>[] =>
  listener.records().filter(({ event }) => event === 'message')

describe('send and listen', () => {
  test('each line that is sent is a message that is heard, in order, and then its sender is gone', async () => {
    const place = room()
    const listener = await listening(place, '--count', '3')
    expect(await send(place, ['--name', 'ann'], 'one\n\ntwo\nthree')).toEqual({
      code: 0,
      out: '',
      err: `ghost: connecting to ${relay.url}\n`,
    })
    expect((await listener.ended).code).toBe(0)
    const messages = messagesIn(listener)
    expect(messages.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    const [{ from }] = messages as [{ from: string }]
    expect(messages[0]).toEqual({
      event: 'message',
      id: expect.stringMatching(/^[\w-]{43}\.0$/),
      from: expect.stringMatching(/^did:key:z6Mk/),
      name: 'ann',
      content: 'one',
      text: 'one',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      session: expect.stringMatching(/^[\w-]{22}$/),
      history: false,
    })
    expect(listener.records()).toContainEqual({ event: 'user-joined', did: from, name: 'ann' })
  })

  test('the whole of stdin is one message, and an answer where that is said', async () => {
    const place = room()
    const listener = await listening(place, '--count', '2')
    await send(place, ['--whole'], 'one\ntwo\n')
    await until('the first', () => messagesIn(listener)[0])
    const [first] = messagesIn(listener) as [{ id: string; text: string }]
    expect(first.text).toBe('one\ntwo')
    expect((await send(place, ['--reply', first.id], 'yes')).code).toBe(0)
    await listener.ended
    expect(messagesIn(listener)[1]).toMatchObject({ text: 'yes', replyTo: first.id })
  })

  test('what is said to one alone reaches that one, and no other', async () => {
    const place = room()
    const [one, other] = await Promise.all([listening(place, '--listed'), listening(place, '--listed')])
    const to = String(one.records().find(({ event }) => event === 'joined')?.['did'])
    expect(await send(place, ['--to', to, '--quiet'], 'secret')).toMatchObject({ code: 0, err: '' })
    await until('the message', () => messagesIn(one)[0])
    expect(messagesIn(one)).toMatchObject([{ text: 'secret', to }])
    const gone = (): boolean => other.records().filter(({ event }) => event === 'user-left').length > 0
    await until('its sender to be gone', gone)
    expect(messagesIn(other)).toEqual([])
    for (const { child } of [one, other]) child.kill('SIGTERM')
    expect(await Promise.all([one.ended, other.ended])).toMatchObject([{ code: 0 }, { code: 0 }])
  })

  test('a seed is the same person each time', async () => {
    const place = room()
    const file = join(dir, 'seed')
    expect(await runGhost(['key', 'new', file])).toMatchObject({ code: 0, err: '' })
    const { out: did } = await runGhost(['key', 'did', file, 'pipes'])
    const listener = await listening(place, '--count', '2')
    await send(place, ['--seed', file], 'one')
    await send(place, ['--seed', file], 'two')
    await listener.ended
    expect(messagesIn(listener).map(({ from }) => `${String(from)}\n`)).toEqual([did, did])
  })

  test('what was said before is fetched where it is asked for', async () => {
    const place = room()
    const witness = await listening(place, '--listed')
    await send(place, [], 'before')
    await until('the witness', () => messagesIn(witness)[0])
    const late = await listening(place, '--backlog', '--count', '1')
    expect((await late.ended).code).toBe(0)
    expect(messagesIn(late)).toMatchObject([{ text: 'before', history: true }])
    witness.child.kill('SIGINT')
    expect((await witness.ended).code).toBe(0)
  })

  test('more than a room takes of one person waits, and says so', async () => {
    const place = room()
    const listener = await listening(place)
    const sender = ghost(['send', place], env)
    started.push(sender)
    sender.child.stdin.end(Array.from({ length: 21 }, (_, n) => `line ${n}\n`).join(''))
    await until('it to wait', () =>
      sender.err().includes('you’re writing fast, the next message goes out in'),
    )
    await until('what the room takes', () => messagesIn(listener).length === 20)
    expect((await sender.ended).code).toBe(0)
    await until('the last', () => messagesIn(listener).length === 21)
    listener.child.kill('SIGINT')
  })

  test('lines for people are safe for their terminals', async () => {
    const place = room()
    const listener = ghost(['listen', place, '--count', '1'], env)
    started.push(listener)
    await until('a listener to be there', () => listener.err().includes('you joined'))
    await send(place, ['--name', 'eve', '--whole'], '\u001B[2Jhi\n14:03 ann: I agree\u202E')
    const { out, code } = await listener.ended
    expect(code).toBe(0)
    expect(out).toMatch(/^\d\d:\d\d eve·\w{6,10}: ␛\[2Jhi\n {4}14:03 ann: I agree\n$/)
  })
})

describe('ends', () => {
  test('a reader that has enough ends it', async () => {
    const place = room()
    const listener = await listening(place)
    listener.child.stdout.destroy()
    await send(place, [], 'one\ntwo')
    expect((await listener.ended).code).toBe(0)
  })

  test('time ends it', async () => {
    const { code } = await runGhost(['listen', room(), '--for', '0.1'], '', env)
    expect(code).toBe(0)
  })

  test.each([
    ['no relay', ['send', 's/r'], 2, /^ghost: Which relay\?/],
    [
      'a wrong option',
      ['send', 's/r', '--nmae', 'x'],
      2,
      /^ghost: Unknown option --nmae\. Did you mean --name\?/,
    ],
    [
      'an address that is none',
      ['send', 's/r', '--relay', 'nonsense', '-q'],
      1,
      /^ghost: ERR_RELAY_ADDRESS: /,
    ],
    [
      'a relay that is not there',
      ['send', 's/r', '--relay', 'http://127.0.0.1:9', '--timeout', '1', '-q'],
      1,
      /^ghost: ERR_RELAY_UNREACHABLE: /,
    ],
    [
      'a seed that is not there',
      ['send', 's/r', '--relay', 'http://127.0.0.1:9', '--seed', '/none', '-q'],
      1,
      /^ghost: Can’t read \/none \(no such file\)/,
    ],
  ])('%s', async (_, args, code, err) => {
    const ended = await runGhost(args, 'x', { GHOST_RELAY: '' })
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err).toMatch(err)
    expect(ended.err.trimEnd().split('\n').length).toBe(1)
  })

  test.each([
    ['nothing to say', [], '\n \n', /^ghost: ERR_MESSAGE_EMPTY: /],
    ['too long a message', [], 'x'.repeat(9_000), /^ghost: ERR_MESSAGE_TOO_LARGE: /],
    ['an answer to nothing', ['--reply', 'x'], 'x', /^ghost: ERR_REPLY_INVALID: /],
    ['somebody who is not there', ['--to', NOBODY], 'x', /^ghost: ERR_USER_GONE: /],
  ])('%s', async (_, args, stdin, err) => {
    const ended = await send(room(), ['-q', ...args], stdin)
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(err)
  })

  test('nothing prints the help to stderr, and is no success', async () => {
    const { code, out, err } = await runGhost([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^ghost: Ghost Chat in a terminal[^]*ghost join SPACE\/ROOM/)
  })

  test('a relay that does not answer is named at once, while it is still tried', async () => {
    // A server that takes connections and never answers: only the timeout would tell.
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const sender = ghost(['send', 's/r', '--relay', url, '--timeout', '600'])
    started.push(sender)
    sender.child.stdin.end('x')
    await until('it to say so', () => sender.err() === `ghost: connecting to ${url}\n`)
    sender.child.kill('SIGINT')
    expect((await sender.ended).code).toBe(130)
    silent.close()
  })

  test('help and version need no room', async () => {
    expect(await runGhost(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('ghost join SPACE/ROOM'),
    })
    expect(await runGhost(['listen', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--json'),
    })
    expect((await runGhost(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

test('a listener waits for a relay that is not there yet, and says so', async () => {
  const listener = ghost(['listen', 's/r', '--json', '--relay', 'http://127.0.0.1:9'], env)
  started.push(listener)
  const isWaiting = (): boolean => listener.records().some(({ event }) => event === 'waiting')
  await until('it to say so', isWaiting)
  expect(listener.records().find(({ event }) => event === 'waiting')).toEqual({
    event: 'waiting',
    code: 'ERR_RELAY_UNREACHABLE',
    reason: expect.stringMatching(/^Can’t reach the relay \(127\.0\.0\.1:9\): it /),
    seconds: 1,
  })
  listener.child.kill('SIGINT')
  expect((await listener.ended).code).toBe(0)
})

test('a listener outlives its relay, and hears what is said once there is one again', async () => {
  const own = await startRelay()
  const place = room()
  const listener = ghost(['listen', place, '--json', '--count', '1', '--relay', own.url])
  started.push(listener)
  const states = (): unknown[] =>
    listener.records().flatMap(({ event, state }) => (event === 'connection' ? [state] : []))
  await until('it to be there', () => listener.records().some(({ event }) => event === 'joined'))
  await own.kill()
  await until('it to know', () => states().at(-1) === 'offline' || states().at(-1) === 'connecting')
  const again = await startRelay({ port: own.port })
  try {
    await until('it to be back', () => states().at(-1) === 'relayed')
    await send(place, ['--relay', again.url], 'still there?')
    expect((await listener.ended).code).toBe(0)
    expect(messagesIn(listener)).toMatchObject([{ text: 'still there?' }])
  } finally {
    await again.stop()
  }
})

test('join without a terminal says what comes in, and writes what others say', async () => {
  const place = room()
  const [ann, bob] = ['ann', 'bob'].map((name) => ghost(['join', place, '--name', name], env)) as [
    Piped,
    Piped,
  ]
  started.push(ann, bob)
  await until('both to be there', () => [ann, bob].every(({ err }) => /you joined/.test(err())))
  ann.child.stdin.write('hello bob\n/quit is no command here\n')
  await until('bob to hear it', () => bob.out().includes('no command here'))
  expect(bob.out()).toMatch(
    /^\d\d:\d\d ann·\w{6,10}: hello bob\n\d\d:\d\d ann·\w{6,10}: \/quit is no command here\n$/,
  )
  bob.child.stdin.end('hello ann\n')
  expect((await bob.ended).code).toBe(0)
  await until(
    'ann to hear the last, and that he left',
    () => /bob·\w{6,10}: hello ann/.test(ann.out()) && /bob·\w{6,10} left/.test(ann.err()),
  )
  ann.child.kill('SIGINT')
  expect((await ann.ended).code).toBe(0)
})

test('join without a terminal tells of the entrance in one honest line, and then who comes and goes', async () => {
  const place = room()
  const others = await Promise.all(
    ['Bob', 'Carl', 'Zoë', 'Dora'].map((name) => listening(place, '--listed', '--name', name)),
  )
  const ann = ghost(['join', place, '--name', 'ann'], env)
  started.push(ann)
  await until('the line', () => ann.err().includes('you joined'))
  const name = '(?:Bob|Carl|Zoë|Dora)'
  const line = `ghost: you joined ${place} · 4 people here: ${name}, ${name}, ${name} and 1 other`
  expect(ann.err()).toMatch(new RegExp(`^ghost: connecting to ${relay.url}\n${line}\n$`))
  for (const { child } of others) child.kill('SIGTERM')
  await until('all to be gone', () => ann.err().split(' left').length === 5)
  expect(ann.err()).not.toMatch(/connected|directly|joined.*joined/)
  const late = await listening(place, '--listed', '--name', 'Late')
  await until('who comes later', () => /ghost: Late·\w{6,10} joined\n/.test(ann.err()))
  for (const { child } of [ann, late]) child.kill('SIGINT')
  expect((await ann.ended).code).toBe(0)
})

test('join without a terminal says that nobody else is here, once that is known', async () => {
  const place = room()
  const ann = ghost(['join', place], env)
  started.push(ann)
  await until('the line', () => ann.err().includes('you joined'))
  expect(ann.err().split('\n')[1]).toBe(`ghost: you joined ${place} · nobody else is here yet`)
  ann.child.kill('SIGINT')
  await ann.ended
})
