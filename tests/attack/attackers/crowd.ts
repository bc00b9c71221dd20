/**
 * Fills a room from one connection: sessions without end, leaves of sessions that never were, presence again and again, types
 * that no version knows, and keys that are dear to verify. By one DID, and by many.
 */
import { stranger } from '../../e2e/strangers.ts'
import { guest } from '../../../packages/ghost-chat/src/identity/guest.ts'
import { encodeBase64url } from '../../../packages/ghost-chat/src/wire/base64url.ts'
import { careful } from '../../../packages/ghost-chat/test/support/curves.ts'
import { bytes, forge, joinPayload, type Json } from '../../../packages/ghost-chat/test/support/forge.ts'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly topic: string
  /** DIDs beside the one that says as much as all of them. */
  readonly dids: number
}

const { relay, topic, dids } = ordersOf<Orders>()
if (new URL(relay).hostname === '127.0.0.1') comeFrom('127.0.0.9')
const one = await guest()
const many = [
  ...(await Promise.all(Array.from({ length: Math.ceil((dids * 3) / 4) }, () => guest()))),
  ...Array.from({ length: Math.floor(dids / 4) }, () => careful('secp256k1')),
]
const anySession = (): string => encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
const kept = anySession()
let sent = 0

/** The next of six kinds of envelope. */
async function next(identity: (typeof many)[number]): Promise<Uint8Array> {
  const common: Json = { aud: topic, iat: Date.now() / 1_000, exp: Date.now() / 1_000 + 3_500, seq: sent }
  const kinds: readonly Json[] = [
    { sid: anySession(), seq: 0, type: 'join' },
    { sid: anySession(), seq: 0, type: 'leave', peer: undefined, profile: undefined },
    { sid: kept, type: 'here' },
    {
      sid: anySession(),
      seq: 0,
      type: 'x-filler',
      peer: undefined,
      profile: undefined,
      more: 'x'.repeat(1_500),
    },
    { sid: kept, type: 'x-filler', peer: undefined, profile: undefined },
    { sid: anySession(), seq: 0, type: 'here' },
  ]
  const payload = joinPayload(identity.did, { ...common, ...kinds[sent % kinds.length] })
  return bytes(await forge(identity, payload))
}

let peer = await stranger(relay)
await peer.join(topic)
process.on('disconnect', () => process.exit(0))
for (let turn = 0; ; turn++) {
  for (let i = 0; i < 50; i++) {
    const frame = await next(i % 2 === 0 ? one : (many[sent % many.length] ?? one))
    sent++
    if (peer.libp2p.getConnections().length === 0) {
      await peer.stop().catch(() => undefined)
      peer = await stranger(relay).catch(() => peer)
      await peer.join(topic).catch(() => undefined)
    }
    await peer.gossip.publish(topic, frame).catch(() => undefined)
  }
  if (turn % 10 === 0) await tell({ sent })
  await new Promise((resolve) => setTimeout(resolve, 20))
}
