/** Peers that are no members: one that writes down whatever a relay passes on, and some that hand it anything. */
import { rawPeer, type RawPeer } from '../support/raw-peer.ts'

export interface Witness extends RawPeer {
  /** Every frame that came, in the order of arrival, however often it came. */
  readonly frames: readonly string[]
}

/** Somebody to whom every frame is new, however often it came or went. */
export async function stranger(relay: string): Promise<RawPeer> {
  let count = 0
  return rawPeer(relay, { msgIdFn: () => new Uint8Array(Uint32Array.of(count++).buffer) })
}

/** Such a one in a room, who takes whatever comes. */
export async function witness(relay: string, topic: string): Promise<Witness> {
  const frames: string[] = []
  const decoder = new TextDecoder()
  const peer = await stranger(relay)
  peer.gossip.addEventListener('message', ({ detail }) => {
    if (detail.topic === topic) frames.push(decoder.decode(detail.data))
  })
  await peer.join(topic)
  return { ...peer, frames }
}

/** Publishes frames one after the other. Gives how many of them could be handed to somebody. */
export async function publishAll(
  { gossip }: RawPeer,
  topic: string,
  frames: Iterable<Uint8Array>,
): Promise<number> {
  let handed = 0
  for (const frame of frames) {
    const { recipients } = await gossip.publish(topic, frame).catch(() => ({ recipients: [] }))
    handed += recipients.length
  }
  return handed
}

/** Opens gossip's own protocol and writes bytes that are none of it. Whether it lasts is the other side's matter. */
export async function writeRaw({ libp2p, gossip }: RawPeer, bytes: Uint8Array): Promise<void> {
  const [connection] = libp2p.getConnections()
  const stream = await connection?.newStream(gossip.protocols)
  stream?.send(bytes)
}

/** The payload of an envelope, whatever it says. */
export function claimsOf(frame: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(frame.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

/** The first text of a chat envelope; nothing of any other. */
export function wordsOf(frame: string): string {
  const messages = claimsOf(frame)['messages'] as readonly { readonly content: string }[] | undefined
  return messages?.[0]?.content ?? ''
}

/** The same envelope with one claim replaced and the signature it had. */
export function withClaims(frame: string, changes: Record<string, unknown>): Uint8Array {
  const [header = '', , signature = ''] = frame.split('.')
  const payload = Buffer.from(JSON.stringify({ ...claimsOf(frame), ...changes })).toString('base64url')
  return new TextEncoder().encode(`${header}.${payload}.${signature}`)
}

/** The same envelope with a signature of which one bit is another. */
export function withWrongSignature(frame: Uint8Array): Uint8Array {
  const wrong = Uint8Array.from(frame)
  // The last character has unused bits; the fourth from the end has none.
  const at = wrong.length - 4
  wrong[at] = wrong[at] === 65 ? 66 : 65
  return wrong
}
