import { finalizeEvent, generateSecretKey } from 'nostr-tools/pure'
import { Relay } from 'nostr-tools/relay'

const key = generateSecretKey()
const relay = await Relay.connect(`ws://${location.host}`)
relay.subscribe([{ kinds: [23_333], '#t': ['room'] }], {
  onevent: ({ pubkey, content }) => console.log(pubkey, content),
})
const now = Math.floor(Date.now() / 1_000)
await relay.publish(
  finalizeEvent({ kind: 23_333, content: 'hello', tags: [['t', 'room']], created_at: now }, key),
)
