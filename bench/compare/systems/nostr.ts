/** A Nostr relay: signed by the sender (Schnorr on secp256k1), verified by the relay and by every receiver. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { EventRepository, type Event as StoredEvent } from '@nostr-relay/common'
import { NostrRelay } from '@nostr-relay/core'
import { Validator } from '@nostr-relay/validator'
import { finalizeEvent, generateSecretKey, getPublicKey } from 'nostr-tools/pure'
import { Relay } from 'nostr-tools/relay'
import { WebSocketServer } from 'ws'
import type { System } from '../system.ts'

/** One of those that relays pass on and do not keep (NIP-01). */
const EPHEMERAL = 23_333

class Nothing extends EventRepository {
  isSearchSupported(): boolean {
    return false
  }
  upsert(): { isDuplicate: boolean } {
    return { isDuplicate: false }
  }
  find(): StoredEvent[] {
    return []
  }
  destroy(): Promise<void> {
    return Promise.resolve()
  }
}

export const system: System = {
  async serve() {
    const relay = new NostrRelay(new Nothing())
    const validator = new Validator()
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (client) => {
      relay.handleConnection(client)
      client.on('message', (data) => {
        void validator
          .validateIncomingMessage(data as Buffer)
          .then((message) => relay.handleMessage(client, message))
      })
      client.on('close', () => relay.handleDisconnect(client))
    })
    await once(server, 'listening')
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
  },

  async join(url, room, { onMessage }) {
    const key = generateSecretKey()
    const self = getPublicKey(key)
    const relay = await Relay.connect(url)
    await new Promise<void>((resolve) => {
      relay.subscribe([{ kinds: [EPHEMERAL], '#t': [room], since: Math.floor(Date.now() / 1_000) - 1 }], {
        // Relays send back to the sender what it published.
        onevent: ({ content, pubkey }) => {
          if (pubkey !== self) onMessage(content)
        },
        oneose: resolve,
      })
    })
    return {
      send: (content) =>
        relay.publish(
          finalizeEvent(
            { kind: EPHEMERAL, content, tags: [['t', room]], created_at: Math.floor(Date.now() / 1_000) },
            key,
          ),
        ),
      // A client gives up on what its relay has not acknowledged within 4.4 s.
      window: 4,
      leave: async () => relay.close(),
    }
  },
}
