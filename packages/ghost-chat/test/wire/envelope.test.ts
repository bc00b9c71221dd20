import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { createVerifier } from '../../src/identity/verify.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { parseEnvelope, parseEnvelopeText } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import {
  alice,
  bytes,
  chatPayload,
  encodePart,
  forge,
  HEADER,
  joinPayload,
  NOW,
  SID,
  TOPIC,
} from '../support/forge.ts'

const ID = 'A'.repeat(43)

/** What the parser says of an envelope: `ok`, or the code of the refusal. */
const codeOf = (text: string): string => {
  const parsed = parseEnvelope(bytes(text))
  return parsed.ok ? 'ok' : parsed.code
}
const payloadCode = async (changes: Record<string, unknown>): Promise<string> =>
  codeOf(await forge(alice, chatPayload(alice.did, changes)))
const joinCode = async (changes: Record<string, unknown>): Promise<string> =>
  codeOf(await forge(alice, joinPayload(alice.did, changes)))
const headerCode = async (header: unknown): Promise<string> =>
  codeOf(await forge(alice, chatPayload(alice.did), header))

describe('the size of an envelope', () => {
  /** An envelope of exactly so many characters: a claim that nobody knows, and a key id, fill it up. */
  async function envelopeOf(length: number): Promise<string> {
    for (const fragment of ['a', 'ab', 'abc']) {
      const header = { ...HEADER, kid: `${alice.did}#${fragment}` }
      const size = (pad: number): number =>
        encodePart(header).length +
        encodePart(chatPayload(alice.did, { pad: 'x'.repeat(pad) })).length +
        2 +
        86
      const about = Math.floor(((length - size(0)) * 3) / 4)
      for (let pad = about - 3; pad <= about + 3; pad++) {
        if (size(pad) === length)
          return forge(alice, chatPayload(alice.did, { pad: 'x'.repeat(pad) }), header)
      }
    }
    throw new Error(`no envelope has ${length} characters`)
  }

  it('[EN1] 32,767 bytes are an envelope', async () => {
    expect(codeOf(await envelopeOf(LIMITS.envelopeBytes - 1))).toBe('ok')
  })

  it('[EN1] 32,768 bytes are an envelope', async () => {
    expect(codeOf(await envelopeOf(LIMITS.envelopeBytes))).toBe('ok')
  })

  it('[EN1] 32,769 bytes are none', async () => {
    expect(codeOf(await envelopeOf(LIMITS.envelopeBytes + 1))).toBe('too-large')
  })

  it('[EN1] a frame of 64 MiB is refused for its length alone', () => {
    expect(parseEnvelope(new Uint8Array(64 * 1024 * 1024))).toMatchObject({ ok: false, code: 'too-large' })
  })
})

