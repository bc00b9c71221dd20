import type { Connection } from 'ghost-chat'
import { describe, expect, test } from 'vitest'
import { clockDoubtWords, connectionLines, connectionWords, personLabel } from '../../src/text/format.ts'
import { messageLines } from '../../src/text/lines.ts'
import { ANN, AT, BOB, heard, idOf } from '../support/heard.ts'

const connection = (about: Partial<Connection>): Connection => ({
  state: 'relayed',
  peers: [],
  clock: { offset: 0, source: 'relay' },
  ...about,
})

describe('a person', () => {
  test('is a name and the end of the DID, ten characters of it where there is room', () => {
    expect(personLabel(ANN, 'ann')).toBe('ann·nnR3vZRmev')
    expect(personLabel(ANN, undefined)).toBe('guest·nnR3vZRmev')
  })

  test('with a long name keeps the end of the DID', () => {
    expect(personLabel(ANN, 'a'.repeat(64), 16)).toBe('aaaaaaaa…·vZRmev')
  })

  test('whose name holds an escape is not obeyed', () => {
    expect(personLabel(ANN, '\u001B[2Jx')).toBe('␛[2Jx·nnR3vZRmev')
  })
})

describe('a connection in words', () => {
  test.each([
    [connection({ state: 'offline' }), 'connection lost, reconnecting…'],
    [connection({ state: 'connecting' }), 'connecting…'],
    [connection({}), 'connected, nobody else is here'],
    [connection({ peers: [{ did: BOB, path: 'relayed', rtt: null }] }), 'connected via relay'],
    [
      connection({
        state: 'direct',
        peers: [
          { did: BOB, path: 'direct', rtt: 3 },
          { did: ANN, path: 'relayed', rtt: null },
        ],
      }),
      'connected, 1 of 2 directly',
    ],
  ])('%#', (given, words) => {
    expect(connectionWords(given)).toBe(words)
  })

  test('and in full', () => {
    const given = connection({
      state: 'direct',
      peers: [{ did: BOB, path: 'direct', rtt: 3.4 }],
      clock: { offset: -12, source: 'members' },
    })
    expect(connectionLines(given, () => 'Bob')).toEqual([
      'You’re connected, 1 of 1 directly.',
      '  Bob: direct, 3 ms ping',
      'Clock: in sync with the others, corrected by -12 ms.',
    ])
  })
})

describe('a clock that is doubted', () => {
  const MINUTE = 60_000
  test.each([
    [-3 * 60 * MINUTE, '3 hours ahead'],
    [121_000, '2 minutes behind'],
    [119 * MINUTE, '119 minutes behind'],
    [47 * 60 * MINUTE, '47 hours behind'],
    [-30 * 24 * 60 * MINUTE, '30 days ahead'],
    [5 * 365.25 * 24 * 60 * MINUTE, '5 years behind'],
  ])('by %i ms is told with what to do', (offset, words) => {
    const given = connection({ clock: { offset: 0, source: 'own', doubt: { code: 'ERR_CLOCK', offset } } })
    const said = `Your device’s clock seems to be about ${words}. If so, set it to talk here.`
    expect(clockDoubtWords(given)).toBe(said)
    expect(connectionLines(given, () => '').at(-1)).toBe(said)
    expect(clockDoubtWords(connection({}))).toBe('')
  })
})

describe('a message as lines', () => {
  const nameOf = (): string => 'Bob'

  test('is one line for one line', () => {
    expect(messageLines(heard(1, { text: 'hi' }), nameOf)).toBe('14:03 Bob·zp7y3em43M: hi\n')
  })

  test('says what it is', () => {
    const message = heard(1, { text: 'hi', history: true, to: ANN, replyTo: idOf(2), gap: 'missing' })
    expect(messageLines(message, nameOf)).toBe(
      '14:03 Bob·zp7y3em43M (earlier, private, reply, message missing): hi\n',
    )
  })

  test('cannot pretend to be two', () => {
    const message = heard(1, { text: `hi\n14:03 ann·nnR3vZRmev: I agree\r${String(AT)}` })
    for (const line of messageLines(message, nameOf).trimEnd().split('\n').slice(1))
      expect(line).toMatch(/^ {4}/)
  })
})
