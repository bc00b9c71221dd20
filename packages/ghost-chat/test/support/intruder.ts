/**
 * Somebody hostile on the memory network: sees every frame of the room, hands over any, asks anybody, and signs
 * with whatever key a test gives it.
 */
import type { KeyIdentity } from '../../src/identity/identity.ts'
import type { MemoryHub, MemoryNetwork } from '../../src/network/memory/index.ts'
import type { Channel, PeerId } from '../../src/network/port.ts'
import { encodeHead, encodeRequest, parseHead, type Request } from '../../src/room/requests.ts'
import { encodeBase64url } from '../../src/wire/base64url.ts'
import type { SessionId } from '../../src/wire/ids.ts'
import { bytes, chatPayload, forge, joinPayload, TOPIC, type Json } from './forge.ts'

export interface Intruder {
  readonly network: MemoryNetwork
  readonly channel: Channel
  /** Every frame of others so far. */
  readonly frames: readonly string[]
  /** The claims of those of a type. */
  readonly claimsOf: (type: string) => readonly Json[]
  readonly publish: (...frames: readonly string[]) => Promise<void>
  /** Asks a peer; the status of its answer and the number of items. */
  readonly ask: (peer: PeerId, request: Request) => Promise<{ status: string; items: string[] }>
}

export function intruder(hub: MemoryHub): Intruder {
  const network = hub.network()
  const frames: string[] = []
  const channel = network.open(TOPIC, {
    judge: (frame) => {
      frames.push(new TextDecoder().decode(frame))
      return Promise.resolve('accept')
    },
    answer: () => Promise.resolve([encodeHead({ status: 'unknown', count: 0 })]),
    changed: () => undefined,
    lost: () => undefined,
  })
  return {
    network,
    channel,
    frames,
    claimsOf: (type) => frames.map(claimsIn).filter((claims) => claims['type'] === type),
    async publish(...given) {
      for (const frame of given) await channel.publish(bytes(frame))
      await hub.idle()
    },
    async ask(peer, request) {
      const asked = channel.request(peer, encodeRequest(request), { maxFrames: 300, maxBytes: 1_000_000 })
      const [head, ...items] = await withHub(hub, all(asked))
      if (head === undefined) throw new Error('An answer has a head.')
      return {
        status: parseHead(head)?.status ?? 'malformed',
        items: items.map((item) => new TextDecoder().decode(item)),
      }
    },
  }
}

/** What a frame claims. */
export function claimsIn(frame: string): Json {
  const [, payload = ''] = frame.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json
}

/** A session whose envelopes are signed one by one, as it likes. */
export class HandmadeSession {
  readonly key: KeyIdentity
  readonly sid = encodeBase64url(crypto.getRandomValues(new Uint8Array(16))) as SessionId
  readonly #now: () => number
  #state = 0
  #iat = 0

  /** @param now milliseconds since 1970 */
  constructor(key: KeyIdentity, now: () => number) {
    this.key = key
    this.#now = now
  }

  /** The next envelope of its state. */
  state(type: 'join' | 'here' | 'leave' | 'suspect', fields: Json = {}): Promise<string> {
    const common = { ...this.#stamp(30), sid: this.sid, seq: this.#state++, type }
    const bare = type === 'join' || type === 'here' ? {} : { peer: undefined }
    return forge(this.key, joinPayload(this.key.did, { ...common, ...bare, ...fields }))
  }

  suspect(...suspects: readonly Json[]): Promise<string> {
    return this.state('suspect', { suspects })
  }

  /** An envelope at a place of its content. */
  chat(content: string, seq: number, prev: string | null, fields: Json = {}): Promise<string> {
    const said = { ...this.#stamp(3_600), sid: this.sid, seq, prev, messages: [{ content }] }
    return forge(this.key, chatPayload(this.key.did, { ...said, ...fields }))
  }

  direct(to: string, content: string, seq: number): Promise<string> {
    const prev = seq === 0 ? null : 'A'.repeat(43)
    return this.chat(content, seq, prev, { ...this.#stamp(120), type: 'direct', to })
  }

  #stamp(seconds: number): Json {
    this.#iat = Math.max(this.#iat + 1, this.#now())
    return { iat: this.#iat / 1000, exp: this.#iat / 1000 + seconds }
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

async function withHub<T>(hub: MemoryHub, promise: Promise<T>): Promise<T> {
  let isDone = false
  const watched = promise.finally(() => {
    isDone = true
  })
  watched.catch(() => undefined)
  await hub.settle(() => isDone)
  return watched
}
