/**
 * Hands the envelopes of others to a relay before their senders do: while it is over its rate, with a bit flipped, or in a
 * room that they are not for. Where it is thrown out it comes again under another name.
 */
import { stranger, withWrongSignature } from '../../e2e/strangers.ts'
import type { RawPeer } from '../../support/raw-peer.ts'
import { until } from '../../support/until.ts'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly topic: string
  readonly otherTopic: string
}

export interface Handed {
  readonly number: number
  readonly frame: string
  readonly how: 'over-rate' | 'bit-flipped' | 'wrong-room'
}

const { relay, topic, otherTopic } = ordersOf<Orders>()
// Against a relay on this machine the attacker is another machine.
if (new URL(relay).hostname === '127.0.0.1') comeFrom('127.0.0.9')
const encoder = new TextEncoder()
/** An envelope of a later version: a relay ignores it, however often it comes. */
const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'ghost-chat-v9+jwt' })).toString('base64url')
const BURST = 6_000
let junk = 0

async function enter(): Promise<RawPeer> {
  const peer = await stranger(relay)
  await peer.join(topic)
  await peer.join(otherTopic)
  return peer
}

let peer = await enter()
let renewing: Promise<void> | null = null

/** Comes again under another name, once at a time. */
function renew(): Promise<void> {
  renewing ??= (async () => {
    await peer.stop().catch(() => undefined)
    peer = await enter()
    renewing = null
  })().catch(() => {
    renewing = null
  })
  return renewing
}

async function publish(where: string, frame: Uint8Array): Promise<void> {
  if (peer.libp2p.getConnections().length === 0) await renew()
  await peer.gossip.publish(where, frame).catch(() => undefined)
}

/** Stays over its rate, by so little that what it hands over next does not wait behind all that. */
function flood(): void {
  for (let i = 0; i < 100; i++)
    void publish(topic, encoder.encode(`${header}.${(junk++).toString(36).padStart(8, '0')}.AAAA`))
  setTimeout(flood, 50)
}

process.on('disconnect', () => process.exit(0))
process.on('message', (order: Handed) => {
  void (async () => {
    const frame = encoder.encode(order.frame)
    if (order.how === 'wrong-room') await publish(otherTopic, frame)
    else await publish(topic, order.how === 'bit-flipped' ? withWrongSignature(frame) : frame)
    await tell({ handed: order.number })
  })()
})
flood()
// By then it has used up every burst that a relay grants.
await until('more than any burst to be handed over', () => junk > BURST)
await tell({ ready: true })
