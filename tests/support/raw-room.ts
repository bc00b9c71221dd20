/** A libp2p node that speaks a room's stream by hand: what a second implementation, or a stranger, could run. */
import type { Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { sender, type Claims, type Sender } from './envelopes.ts'
import { until } from './until.ts'

const PROTOCOL = '/ghost-chat/room/1.0.0'

/** Kinds of frames (SPEC HB2). */
export const KIND = Object.freeze({ head: 0, envelope: 1, introduced: 2, roster: 3, rosterEnd: 4, lost: 5 })

export interface Frame {
  readonly kind: number
  readonly payload: Uint8Array
}

/** One stream of a room. */
export interface RawRoom {
  readonly stream: Stream
  /** What came so far. */
  readonly frames: Frame[]
  readonly ended: () => boolean
  /** Writes bytes as they are. */
  readonly write: (bytes: Uint8Array) => void
  readonly send: (kind: number, payload: Uint8Array | string) => void
  /** Envelopes of a kind that came, as the names of their senders' DIDs, or for chat the texts. */
  readonly of: (kind: number) => readonly string[]
  /** Waits for the answer's head. */
  readonly head: () => Promise<Record<string, unknown>>
}

export interface RawRoomMember {
  readonly peer: string
  readonly libp2p: Libp2p
  /** Opens a stream and says nothing. */
  readonly open: () => Promise<RawRoom>
  /** Opens one, names the topic and says that it is here; resolves when the roster was given. */
  readonly join: (topic: string, by?: PresentSender) => Promise<RawRoom>
  readonly stop: () => Promise<void>
}

export interface PresentSender extends Sender {
  /** A `join`, `here` or `leave` of this sender's session. */
  readonly state: (topic: string, type: string, peer: string, changes?: Claims) => Promise<Uint8Array>
}

/** A sender that can also say that it is here. */
export async function presentSender(): Promise<PresentSender> {
  const by = await sender()
  let seq = 0
  return Object.freeze({
    ...by,
    state: async (topic: string, type: string, peer: string, changes: Claims = {}) =>
      by.say(topic, '', {
        ...{ type, seq: seq++, head: null, prev: undefined, messages: undefined },
        ...(type === 'leave' ? {} : { peer }),
        ...changes,
      }),
  })
}

/** @param relayUrl the relay's URL */
export async function rawRoomMember(relayUrl: string): Promise<RawRoomMember> {
  const libp2p = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    connectionMonitor: { enabled: false },
  })
  const { addresses } = (await (await fetch(`${relayUrl}/.well-known/ghost-chat.json`)).json()) as {
    addresses: string[]
  }
  const connection = await libp2p.dial(addresses.map((address) => multiaddr(address)))
  const peer = libp2p.peerId.toString()
  const open = async (): Promise<RawRoom> => {
    const stream = await connection.newStream(PROTOCOL, { maxOutboundStreams: 128 })
    return readRoom(stream)
  }
  return {
    peer,
    libp2p,
    open,
    async join(topic, by) {
      const room = await open()
      room.send(KIND.head, JSON.stringify({ v: 1, topic }))
      room.send(KIND.envelope, await (by ?? (await presentSender())).state(topic, 'join', peer))
      await until('the roster', () => room.frames.some(({ kind }) => kind === KIND.rosterEnd))
      return room
    },
    stop: async () => libp2p.stop(),
  }
}

/** A frame as it travels. */
export function rawFrame(kind: number, payload: Uint8Array | string): Uint8Array {
  const bytes = Buffer.from(payload as string)
  const length: number[] = []
  let rest = bytes.length + 1
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80)
  return Buffer.concat([Buffer.from([...length, rest, kind]), bytes])
}

function readRoom(stream: Stream): RawRoom {
  const frames: Frame[] = []
  let held = Buffer.alloc(0)
  let ended = false
  stream.addEventListener('message', ({ data }) => {
    held = Buffer.concat([held, data.subarray()])
    for (;;) {
      let [length, at, shift] = [0, 0, 0]
      for (;;) {
        const byte = held[at]
        if (byte === undefined) return
        length |= (byte & 0x7f) << shift
        shift += 7
        at++
        if (byte < 0x80) break
      }
      if (held.length < at + length) return
      frames.push({ kind: held[at] ?? -1, payload: new Uint8Array(held.subarray(at + 1, at + length)) })
      held = held.subarray(at + length)
    }
  })
  for (const event of ['end', 'close'] as const) stream.addEventListener(event, () => (ended = true))
  const write = (bytes: Uint8Array): void => void stream.send(bytes)
  return {
    ...{ stream, frames, write },
    ended: () => ended,
    send: (kind, payload) => write(rawFrame(kind, payload)),
    of: (kind) => frames.filter((frame) => frame.kind === kind).map(({ payload }) => nameOf(payload)),
    head: async () => {
      const frame = await until('the head', () => frames[0])
      return JSON.parse(Buffer.from(frame.payload).toString()) as Record<string, unknown>
    },
  }
}

/** The text of a chat envelope, and the DID of any other's sender. */
function nameOf(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString().split('.')[1] ?? ''
  const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as {
    readonly iss: string
    readonly messages?: readonly { readonly content: string }[]
  }
  return claims.messages?.[0]?.content ?? claims.iss
}
