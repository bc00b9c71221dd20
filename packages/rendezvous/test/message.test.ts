// Frames written by hand, field by field, from the protobuf of the specification (revision 3), and read back.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRequest, decodeResponse } from '../src/message.ts'
import { decodeMessage, encodeMessage, type Message } from './support/messages.ts'

/** Bytes of hexadecimal text; what follows a # is a comment. */
function bytes(text: string): Uint8Array {
  const digits = text.replace(/#.*$/gm, '').replace(/\s/g, '')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

const RECORD = Uint8Array.of(0xde, 0xad)

const golden: readonly [name: string, frame: string, message: Message][] = [
  [
    'REGISTER',
    `08 00              # Message.type (1, varint): REGISTER
     12 0b              # Message.register (2, bytes), 11 bytes
       0a 02 6e 73      #   Register.ns (1, bytes): "ns"
       12 02 de ad      #   Register.signedPeerRecord (2, bytes)
       18 a0 38         #   Register.ttl (3, varint): 7200`,
    { type: 'register', ns: 'ns', signedPeerRecord: RECORD, ttl: 7_200 },
  ],
  [
    'REGISTER without a TTL',
    `08 00
     12 08              # 8 bytes
       0a 02 6e 73      #   ns
       12 02 de ad      #   signedPeerRecord`,
    { type: 'register', ns: 'ns', signedPeerRecord: RECORD, ttl: undefined },
  ],
  [
    'REGISTER_RESPONSE, OK',
    `08 01              # type: REGISTER_RESPONSE
     1a 06              # Message.registerResponse (3, bytes), 6 bytes
       08 00            #   status (1, varint): OK
       18 80 e9 0f      #   ttl (3, varint): 259200`,
    { type: 'registerResponse', status: 0, statusText: undefined, ttl: 259_200 },
  ],
  [
    'REGISTER_RESPONSE, E_INVALID_TTL',
    `08 01
     1a 07
       08 66            #   status: 102
       12 03 74 74 6c   #   statusText (2, bytes): "ttl"`,
    { type: 'registerResponse', status: 102, statusText: 'ttl', ttl: undefined },
  ],
  [
    'UNREGISTER',
    `08 02              # type: UNREGISTER
     22 04              # Message.unregister (4, bytes), 4 bytes
       0a 02 6e 73      #   ns`,
    { type: 'unregister', ns: 'ns' },
  ],
  [
    'DISCOVER',
    `08 03              # type: DISCOVER
     2a 0b              # Message.discover (5, bytes), 11 bytes
       0a 02 6e 73      #   ns
       10 e8 07         #   limit (2, varint): 1000
       1a 02 c0 0c      #   cookie (3, bytes)`,
    { type: 'discover', ns: 'ns', limit: 1_000, cookie: Uint8Array.of(0xc0, 0x0c) },
  ],
  [
    'DISCOVER of every namespace',
    `08 03
     2a 00`,
    { type: 'discover', ns: undefined, limit: undefined, cookie: undefined },
  ],
  [
    'DISCOVER_RESPONSE, OK',
    `08 04              # type: DISCOVER_RESPONSE
     32 1d              # Message.discoverResponse (6, bytes), 29 bytes
       0a 0a            #   registrations (1, bytes): 10 bytes
         0a 02 6e 73    #     ns
         12 02 de ad    #     signedPeerRecord
         18 3c          #     ttl: 60
       0a 09            #   registrations, once more: 9 bytes
         0a 01 6d       #     ns: "m"
         12 02 de ad    #     signedPeerRecord
         18 3d          #     ttl: 61
       12 02 c0 0c      #   cookie (2, bytes)
       18 00            #   status (3, varint): OK`,
    {
      type: 'discoverResponse',
      registrations: [
        { ns: 'ns', signedPeerRecord: RECORD, ttl: 60 },
        { ns: 'm', signedPeerRecord: RECORD, ttl: 61 },
      ],
      cookie: Uint8Array.of(0xc0, 0x0c),
      status: 0,
      statusText: undefined,
    },
  ],
  [
    'DISCOVER_RESPONSE, E_UNAVAILABLE',
    `08 04
     32 07
       18 90 03         #   status: 400
       22 02 6e 6f      #   statusText (4, bytes): "no"`,
    { type: 'discoverResponse', registrations: [], cookie: undefined, status: 400, statusText: 'no' },
  ],
]

describe.each(golden)('%s', (_name, frame, message) => {
  it('is written as the specification has it', () => {
    expect(encodeMessage(message)).toEqual(bytes(frame))
  })

  it('is read as the specification has it', () => {
    expect(decodeMessage(bytes(frame))).toEqual(message)
  })
})

describe('what others write differently', () => {
  it('a status that is left out is OK, as encoders that omit zeros mean it', () => {
    expect(decodeMessage(bytes('08 01 1a 02 18 3c'))).toMatchObject({ status: 0, ttl: 60 })
    expect(decodeMessage(bytes('08 04'))).toMatchObject({ status: 0, registrations: [] })
  })

  it('the id of an UNREGISTER, which is deprecated, is passed over', () => {
    const frame = '08 02 22 08 0a 02 6e 73 12 02 01 02 # ns, then id (2, bytes)'
    expect(decodeMessage(bytes(frame))).toEqual({ type: 'unregister', ns: 'ns' })
  })

  it('the parts come in any order, and the type may come last', () => {
    expect(decodeMessage(bytes('22 04 0a 02 6e 73 08 02'))).toEqual({ type: 'unregister', ns: 'ns' })
  })

  it('unknown fields of every kind are passed over, in the message and in its part', () => {
    const frame = bytes(
      `08 02                           # type
       98 06 96 01                     # field 99, varint
       22 19 0a 02 6e 73               # unregister, 25 bytes: ns
         41 01 02 03 04 05 06 07 08    #   field 8, 64 bits
         4d 01 02 03 04                #   field 9, 32 bits
         52 02 ff ff                   #   field 10, bytes
         58 ac 02                      #   field 11, varint`,
    )
    frame[7] = 4 + 9 + 5 + 4 + 3
    expect(decodeMessage(frame)).toEqual({ type: 'unregister', ns: 'ns' })
  })

  it('of a field that is there twice, the last counts', () => {
    expect(decodeMessage(bytes('08 02 22 06 0a 01 61 0a 01 62'))).toEqual({ type: 'unregister', ns: 'b' })
  })

  it('a negative int64, of encoders that follow revision 1, is no small number', () => {
    const message = decodeMessage(bytes('08 00 12 0b 18 ff ff ff ff ff ff ff ff ff 01'))
    expect(message).toMatchObject({ type: 'register', ttl: 2 ** 64 })
  })
})

describe('what is refused', () => {
  it('a response as a request, and a request as a response', () => {
    for (const [, frame, message] of golden) {
      const isResponse = message.type.endsWith('Response')
      expect(() => (isResponse ? decodeRequest : decodeResponse)(bytes(frame))).toThrow('This is no')
    }
  })

  const malformed: readonly [what: string, frame: string][] = [
    ['an empty message', ''],
    ['a type that is not known', '08 05'],
    ['no type', '22 04 0a 02 6e 73'],
    ['a type that is bytes', '0a 01 02'],
    ['a part that is a number', '08 02 20 04'],
    ['a namespace that is a number', '08 02 22 02 08 01'],
    ['a namespace that is no UTF-8', '08 02 22 04 0a 02 ff fe'],
    ['a TTL that is bytes', '08 00 12 03 1a 01 01'],
    // In field 3 and field 99, which are passed over once they are read.
    ['a varint that is cut off', '08 02 22 03 18 80 80'],
    ['a varint of eleven bytes', '08 02 98 06 80 80 80 80 80 80 80 80 80 80 00'],
    ['a varint beyond 64 bits', '08 02 98 06 80 80 80 80 80 80 80 80 80 02'],
    ['a field that reaches beyond its part', '08 02 22 04 0a 03 6e 73'],
    ['a part that reaches beyond the message', '08 02 22 05 0a 02 6e 73'],
    ['a length of 2^64 - 1', '08 02 22 ff ff ff ff ff ff ff ff ff 01'],
    ['a field number of 0', '08 02 02 00'],
    ['a group', '08 02 23 24'],
    ['a kind of field that there is not', '08 02 27'],
    ['a 64-bit number that is cut off', '08 02 49 01 02'],
  ]

  it('a varint of 64 bits is not, where it is passed over', () => {
    expect(decodeMessage(bytes('08 02 98 06 ff ff ff ff ff ff ff ff ff 01'))).toMatchObject({
      type: 'unregister',
    })
  })

  it.each(malformed)('%s', (_what, frame) => {
    expect(() => decodeMessage(bytes(frame))).toThrow()
  })

  it('registrations beyond what was asked for are passed over unread, even if malformed', () => {
    const one = '0a 04 0a 02 6e 73'
    const frame = bytes(`08 04 32 10 ${one} ${one} 0a 02 ff ff`)
    expect(() => decodeMessage(frame)).toThrow()
    expect(decodeMessage(frame, 2)).toMatchObject({ registrations: [{ ns: 'ns' }, { ns: 'ns' }] })
  })

  it('arbitrary bytes are read or refused, and take no time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        try {
          decodeMessage(noise)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})

it('whatever is written is read as the same', () => {
  const count = fc.option(fc.nat(), { nil: undefined })
  const ns = fc.option(fc.string({ unit: 'binary', maxLength: 80 }), { nil: undefined })
  const some = fc.option(fc.uint8Array({ maxLength: 80 }), { nil: undefined })
  const registration = fc.record({ ns, signedPeerRecord: some, ttl: count })
  const message: fc.Arbitrary<Message> = fc.oneof(
    registration.map((each) => ({ type: 'register', ...each }) as const),
    fc.record({ type: fc.constant('unregister'), ns }),
    fc.record({ type: fc.constant('discover'), ns, limit: count, cookie: some }),
    fc.record({ type: fc.constant('registerResponse'), status: fc.nat(), statusText: ns, ttl: count }),
    fc.record({
      type: fc.constant('discoverResponse'),
      registrations: fc.array(registration, { maxLength: 5 }),
      cookie: some,
      status: fc.nat(),
      statusText: ns,
    }),
  )
  fc.assert(
    fc.property(message, (each) => {
      expect(decodeMessage(encodeMessage(each))).toEqual(each)
    }),
  )
})