describe('the form of an envelope', () => {
  it.each(['', '.', '..', 'a', 'a.b', 'a..b', '.a.b', 'a.b.'])('[EN2] %j has not three parts', (text) => {
    expect(codeOf(text)).toBe('parts')
  })

  it('[EN2] a fourth part is refused', async () => {
    const text = await forge(alice, chatPayload(alice.did))
    expect(codeOf(`${text}.AAAA`)).toBe('base64url')
  })

  it('[EN2] padding, white space and letters beyond ASCII are refused', async () => {
    const text = await forge(alice, chatPayload(alice.did))
    expect(codeOf(`${text}=`)).toBe('base64url')
    expect(codeOf(`${text}\n`)).toBe('base64url')
    expect(codeOf(text.replace('.', '\u00e9.'))).toBe('base64url')
  })

  it('[EN2] another encoding of the same signature is refused', async () => {
    const text = await forge(alice, chatPayload(alice.did))
    const last = text.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // 64 bytes leave four unused bits in the last letter: its sixteenfold neighbours decode alike elsewhere.
    const twin = alphabet[alphabet.indexOf(last) + 1] ?? ''
    expect(Buffer.from(text.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from((text.slice(0, -1) + twin).split('.')[2] ?? '', 'base64url'),
    )
    expect(codeOf(text.slice(0, -1) + twin)).toBe('base64url')
  })

  it('[EN3] a header with anything more is refused', async () => {
    expect(await headerCode({ ...HEADER, crit: ['exp'] })).toBe('header')
    expect(await headerCode({ ...HEADER, jwk: {} })).toBe('header')
    expect(await headerCode({ ...HEADER, b64: false })).toBe('header')
  })

  it.each([[[]], ['text'], [7], [null], [true]])('[EN3] a header that is %j is refused', async (header) => {
    expect(await headerCode(JSON.stringify(header))).toBe('header')
  })

  it('[EN3] a header that is no JSON, or too long, is refused', async () => {
    expect(await headerCode('{')).toBe('header')
    expect(await headerCode({ ...HEADER, kid: `${alice.did}#${'x'.repeat(2_000)}` })).toBe('header')
  })

  it.each(['none', 'None', 'HS256', 'RS256', 'EdDSA ', 'eddsa', '', null, 7])(
    '[EN4] alg %j is refused',
    async (alg) => {
      expect(await headerCode({ ...HEADER, alg })).toBe('alg')
    },
  )

  it.each(['ES256', 'ES256K'])('[EN4] alg %s is well-formed', async (alg) => {
    expect(await headerCode({ ...HEADER, alg })).toBe('ok')
  })

  it.each([0, 63, 65, 128])('[EN4] a signature of %i bytes is refused', async (length) => {
    const [header, payload] = (await forge(alice, chatPayload(alice.did))).split('.')
    const signature = Buffer.alloc(length).toString('base64url')
    expect(codeOf(`${header}.${payload}.${signature}`)).toBe(length === 0 ? 'parts' : 'signature')
  })

  it.each(['JWT', 'ghost-chat', 'ghost-chat-v1+jwt', 'ghost-chat-v02+jwt', 'GHOST-CHAT+JWT', '', undefined])(
    '[EN5] typ %j is refused',
    async (typ) => {
      expect(await headerCode({ ...HEADER, typ })).toBe('typ')
    },
  )

  it('[EN6] a kid belongs to the DID', async () => {
    expect(await headerCode({ ...HEADER, kid: `${alice.did}#key-1` })).toBe('ok')
    expect(await headerCode({ ...HEADER, kid: `${alice.did}#` })).toBe('kid')
    expect(await headerCode({ ...HEADER, kid: alice.did })).toBe('kid')
    expect(await headerCode({ ...HEADER, kid: 'did:key:z6MkOther#key-1' })).toBe('kid')
    expect(await headerCode({ ...HEADER, kid: 7 })).toBe('kid')
  })

  it('[EN7] a payload that is no UTF-8, no JSON or no object is refused', async () => {
    expect(codeOf(await forge(alice, '[1]'))).toBe('claims')
    expect(codeOf(await forge(alice, '{"iss":'))).toBe('claims')
    expect(codeOf(await forge(alice, `\ufeff${JSON.stringify(chatPayload(alice.did))}`))).toBe('claims')
    const [header, , signature] = (await forge(alice, chatPayload(alice.did))).split('.')
    const invalid = Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')
    expect(codeOf(`${header}.${invalid}.${signature}`)).toBe('claims')
  })

  it('[EN7] of a claim that stands twice the last one counts', async () => {
    const json = JSON.stringify(chatPayload(alice.did)).replace('"seq":0', '"seq":7,"seq":0')
    const parsed = parseEnvelopeText(await forge(alice, json))
    expect(parsed.ok && parsed.envelope.claims.seq).toBe(0)
  })

  it('[EN7] a payload nested thousands deep is refused and harms nothing', async () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000)
    const json = JSON.stringify(chatPayload(alice.did)).replace('"hello"', deep)
    expect(codeOf(await forge(alice, json))).toBe('fields')
  })
})

