/** Publishes presence with throwaway proofs of accounts, each signed by nobody, in a room of its own. */
import { stranger } from '../../e2e/strangers.ts'
import type { RawPeer } from '../../support/raw-peer.ts'
import { platformCrypto } from '../../../packages/ghost-chat/src/identity/crypto.ts'
import type { KeyIdentity } from '../../../packages/ghost-chat/src/identity/identity.ts'
import { wallet } from '../../../packages/ghost-chat/src/identity/wallet/wallet.ts'
import { encodeBase64url } from '../../../packages/ghost-chat/src/wire/base64url.ts'
import { spaceName } from '../../../packages/ghost-chat/src/wire/names.ts'
import { fakeWallet, keyOf } from '../../../packages/ghost-chat/test/support/fake-wallet.ts'
import { bytes, forge, joinPayload } from '../../../packages/ghost-chat/test/support/forge.ts'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly space: string
  readonly topic: string
  readonly perSecond: number
}

const { relay, space, topic, perSecond } = ordersOf<Orders>()
if (new URL(relay).hostname === '127.0.0.1') comeFrom('127.0.0.9')
const suite = await platformCrypto()
const holder = (await wallet({ provider: fakeWallet(keyOf(200)), domain: 'flood.example' })(
  spaceName(space),
  suite,
)) as KeyIdentity

async function enter(): Promise<RawPeer> {
  const peer = await stranger(relay)
  await peer.join(topic)
  return peer
}

let peer = await enter()
let sent = 0
process.on('disconnect', () => process.exit(0))
await tell({ ready: true })
for (const start = performance.now(); ;) {
  const due = ((performance.now() - start) / 1_000) * perSecond
  for (; sent < due; sent++) {
    const { h, p } = holder.proof ?? {}
    const s = { t: 'eip191', s: `0x${sent.toString(16).padStart(130, '0')}` }
    const sid = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
    const [iat, exp] = [Date.now() / 1_000, Date.now() / 1_000 + 60]
    const frame = bytes(
      await forge(holder, joinPayload(holder.did, { aud: topic, sid, seq: 0, proof: { h, p, s }, iat, exp })),
    )
    if (peer.libp2p.getConnections().length === 0) {
      await peer.stop().catch(() => undefined)
      peer = await enter().catch(() => peer)
    }
    await peer.gossip.publish(topic, frame).catch(() => undefined)
    if (sent % 500 === 0) await tell({ sent })
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
}
