// For the scores of @libp2p/gossipsub. In this network no topic is scored and sharing an address costs nothing
// (gossip.ts), so that of the seven things that make a score two are left: what the node says of a peer (relays are
// kept), and what it did against the protocol. What is told of messages counts for nothing.
interface Params {
  readonly appSpecificScore: (peer: string) => number
  readonly appSpecificWeight: number
  readonly behaviourPenaltyWeight: number
  readonly behaviourPenaltyThreshold: number
  readonly behaviourPenaltyDecay: number
  readonly decayInterval: number
  readonly decayToZero: number
  readonly retainScore: number
}

interface Known {
  connected: boolean
  /** When one that left is forgotten. */
  expire: number
  penalty: number
}

const nothing = (): void => undefined

export class PeerScore {
  readonly params: Params
  readonly #peers = new Map<string, Known>()
  readonly #cache = new Map<string, { readonly score: number; readonly until: number }>()
  readonly #cachedFor: number
  #background: ReturnType<typeof setInterval> | undefined

  constructor(
    params: Params,
    _metrics: unknown,
    _logger: unknown,
    { scoreCacheValidityMs }: { readonly scoreCacheValidityMs: number },
  ) {
    this.params = params
    this.#cachedFor = scoreCacheValidityMs
  }

  start(): void {
    this.#background ??= setInterval(() => this.refreshScores(), this.params.decayInterval)
  }

  stop(): void {
    clearInterval(this.#background)
    this.#background = undefined
    this.#peers.clear()
  }

  score(id: string): number {
    const known = this.#peers.get(id)
    if (known === undefined) return 0
    const now = Date.now()
    const cached = this.#cache.get(id)
    if (cached !== undefined && cached.until > now) return cached.score
    const { params } = this
    const excess = Math.max(0, known.penalty - params.behaviourPenaltyThreshold)
    const score =
      params.appSpecificScore(id) * params.appSpecificWeight + excess * excess * params.behaviourPenaltyWeight
    this.#cache.set(id, { score, until: now + this.#cachedFor })
    return score
  }

  addPenalty(id: string, penalty: number): void {
    const known = this.#peers.get(id)
    if (known !== undefined) known.penalty += penalty
  }

  addPeer(id: string): void {
    this.#peers.set(id, { connected: true, expire: 0, penalty: 0 })
  }

  /** Who did wrong is remembered, so that it does not begin anew by coming back. */
  removePeer(id: string): void {
    const known = this.#peers.get(id)
    if (known === undefined) return
    if (this.score(id) > 0) {
      this.#peers.delete(id)
      return
    }
    known.connected = false
    known.expire = Date.now() + this.params.retainScore
  }

  refreshScores(): void {
    const now = Date.now()
    const { behaviourPenaltyDecay, decayToZero } = this.params
    for (const [id, known] of this.#peers) {
      if (known.connected) {
        known.penalty *= behaviourPenaltyDecay
        if (known.penalty < decayToZero) known.penalty = 0
      } else if (now > known.expire) {
        this.#peers.delete(id)
        this.#cache.delete(id)
      }
    }
  }

  readonly addIP = nothing
  readonly graft = nothing
  readonly prune = nothing
  readonly validateMessage = nothing
  readonly deliverMessage = nothing
  readonly rejectInvalidMessage = nothing
  readonly rejectMessage = nothing
  readonly duplicateMessage = nothing
  readonly messageFirstSeenTimestampMs = nothing
}
