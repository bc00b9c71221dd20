import { describe, expect, it } from 'vitest'
import { parseEnvelopeText } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { isAvatar, profileAvatar } from '../../src/wire/profile.ts'
import { alice, forge, joinPayload, type Json } from '../support/forge.ts'
import { thrownCode } from '../support/thrown.ts'

const parse = async (changes: Json): Promise<string> => {
  const parsed = parseEnvelopeText(await forge(alice, joinPayload(alice.did, changes)))
  return parsed.ok ? 'ok' : parsed.code
}
const dataUrl = (length: number): string => {
  const head = 'data:image/png;base64,'
  return head + 'A'.repeat(length - head.length)
}
const httpsUrl = (length: number): string => `https://a.example/${'x'.repeat(length - 18)}`

describe('profiles', () => {
  it.each([
    'https://example.com/a.png',
    'https://xn--bcher-kva.example/%C3%BC.png?size=64#top',
    'data:image/webp;base64,UklGRg==',
  ])('[TY7] an avatar may be %s', async (avatar) => {
    expect(isAvatar(avatar)).toBe(true)
    expect(await parse({ profile: { name: 'Ann', avatar } })).toBe('ok')
  })

  it.each([
    ['no TLS', 'http://example.com/a.png'],
    ['a script', 'javascript:alert(1)'],
    ['an SVG', 'data:image/svg+xml;base64,PHN2Zz4='],
    ['a page', 'data:text/html;base64,PGI+'],
    ['no host', 'https:///a.png'],
    ['a user part before the host', 'https://ann@example.com/'],
    ['a quote', 'https://example.com/"onerror="alert(1)'],
    ['an angle bracket', 'https://example.com/<b>'],
    ['a backslash', 'https:\\\\example.com'],
    ['a line break', 'https://example.com/\nx'],
    ['letters beyond ASCII', 'https://bücher.example/'],
    ['a space in the data', 'data:image/png;base64,AAAA AAAA'],
    ['a number', 7],
    ['nothing', ''],
  ])('[TY7] an avatar is refused for %s', async (_, avatar) => {
    expect(isAvatar(avatar)).toBe(false)
    const parsed = parseEnvelopeText(await forge(alice, joinPayload(alice.did, { profile: { avatar } })))
    expect(parsed).toMatchObject({ ok: true, envelope: { body: { profile: {} } } })
    expect(parsed).not.toHaveProperty('envelope.body.profile.avatar')
    expect(thrownCode(() => profileAvatar(avatar))).toBe('ERR_OPTION_INVALID')
  })

  it('[TY7] an avatar of the greatest length passes, one character more does not', () => {
    expect([0, 1].map((more) => isAvatar(httpsUrl(LIMITS.avatarUrl + more)))).toEqual([true, false])
    expect([0, 1].map((more) => isAvatar(dataUrl(LIMITS.avatarData + more)))).toEqual([true, false])
  })

  it('[TY1] a name of a million characters does not fit', async () => {
    expect(await parse({ profile: { name: 'x'.repeat(1_000_000) } })).toBe('too-large')
    expect(await parse({ profile: { name: 'x'.repeat(64) } })).toBe('ok')
  })

  it('[PR10] "reader" is true or absent', async () => {
    expect(await parse({ reader: true })).toBe('ok')
    for (const reader of [false, 1, 'true', null]) expect(await parse({ reader })).toBe('fields')
  })
})

describe('suspicions on the wire', () => {
  const suspect = { iss: alice.did, sid: 'AAAAAAAAAAAAAAAAAAAAAA', seq: 3 }
  const list = (count: number): Json[] => Array.from({ length: count }, () => suspect)
  const parseSuspects = (suspects: unknown, more: Json = {}): Promise<string> =>
    parse({ type: 'suspect', peer: undefined, suspects, ...more })

  it('[TY8] 1 to 16 sessions are named', async () => {
    for (const count of [1, 15, 16]) expect(await parseSuspects(list(count))).toBe('ok')
    for (const count of [0, 17]) expect(await parseSuspects(list(count))).toBe('fields')
  })

  it.each([
    ['no list', 'all'],
    ['no DID', [{ ...suspect, iss: 'ann' }]],
    ['no session', [{ ...suspect, sid: 'x' }]],
    ['a negative number', [{ ...suspect, seq: -1 }]],
    ['half a number', [{ ...suspect, seq: 0.5 }]],
    ['too great a number', [{ ...suspect, seq: LIMITS.sequence + 1 }]],
    ['a text for a number', [{ ...suspect, seq: '3' }]],
    ['nothing in it', [null]],
  ])('[TY8] it is refused for %s', async (_, suspects) => {
    expect(await parseSuspects(suspects)).toBe('fields')
  })

  it('[TY8] it is state', async () => {
    expect(await parseSuspects(list(1), { head: undefined, prev: null, seq: 0 })).toBe('fields')
  })
})

describe('direct messages on the wire', () => {
  const parseDirect = (changes: Json = {}): Promise<string> =>
    parse({
      type: 'direct',
      peer: undefined,
      head: undefined,
      prev: null,
      to: alice.did,
      messages: [{ content: 'psst' }],
      ...changes,
    })

  it('[TY9] it names its receiver and says something, in a chain of its own', async () => {
    expect(await parseDirect()).toBe('ok')
    expect(await parseDirect({ to: undefined })).toBe('fields')
    expect(await parseDirect({ to: 'ann' })).toBe('fields')
    expect(await parseDirect({ messages: [] })).toBe('fields')
    expect(await parseDirect({ prev: undefined, head: null })).toBe('fields')
    expect(await parseDirect({ seq: 1 })).toBe('chain')
  })
})

describe('typing on the wire', () => {
  const parseTyping = (typing: unknown, more: Json = {}): Promise<string> =>
    parse({ type: 'typing', peer: undefined, typing, ...more })

  it('[TY11] it is true or false, and nothing else', async () => {
    for (const typing of [true, false]) expect(await parseTyping(typing)).toBe('ok')
    for (const typing of [undefined, null, 0, 1, 'true', [], {}])
      expect(await parseTyping(typing)).toBe('fields')
  })

  it('[TY11] it is state', async () => {
    expect(await parseTyping(true, { head: undefined, prev: null, seq: 0 })).toBe('fields')
  })
})
