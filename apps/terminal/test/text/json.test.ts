import type { Did, SessionId } from 'ghost-chat'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gapRecord, jsonLine, messageRecord, userRecord, type Written } from '../../src/text/json.ts'
import { ANN, BOB, heard, idOf } from '../support/heard.ts'

const SESSION = 'A'.repeat(22) as SessionId
const said = (text: string, about: Partial<Written> = {}): Written => ({
  ...heard(1, { text }),
  content: text,
  session: SESSION,
  timestamp: new Date(0),
  ...about,
})

describe('a record', () => {
  test('of a message has this shape', () => {
    expect(JSON.parse(jsonLine(messageRecord(said('hi'), undefined)))).toEqual({
      event: 'message',
      id: idOf(1),
      from: BOB,
      content: 'hi',
      text: 'hi',
      timestamp: '1970-01-01T00:00:00.000Z',
      session: SESSION,
      history: false,
    })
  })

  test('of a message with everything has this shape', () => {
    const message = said('hi', {
      replyTo: idOf(2),
      to: ANN,
      gap: 'missing',
      account: 'did:pkh:eip155:1:0xab' as Did,
      accountDomain: 'app.example',
    })
    expect(JSON.parse(jsonLine(messageRecord(message, 'Bob')))).toMatchObject({
      name: 'Bob',
      account: 'did:pkh:eip155:1:0xab',
      accountDomain: 'app.example',
      replyTo: idOf(2),
      to: ANN,
      gap: 'missing',
    })
  })

  test('of a user and of a gap have these', () => {
    expect(userRecord(BOB, { name: 'Bob' })).toEqual({ did: BOB, name: 'Bob' })
    expect(userRecord(BOB, {})).toEqual({ did: BOB })
    const claimed = { unprovenAccount: 'did:pkh:eip155:1:0xab' as Did, accountDomain: 'app.example' }
    expect(userRecord(BOB, claimed)).toEqual({ did: BOB, ...claimed })
    const gap = { kind: 'missing', from: BOB, session: SESSION, missing: 2, messages: [said('hi')] } as const
    expect(gapRecord(gap)).toEqual({
      event: 'gap',
      kind: 'missing',
      from: BOB,
      session: SESSION,
      missing: 2,
      messages: [idOf(1)],
    })
  })

  test('is one line that no terminal obeys, and says what was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine(messageRecord(said(text), text))
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u)
        expect(line.endsWith('\n')).toBe(true)
        expect((JSON.parse(line) as { text: string }).text).toBe(text)
      }),
    )
    const evil = '\u009B2J\u001B[31m\u202E\u007F'
    expect(jsonLine(messageRecord(said(evil), undefined))).toContain('\\u009b2J\\u001b[31m\\u202e\\u007f')
  })
})
