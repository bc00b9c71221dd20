/**
 * With how many others a member meshes (SPEC NW19): while hubs reach all of its topics with them alone, and otherwise
 * with as many members as gossip needs.
 */
import { HUBBED_MESH, type MeshSize } from './mesh-size.ts'
import type { GossipInternals } from './gossip-internals.ts'

export class Mesh {
  readonly #internals: GossipInternals
  readonly #alone: Partial<MeshSize>
  #isHubbed = false

  /** @param alone the size without a hub */
  constructor(internals: GossipInternals, alone: Partial<MeshSize>) {
    this.#internals = internals
    this.#alone = alone
  }

  /** Takes note of the open topics, and of the relays that are connected. */
  look(topics: readonly string[], hubs: readonly string[]): void {
    const { resize, isReached, subscribers, graftNow } = this.#internals
    const lacking = topics.filter((topic) => !hubs.some((hub) => isReached(topic, hub)))
    const isHubbed = topics.length > 0 && lacking.length === 0
    if (isHubbed === this.#isHubbed) return
    this.#isHubbed = isHubbed
    resize(isHubbed ? HUBBED_MESH : this.#alone)
    // Not at the next heartbeat: what is said within a second would go to nobody.
    for (const topic of lacking) for (const peer of [...subscribers(topic)]) graftNow(topic, peer)
  }
}
