import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../src/args.ts'
import { helpOf } from '../src/help.ts'
import { UsageError } from '../src/options.ts'

const parse = (line: string, env: Record<string, string> = {}): unknown =>
  parseCommandLine(line.split(' '), env)
const RELAY = '--relay http://localhost:8080'
const target = { space: 's', room: 'r', relays: ['http://localhost:8080'], relayOnly: false }

describe('join', () => {
  test('takes a room and a relay', () => {
    expect(parse(`join s/r ${RELAY}`)).toEqual({ command: 'join', ...target, readOnly: false, bell: true })
  })

  test('takes everything else', () => {
    expect(parse(`join s/r ${RELAY} -r ws://two --name ann --read-only --relay-only --seed me`)).toEqual({
      command: 'join',
      ...target,
      relays: ['http://localhost:8080', 'ws://two'],
      relayOnly: true,
      name: 'ann',
      readOnly: true,
      bell: true,
      seedFile: 'me',
    })
  })

  test('takes the sites whose log-ins are believed', () => {
    expect(parse(`join s/r ${RELAY} --domain app.example --domain localhost:5173`)).toMatchObject({
      domains: ['app.example', 'localhost:5173'],
    })
  })

  test('takes relays from the environment, unless some are named', () => {
    const env = { GHOST_RELAY: 'http://a, http://b' }
    expect(parse('join s/r', env)).toMatchObject({ relays: ['http://a', 'http://b'] })
    expect(parse(`join s/r ${RELAY}`, env)).toMatchObject({ relays: ['http://localhost:8080'] })
  })

  test('takes names with slashes, and with stray percent signs', () => {
    expect(parse(`join a%2Fb/50%25 ${RELAY}`)).toMatchObject({ space: 'a/b', room: '50%' })
    expect(parse(`join s/50% ${RELAY}`)).toMatchObject({ room: '50%' })
  })
})

test('send takes what it says', () => {
  expect(parse(`send s/r ${RELAY}`)).toEqual({
    command: 'send',
    ...target,
    whole: false,
    timeout: 10,
    quiet: false,
  })
  expect(parse(`send s/r ${RELAY} --whole --to did:key:z --reply x.0 --timeout 2.5 -q`)).toEqual({
    command: 'send',
    ...target,
    whole: true,
    to: 'did:key:z',
    replyTo: 'x.0',
    timeout: 2.5,
    quiet: true,
  })
})

test('send takes an id that begins with a dash, as one of 64 does, and no option for one', () => {
  const id = `-${'w'.repeat(42)}.0`
  expect(parse(`send s/r ${RELAY} --reply ${id} --whole`)).toMatchObject({ replyTo: id, whole: true })
  expect(() => parse(`send s/r ${RELAY} --reply --whole`)).toThrow(UsageError)
})

test('listen takes what it says', () => {
  const none = { json: false, backlog: false, listed: false }
  expect(parse(`listen s/r ${RELAY}`)).toEqual({ command: 'listen', ...target, ...none })
  expect(parse(`listen s/r ${RELAY} --json --backlog --listed --for 3 --count 2`)).toEqual({
    command: 'listen',
    ...target,
    json: true,
    backlog: true,
    listed: true,
    seconds: 3,
    count: 2,
  })
})

test('key takes a file', () => {
  expect(parse('key new me.seed')).toEqual({ command: 'key', do: 'new', file: 'me.seed' })
  expect(parse('key did me.seed s')).toEqual({ command: 'key', do: 'did', file: 'me.seed', space: 's' })
})

test('help and version', () => {
  expect(parse('--help')).toEqual({ command: 'help', of: undefined, isAsked: true })
  expect(parse('--version')).toEqual({ command: 'version' })
  for (const command of ['join', 'send', 'listen', 'key']) {
    expect(parse(`${command} --help`)).toEqual({ command: 'help', of: command, isAsked: true })
    expect(parse(`${command} -h s/r`)).toEqual({ command: 'help', of: command, isAsked: true })
  }
})

test.each([
  ['another command', ['talk']],
  ['no room', ['join', '--relay', 'http://a']],
  ['no relay', ['join', 's/r']],
  ['half a room', ['join', 'r', '--relay', 'http://a']],
  ['an empty space', ['join', '/r', '--relay', 'http://a']],
  ['too much of a room', ['join', 's/r/x', '--relay', 'http://a']],
  ['two rooms', ['join', 's/r', 's/q', '--relay', 'http://a']],
  ['an option that is not there', ['join', 's/r', '--relay', 'http://a', '--loud']],
  ['an option of another command', ['join', 's/r', '--relay', 'http://a', '--json']],
  ['an option without its value', ['join', 's/r', '--relay']],
  ['a time that is none', ['listen', 's/r', '--relay', 'http://a', '--for', 'ever']],
  ['a time of nothing', ['listen', 's/r', '--relay', 'http://a', '--for', '0']],
  ['a time that no timer knows', ['listen', 's/r', '--relay', 'http://a', '--for', '9999999']],
  ['half a message', ['listen', 's/r', '--relay', 'http://a', '--count', '1.5']],
  ['a receiver that is no DID', ['send', 's/r', '--relay', 'http://a', '--to', 'ann']],
  ['a key of nothing', ['key', 'new']],
  ['a DID in no space', ['key', 'did', 'file']],
])('%s is said to be wrong', (_, args) => {
  expect(() => parseCommandLine(args, {})).toThrow(UsageError)
})

test('nothing shows the help, and is no success', () => {
  expect(parseCommandLine([], {})).toEqual({ command: 'help', of: undefined, isAsked: false })
})

test('the bell can be switched off', () => {
  expect(parse(`join s/r ${RELAY} --no-bell`)).toMatchObject({ bell: false })
})

test.each([
  ['join s/r -r http://a --nmae x', 'Unknown option --nmae. Did you mean --name?'],
  ['join s/r -r http://a --readonly', 'Unknown option --readonly. Did you mean --read-only?'],
  ['join s/r -r http://a --loud', 'Unknown option --loud.'],
  ['join s/r -r http://a -x', 'Unknown option -x.'],
  ['join s/r --relay', '--relay needs a value.'],
  ['join s/r --relay --name ann', '--relay needs a value.'],
  ['listen s/r -r http://a --json=yes', '--json takes no value.'],
  ['jion s/r', 'Unknown command "jion". Did you mean join?'],
  ['talk', 'Unknown command "talk". Use join, send, listen or key.'],
  ['--vresion', 'Unknown option --vresion. Did you mean --version?'],
  ['join', 'Which room? Use SPACE/ROOM.'],
  ['join r -r http://a', '"r" isn’t a room. Use SPACE/ROOM, with %2F for a slash in a name.'],
  ['join s/r', 'Which relay? Use --relay http://host:port, or set GHOST_RELAY.'],
])('%s is answered in our words, once', (line, words) => {
  expect(() => parse(line)).toThrow(new UsageError(words))
})

test.each(['help', 'join', 'send', 'listen', 'key'] as const)('the help of %s fits 80 columns', (of) => {
  for (const line of helpOf(of === 'help' ? undefined : of).split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80)
  }
})
