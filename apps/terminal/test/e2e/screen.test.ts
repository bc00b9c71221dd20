/** `ghost join` at a real pseudo-terminal, seen as a person sees it. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startRelay, type RelayProcess } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { ghost, PATIENCE, runGhost, seat, type Piped, type Seated } from '../support/ghost.ts'

vi.setConfig({ testTimeout: 4 * PATIENCE })
/** Before a lease of 30 s runs out: whoever is gone by then has said so. */
const SOONER = 20_000

let relay: RelayProcess
const seats: (Seated | Piped['child'])[] = []

beforeAll(async () => {
  relay = await startRelay()
})
afterAll(async () => {
  for (const it of seats) it.kill()
  await relay.stop()
})

let rooms = 0
const room = (): string => `screens/room-${rooms++}`

async function seated(
  place: string,
  name: string,
  more: Parameters<typeof seat>[1] & { args?: string[] } = {},
): Promise<Seated> {
  const { args = [], ...how } = more
  const one = await seat(['join', place, '--relay', relay.url, '--name', name, ...args], how)
  seats.push(one)
  return one
}

test('two people talk, answer, whisper, and one of them leaves', async () => {
  const place = room()
  const ann = await seated(place, 'ann')
  await ann.sees('connected')
  const bob = await seated(place, 'Bob', { columns: 40, rows: 12 })
  await Promise.all([
    ann.sees(/Bob·\w{6,10} joined|1 person here: Bob/),
    bob.sees(/Bob·\w{6,10} \(you\), ann·\w{6,10}/),
  ])
  await ann.sees(new RegExp(`^ ${place} +2 here\n`))

  ann.type('hello Bob\r')
  await bob.sees(/\d \d\d:\d\d ann·\w{6,10}:\n {2}hello Bob/)
  bob.type('/reply hello ann\r')
  await ann.sees(/┌ 1 ann·\w{6,10}: hello Bob\n.* 2 \d\d:\d\d Bob·\w{6,10}: hello ann/)
  bob.type('/msg ann a secret\r')
  await ann.sees(/Bob·\w{6,10} → you \(private\):\s+a secret/)
  ann.type('/who\r')
  await ann.sees('2 here:')
  ann.type('/nick Anna\r')
  await bob.sees(/Anna·\w{6,10}/)

  bob.type('half a word')
  await ann.sees(/Bob·\w{6,10} is typing…/)

  bob.type('\u0015/quit\r')
  expect(await bob.ended).toBe(0)
  await ann.sees(/Bob·\w{6,10} left/, SOONER)
  // Nothing of the talk stays behind on the terminal, and the terminal is as it was.
  expect(bob.screen()).not.toContain('secret')
  expect(bob.terminal.buffer.active.type).toBe('normal')
  expect(bob.terminal.modes.bracketedPasteMode).toBe(false)
  ann.type('\u0003')
  expect(await ann.ended).toBe(0)
})

test('Ctrl-C leaves, and the others see it at once', async () => {
  const place = room()
  const listener = ghost(['listen', place, '--json', '--relay', relay.url])
  seats.push(listener.child)
  const events = (name: string): unknown[] => listener.records().filter(({ event }) => event === name)
  await until('the listener', () => events('joined').length === 1, PATIENCE)
  const ann = await seated(place, 'ann')
  await until('ann to be seen', () => events('user-joined').length === 1, PATIENCE)
  await ann.sees('connected')
  ann.type('\u0003')
  await until('ann to be gone', () => events('user-left').length === 1, SOONER)
  expect(await ann.ended).toBe(0)
  listener.child.kill('SIGINT')
})

test('what a hostile member sends is seen, and obeyed by no terminal', async () => {
  const place = room()
  const ann = await seated(place, 'ann', { columns: 120 })
  await ann.sees('connected')
  const evil = '\u001B[2J\u001B]0;owned\u0007\u001B]8;;http://evil.example\u0007link\u009B31m\u202Eabc'
  const { code, err } = await runGhost(
    ['send', place, '--relay', relay.url, '--whole', '--quiet', '--name', 'e\u0301\u0301ve'],
    `${evil}\r\nx${'\u0301'.repeat(300)} ${'w'.repeat(300)}`,
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
  // The rows above and below stand where they stood.
  await ann.sees(/^ [^]*␛\[2J␛\]0;owned␇␛\]8;;http:\/\/evil\.example␇link�31mabc[^]*\n>\n[^\n]*$/)
  expect(ann.rows()[0]).toMatch(new RegExp(`^ ${place}`))
  expect(ann.written()).not.toContain('owned\u0007')
  // Its own title is the only one that is set.
  expect(ann.written().replaceAll(`\u001B]2;${place}\u0007`, '')).not.toContain('\u001B]')
  expect(ann.written()).not.toContain('\u202E')
  ann.type('\u0003')
  expect(await ann.ended).toBe(0)
})

test('a line is edited, scrolled through, pasted, and drawn in another size', async () => {
  const ann = await seated(room(), 'ann', { env: { CI: '1' } })
  await ann.sees('connected')
  ann.type('wurld\u001B[D\u001B[D\u001B[D\u007Fo')
  await ann.sees('> world')
  const { active } = ann.terminal.buffer
  await until('the cursor in the word', () => active.cursorX === 4 && active.cursorY === 22)
  ann.type('\u0001hello \r')
  await ann.sees(/\(you\): hello world/)
  ann.type('\u001B[A')
  await ann.sees('> hello world')
  ann.type('\u0015\u001B[200~one\rtwo\rthree\u001B[201~')
  await ann.sees('> one\n  two\n  three')
  ann.type('\r')
  await ann.sees(/\(you\): one\n +two\n +three/)

  await ann.resize(40, 12)
  await ann.sees(/^.{1,34}1 here\n[^]*\n {2}one\n {2}two\n {2}three\n[^]*\n>\n[^\n]*$/)
  await ann.resize(100, 30)
  await ann.sees(/^.{90,}1 here$/m)
  ann.type('/help\r')
  await ann.sees('/unblock NAME')
  await ann.resize(80, 16)
  await ann.sees(/^.{70,74}1 here$/m)
  ann.type('\u001B[5~\u001B[5~')
  await ann.sees(/\(you\): hello world/)
  await ann.sees('↓ Page Down for more')
  // What was on the terminal before is not ours to erase.
  expect(ann.written()).not.toContain('\u001B[3J')
  ann.type('\u0003')
  expect(await ann.ended).toBe(0)
})