describe('claims', () => {
  it.each(['iss', 'aud', 'iat', 'exp', 'sid', 'seq', 'type'])(
    '[EN8] %s may not be missing',
    async (claim) => {
      expect(await payloadCode({ [claim]: undefined })).toBe('claims')
    },
  )

  it.each([
    ['iss', 'alice'],
    ['iss', 'did:key:'],
    ['iss', `did:key:${'z'.repeat(LIMITS.didLength)}`],
    ['iss', ['did:key:z']],
    ['aud', 7],
    ['aud', [TOPIC]],
    ['aud', 'x'.repeat(LIMITS.topicLength + 1)],
    ['iat', '1800000000'],
    ['iat', 0],
    ['iat', -1],
    ['iat', 1e300],
    ['iat', 1_800_000_000.0001],
    ['exp', NOW / 1000],
    ['exp', NOW / 1000 - 1],
    ['exp', NOW / 1000 + 3600.001],
    ['sid', 'AAAAAAAAAAAAAAAAAAAAA'],
    ['sid', 'AAAAAAAAAAAAAAAAAAAAAB'],
    ['sid', 'AAAAAAAAAAAAAAAAAAAA=='],
    ['seq', -1],
    ['seq', 0.5],
    ['seq', '0'],
    ['seq', 2 ** 32],
    ['type', ''],
    ['type', 'Chat'],
    ['type', 'x'.repeat(33)],
  ])('[EN8] %s %j is refused', async (claim, value) => {
    expect(await payloadCode({ [claim]: value })).toBe('claims')
  })

  it('[EN8] a lifetime of 3,600 s is allowed, and a millisecond', async () => {
    expect(await payloadCode({ exp: NOW / 1000 + 3600 })).toBe('ok')
    expect(await payloadCode({ exp: NOW / 1000 + 0.001 })).toBe('ok')
  })

  it('[SQ1] an envelope is on exactly one chain', async () => {
    expect(await payloadCode({ prev: undefined })).toBe('chain')
    expect(await payloadCode({ head: null })).toBe('chain')
    expect(await joinCode({ head: undefined })).toBe('chain')
  })

  it('[SQ1] the first content has no predecessor, every other has one', async () => {
    expect(await payloadCode({ seq: 0, prev: ID })).toBe('chain')
    expect(await payloadCode({ seq: 1, prev: null })).toBe('chain')
    expect(await payloadCode({ seq: 1, prev: ID })).toBe('ok')
    expect(await payloadCode({ seq: 1, prev: 'A'.repeat(42) })).toBe('chain')
  })

  it('[SQ1] a head names the latest content envelope', async () => {
    expect(await joinCode({ head: { seq: 3, id: ID } })).toBe('ok')
    for (const head of [{ seq: 3 }, { id: ID }, { seq: -1, id: ID }, [3, ID], 'x', { seq: 3, id: 'x' }]) {
      expect(await joinCode({ head })).toBe('chain')
    }
  })

  it('[SQ1] a type stands on its own chain only', async () => {
    expect(await payloadCode({ type: 'join', peer: 'p' })).toBe('fields')
    expect(await joinCode({ type: 'chat', messages: [{ content: 'x' }] })).toBe('fields')
  })
})

