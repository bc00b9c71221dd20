/** Frames that break RFC 6455, and a client that writes them by hand. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A frame of a client, masked with zeros: what follows stays readable. */
export function masked(first: number, payload: Uint8Array, length = payload.length): Uint8Array {
  const head =
    length < 126
      ? [0x80 | length]
      : length < 65_536
        ? [0xfe, length >> 8, length & 0xff]
        : [0xff, 0, 0, 0, 0, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Uint8Array.of(first, ...head, 0, 0, 0, 0), payload])
}

const nothing = new Uint8Array(0)
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

/** What breaks the protocol, and the frames that do. */
export const BROKEN_FRAMES: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['a frame without a mask', Uint8Array.of(0x82, 0x01, 0x00)],
  ['a text without a mask', Uint8Array.of(0x82, 0x05, ...text('hello'))],
  ['the reserved bit 1', masked(0xc2, nothing)],
  ['the reserved bit 2', masked(0xa2, nothing)],
  ['the reserved bit 3', masked(0x92, nothing)],
  ['the opcode 0x3', masked(0x83, nothing)],
  ['the opcode 0xB', masked(0x8b, nothing)],
  ['a length of 2^63 bytes', Uint8Array.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['a length of 2^53 bytes', Uint8Array.of(0x82, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['2 MiB announced', masked(0x82, nothing, 2_097_152)],
  ['a message of 1 MiB and one byte', masked(0x82, nothing, 1_048_577)],
  ['the close code 999', masked(0x88, Uint8Array.of(0x03, 0xe7))],
  ['the close code 1006', masked(0x88, Uint8Array.of(0x03, 0xee))],
  ['a close of one byte', masked(0x88, Uint8Array.of(0x03))],
  ['a close whose reason is no UTF-8', masked(0x88, Uint8Array.of(0x03, 0xe8, 0xff, 0xfe))],
  ['a text that is no UTF-8', masked(0x81, Uint8Array.of(0xc3, 0x28))],
  ['a ping in fragments', masked(0x09, text('half'))],
  ['a ping of 126 bytes', masked(0x89, new Uint8Array(126))],
  ['a continuation of nothing', masked(0x80, text('more'))],
  ['a new message within another', joined(masked(0x02, text('one')), masked(0x82, text('two')))],
  [
    'a message in 257 fragments',
    joined(masked(0x02, nothing), ...Array<Uint8Array>(256).fill(masked(0x00, nothing))),
  ],
]

/** A message, and what a libp2p node answers to it: the beginning of every handshake. */
export const MULTISTREAM = Buffer.from('\x13/multistream/1.0.0\n', 'latin1')

const UPGRADE = text(
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
)

/** A raw client: what it was sent, and its socket. */
export interface RawClient {
  readonly socket: Socket
  readonly received: () => Uint8Array
  /** Resolves when the other side ended or reset the connection. */
  readonly ended: Promise<void>
}

/** Connects, and asks for a websocket; `along` goes in the same packet as the request. */
export async function rawWebsocket(port: number, along: Uint8Array = nothing): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  let received: Uint8Array = nothing
  socket.on('data', (chunk: Uint8Array) => (received = Buffer.concat([received, chunk])))
  // A reset is one of the ends that are waited for.
  socket.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve()
    })
  })
  await once(socket, 'connect')
  socket.write(Buffer.concat([UPGRADE, along]))
  return { socket, received: () => received, ended }
}

/** Whether a node still answers an honest client: an upgrade, and the first message of a handshake. */
export async function answersHandshake(port: number): Promise<boolean> {
  const { socket, received, ended } = await rawWebsocket(port, masked(0x82, MULTISTREAM))
  const isAnswered = (): boolean => Buffer.from(received()).includes(MULTISTREAM)
  const answered = new Promise<void>((resolve) => {
    socket.on('data', () => {
      if (isAnswered()) resolve()
    })
  })
  await Promise.race([answered, ended])
  socket.destroy()
  return isAnswered()
}
