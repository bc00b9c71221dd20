/**
 * With how many others a member meshes (SPEC NW19): while hubs reach all of its topics with them alone, and otherwise
 * with as many members as gossip needs.
 */
import type { GossipInternals } from './gossip-internals.ts'
import { hubbedMesh, type MeshSize } from './mesh-size.ts'

export class Mesh {
  readonly #internals: GossipInternals
  readonly #alone: Partial<MeshSize>
  /** Hubs that are meshed with alone; none while there are topics that no hub reaches. */
  #hubs = 0

  /** @param alone the size without a hub */
  constructor(internals: GossipInternals, alone: Partial<MeshSize>) {
    this.#internals = internals
    this.#alone = alone
  }

  /** Takes note of the open topics, and of the relays that are connected. */
  look(topics: readonly string[], relays: readonly string[]): void {
    const { resize, isReached, hears, subscribers, graftNow } = this.#internals
    const lacking = topics.filter((topic) => !relays.some((relay) => isReached(topic, relay)))
    const serving = topics.map((topic) => relays.filter((relay) => hears(topic, relay)).length)
    const hubs = lacking.length > 0 ? 0 : Math.max(0, ...serving)
    if (hubs === this.#hubs) return
    this.#hubs = hubs
    resize(hubs > 0 ? hubbedMesh(hubs) : this.#alone)
    // Not at the next heartbeat: what is said within a second would go to nobody, or past a hub.
    for (const topic of hubs > 0 ? topics : lacking) {
      for (const peer of hubs > 0 ? relays : [...subscribers(topic)]) graftNow(topic, peer)
    }
  }
}