describe('types', () => {
  it.each([undefined, '', 7, 'a b', 'ü', 'x'.repeat(129)])('[TY1] peer %j is refused', async (peer) => {
    expect(await joinCode({ peer })).toBe('fields')
  })

  it('[TY1] a peer has 1 to 128 characters', async () => {
    expect(await joinCode({ peer: 'x' })).toBe('ok')
    expect(await joinCode({ peer: 'x'.repeat(128) })).toBe('ok')
  })

  it('[TY1] a profile name is bounded like any name', async () => {
    expect(await joinCode({ profile: { name: 'Ann' } })).toBe('ok')
    expect(await joinCode({ profile: {} })).toBe('ok')
    expect(await joinCode({ profile: { name: 'x'.repeat(64) } })).toBe('ok')
    for (const profile of [[], 'Ann', null]) expect(await joinCode({ profile })).toBe('fields')
  })

  it('[TY1] an odd nickname is no nickname: the session is here all the same', async () => {
    for (const name of ['x'.repeat(65), '', 'a\u0007', 'a\u0301', 7, null]) {
      const avatar = 'https://a.example/a.png'
      const parsed = parseEnvelopeText(
        await forge(alice, joinPayload(alice.did, { profile: { name, avatar } })),
      )
      expect(parsed).toMatchObject({ ok: true, envelope: { body: { profile: { avatar } } } })
      expect(parsed).not.toHaveProperty('envelope.body.profile.name')
    }
  })

  it('[VE1] malformed fields and chains are ignored: a forwarder of another version may take them', async () => {
    for (const changes of [{ messages: [] }, { prev: undefined }]) {
      const parsed = parseEnvelopeText(await forge(alice, chatPayload(alice.did, changes)))
      expect(parsed).toMatchObject({ ok: false, verdict: 'ignore' })
    }
  })

  it('[TY2] here says what join says', async () => {
    expect(await joinCode({ type: 'here' })).toBe('ok')
    expect(await joinCode({ type: 'here', peer: undefined })).toBe('fields')
    expect(await joinCode({ type: 'here', profile: [] })).toBe('fields')
  })

  it('[TY3] leave says nothing more', async () => {
    expect(await joinCode({ type: 'leave', peer: undefined })).toBe('ok')
  })

  it('[TY4] an envelope carries 1 to 64 messages', async () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, () => ({ content: 'x' }))
    expect(await payloadCode({ messages: many(0) })).toBe('fields')
    expect(await payloadCode({ messages: many(1) })).toBe('ok')
    expect(await payloadCode({ messages: many(64) })).toBe('ok')
    expect(await payloadCode({ messages: many(65) })).toBe('fields')
    expect(await payloadCode({ messages: {} })).toBe('fields')
    expect(await payloadCode({ messages: ['x'] })).toBe('fields')
  })

  it('[TY5] a text has 1 to 8,192 bytes', async () => {
    const said = async (content: unknown): Promise<string> => payloadCode({ messages: [{ content }] })
    expect(await said('')).toBe('fields')
    expect(await said('x'.repeat(8_191))).toBe('ok')
    expect(await said('x'.repeat(8_192))).toBe('ok')
    expect(await said('x'.repeat(8_193))).toBe('fields')
    expect(await said('é'.repeat(4_096))).toBe('ok')
    expect(await said(`${'é'.repeat(4_096)}x`)).toBe('fields')
  })

  it('[TY5] another JSON value has at most 8,192 bytes and is at most 16 deep', async () => {
    const said = async (content: unknown): Promise<string> => payloadCode({ messages: [{ content }] })
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
    for (const content of [{}, [], 0, false, { a: [1, null] }]) expect(await said(content)).toBe('ok')
    expect(await said(null)).toBe('fields')
    expect(await said({ a: 'x'.repeat(8_192 - 8) })).toBe('ok')
    expect(await said({ a: 'x'.repeat(8_192 - 7) })).toBe('fields')
    expect(await said(nested(16))).toBe('ok')
    expect(await said(nested(17))).toBe('fields')
  })

  it('[TY5] a number is finite, at any depth', async () => {
    for (const content of ['1e400', '-1e400', '[1e400]', '{"a":[{"b":1e999}]}']) {
      const json = JSON.stringify(chatPayload(alice.did)).replace('"hello"', content)
      expect(codeOf(await forge(alice, json)), content).toBe('fields')
    }
    const json = JSON.stringify(chatPayload(alice.did)).replace(
      '"hello"',
      '[1.7976931348623157e308, -0, 1e-400]',
    )
    expect(codeOf(await forge(alice, json))).toBe('ok')
  })

  it('[TY5] a content called __proto__ changes no prototype', async () => {
    const json = JSON.stringify(chatPayload(alice.did)).replace('"hello"', '{"__proto__":{"evil":true}}')
    const parsed = parseEnvelopeText(await forge(alice, json))
    expect(parsed.ok).toBe(true)
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined()
  })

  it('[TY6] replyTo is a message id', async () => {
    const reply = async (replyTo: unknown): Promise<string> =>
      payloadCode({ messages: [{ content: 'x', replyTo }] })
    expect(await reply(`${ID}.0`)).toBe('ok')
    expect(await reply(`${ID}.63`)).toBe('ok')
    for (const id of [`${ID}.64`, `${ID}.00`, `${ID}.`, ID, `${ID}.-1`, '', 7])
      expect(await reply(id)).toBe('fields')
  })

  it('[TY6] a replyTo that is null is none', async () => {
    const messages = [{ content: 'x', replyTo: null }]
    const parsed = parseEnvelopeText(await forge(alice, chatPayload(alice.did, { messages })))
    expect(parsed).toMatchObject({ ok: true, envelope: { body: { messages: [{ content: 'x' }] } } })
    expect(parsed).not.toHaveProperty('envelope.body.messages.0.replyTo')
  })
})

