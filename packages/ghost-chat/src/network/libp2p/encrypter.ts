/**
 * Noise, for members and relays.
 *
 * It reads frames until too little is left to tell the length of another, and throws and catches an error each time:
 * the error's stack alone took an eighth of the time of a room in which many joined. Here it throws one that is made.
 *
 * It writes a frame's length, text and tag apart, and a socket makes a system call, and a packet, of each. Here they
 * are put together. More than one frame, as after a jam, is left in pieces: a websocket makes a message of each, and
 * the other side hangs up on one that is too long.
 */
import type { ConnectionEncrypter } from '@libp2p/interface'
import { noise, type NoiseComponents } from '@libp2p/noise'

/** What tells a frame's length, in 2 bytes. */
type LengthDecoder = (data: { readonly byteLength: number }) => number

const TOO_SHORT = new RangeError('Not even a length.')
TOO_SHORT.stack = ''

export function encrypter(): (components: NoiseComponents) => ConnectionEncrypter {
  const make = noise()
  return (components) => {
    const inner = make(components)
    for (const secure of ['secureInbound', 'secureOutbound'] as const) {
      const old = inner[secure].bind(inner)
      inner[secure] = async (connection, options) => {
        const secured = await old(connection, options)
        sparing(secured.connection)
        inOnePiece(secured.connection)
        return secured
      }
    }
    return inner
  }
}

/** The longest frame, with its length. */
const FRAME = 65_535 + 2

/** Where noise encrypts elsewhere one day, it writes as it did. */
function inOnePiece(connection: object): void {
  const encrypting = connection as { encrypt?: (chunk: unknown) => Pieces }
  const encrypt = encrypting.encrypt?.bind(connection)
  if (encrypt === undefined) return
  encrypting.encrypt = (chunk) => {
    const pieces = encrypt(chunk)
    return pieces.byteLength <= FRAME ? pieces.subarray() : pieces
  }
}

/** What noise writes, in pieces or in one. */
interface Pieces {
  readonly byteLength: number
  readonly subarray: () => Uint8Array
}

/** Where noise keeps its decoder elsewhere one day, it is as slow as it was. */
function sparing(connection: object): void {
  const { decoder } = connection as { readonly decoder?: { lengthDecoder?: LengthDecoder } }
  const decode = decoder?.lengthDecoder
  if (decoder === undefined || decode === undefined) return
  decoder.lengthDecoder = (data) => {
    if (data.byteLength < 2) throw TOO_SHORT
    return decode(data)
  }
}