test('the relay is killed: that is said, and when it is back, so is the talk', async () => {
  const own = await startRelay()
  const place = room()
  const args = ['--relay-only', '--relay', own.url]
  const ann = await seat(['join', place, '--name', 'ann', ...args])
  const bob = await seat(['join', place, '--name', 'Bob', ...args])
  seats.push(ann, bob)
  await Promise.all([ann.sees('connected via relay'), bob.sees('connected via relay')])
  await own.kill()
  await Promise.all([ann.sees('connection lost, reconnecting'), bob.sees('connection lost, reconnecting')])
  // It is there at once, dimmed, and waits; one that is taken back is sent to nobody.
  ann.type('said without a relay\r')
  await ann.sees(/ wait \d\d:\d\d ann·\w{6,10} \(you\):/)
  ann.type('/msg Bob never sent\r')
  await ann.sees('2 waiting, /cancel')
  ann.type('\u001B[A')
  await ann.sees(/> \/msg Bob never sent/)
  await ann.sees('1 waiting, /cancel')
  ann.type('\u0015second without a relay\r')
  await ann.sees('2 waiting, /cancel')
  ann.type('/cancel\r')
  await ann.sees('Canceled: second without a relay')
  ann.type('third without a relay\r')
  await ann.sees(/said without a relay[^]*third without a relay/)
  const again = await startRelay({ port: own.port })
  try {
    await bob.sees(/ann·\w{6,10}: said without a relay\n[^\n]*third without a relay/)
    await ann.sees(/ 1 \d\d:\d\d ann·\w{6,10} \(you\): said without a relay\n[^\n]*third/)
    expect(ann.screen().split('said without a relay').length).toBe(2)
    expect(bob.screen()).not.toContain('never sent')
    expect(bob.screen()).not.toContain('second without')
    await Promise.all([ann.sees('connected via relay'), bob.sees('connected via relay')])
  } finally {
    for (const one of [ann, bob]) one.type('\u0003')
    expect(await Promise.all([ann.ended, bob.ended])).toEqual([0, 0])
    await again.stop()
  }
})

test('without a relay it says so, goes on trying, and can be left', async () => {
  const ann = await seat(['join', room(), '--relay', 'http://127.0.0.1:9'], { columns: 40, rows: 12 })
  seats.push(ann)
  await ann.sees(/Can’t reach the relay/)
  ann.type('hello?\r')
  await ann.sees(/ wait \d\d:\d\d guest·\w{6} \(you\):\n {2}hello\?/)
  ann.type('\u0003')
  expect(await ann.ended).toBe(0)
})

test('NO_COLOR takes the colours', async () => {
  const place = room()
  const [plain, coloured] = [
    await seated(place, 'ann', { env: { NO_COLOR: '1' } }),
    await seated(place, 'Bob', { env: { NO_COLOR: '' } }),
  ]
  await Promise.all([plain.sees(/Bob·\w{6,10}/), coloured.sees(/ann·\w{6,10}/)])
  const colours = new RegExp(`${String.fromCharCode(27)}\\[(?:3[0-7]|9[0-7]|38;)`)
  expect(coloured.written()).toMatch(colours)
  expect(plain.written()).not.toMatch(colours)
  for (const one of [plain, coloured]) one.type('\u0003')
  expect(await Promise.all([plain.ended, coloured.ended])).toEqual([0, 0])
})

test('Tab completes commands and names, and who is meant hears the bell and sees it in the title', async () => {
  const place = room()
  const [ann, bob, quiet] = [
    await seated(place, 'Anna'),
    await seated(place, 'Bob'),
    await seated(place, 'Carla', { args: ['--no-bell'] }),
  ]
  await Promise.all([ann, bob, quiet].map((one) => one.sees(/3 here/)))
  ann.type('/he\t\r')
  await ann.sees('/unblock NAME')
  ann.type('/msg bo\tpsst\r')
  await bob.sees(/Anna·\w{6,10} → you \(private\):\s+psst/)
  await until('the bell and the title', () => bob.written().includes(`\u001B]2;(1) ${place}\u0007`))
  // Each title ends with such a character, too.
  const bells = bob.written().split('\u0007').length - bob.written().split('\u001B]2;').length
  expect(bells).toBe(1)
  ann.type('hello bob and Carla\r')
  await Promise.all([bob.sees('hello bob and Carla'), quiet.sees('hello bob and Carla')])
  await until('two', () => bob.written().includes(`\u001B]2;(2) ${place}\u0007`))
  expect(quiet.written()).not.toContain('\u0007')
  bob.type('x')
  await until(
    'it to be seen',
    () => bob.written().lastIndexOf(`\u001B]2;${place}\u0007`) > bob.written().indexOf('(2) '),
  )
  for (const one of [ann, bob, quiet]) one.type('\u0003')
  expect(await Promise.all([ann.ended, bob.ended, quiet.ended])).toEqual([0, 0, 0])
})