describe('later versions', () => {
  it('[EX1] unknown claims and fields are passed over', async () => {
    expect(await payloadCode({ later: { a: 1 }, messages: [{ content: 'x', later: 1 }] })).toBe('ok')
    expect(await joinCode({ profile: { name: 'Ann', later: 1 } })).toBe('ok')
  })

  it('[EX2] an unknown type is well-formed, on either chain', async () => {
    expect(await payloadCode({ type: 'sealed', messages: undefined })).toBe('ok')
    expect(await joinCode({ type: 'waving', peer: undefined })).toBe('ok')
  })

  it.each(['ghost-chat-v2+jwt', 'ghost-chat-v10+jwt', 'ghost-chat-v9999+jwt'])(
    '[EX3] typ %s is ignored without penalty, whatever else it holds',
    async (typ) => {
      const parsed = parseEnvelopeText(
        await forge(alice, { anything: true }, { typ, alg: 'ML-DSA-44', extra: 1 }),
      )
      expect(parsed).toMatchObject({ ok: false, verdict: 'ignore', code: 'later-version' })
    },
  )
})

describe('ids', () => {
  const draft = {
    claims: {
      iss: alice.did,
      aud: TOPIC,
      issuedAt: NOW,
      expiresAt: NOW + 3_600_000,
      sid: SID,
      seq: 0,
      link: { chain: 'content', prev: null },
    },
    body: { type: 'chat', messages: [{ content: 'hello' }] },
  } as const

  it('[EN9] an id is the SHA-256 of what is signed', async () => {
    const envelope = await signEnvelope(alice, draft, await platformCrypto())
    const signed = envelope.text.slice(0, envelope.text.lastIndexOf('.'))
    expect(envelope.id).toBe(createHash('sha256').update(signed).digest('base64url'))
  })

  it('[EN9] sender and receiver come to the same id', async () => {
    const envelope = await signEnvelope(alice, draft, await platformCrypto())
    const parsed = parseEnvelopeText(envelope.text)
    const verified = parsed.ok ? await createVerifier().verify(parsed.envelope) : parsed
    expect(verified.ok && verified.envelope.id).toBe(envelope.id)
  })

  it('what is parsed is frozen, all the way down', async () => {
    const content = { list: [{ deep: 1 }] }
    const parsed = parseEnvelopeText(await forge(alice, chatPayload(alice.did, { messages: [{ content }] })))
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      ArrayBuffer.isView(value) ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    expect(parsed.ok && isFrozen(parsed.envelope)).toBe(true)
  })

  it('no bytes make the parser throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (frame) => {
        expect(parseEnvelope(frame).ok).toBe(false)
      }),
    )
  })

  it('no JSON payload makes the parser throw', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (header, payload) => {
        const signature = 'A'.repeat(86)
        parseEnvelopeText(`${encodePart(header)}.${encodePart(payload)}.${signature}`)
        parseEnvelopeText(`${encodePart(HEADER)}.${encodePart(payload)}.${signature}`)
      }),
    )
  })

  it('no change of one claim makes the parser throw', () => {
    const claims = Object.keys(chatPayload(alice.did))
    fc.assert(
      fc.property(fc.constantFrom(...claims), fc.jsonValue(), (claim, value) => {
        const text = `${encodePart(HEADER)}.${encodePart(chatPayload(alice.did, { [claim]: value }))}.${'A'.repeat(86)}`
        parseEnvelopeText(text)
      }),
    )
  })
})
