/**
 * Which addresses a node dials (SPEC FD4, NW12). The app chooses some: its relays, and the peers that it names. A
 * stranger names the others: in a presence, in a rendezvous record, in the answer of a routing server. The node asks
 * this policy before every dial, whichever part of it dials.
 */
import type { Multiaddr } from '@multiformats/multiaddr'
import { inmostOf, isWithinReach, type Scope } from './discovery/addresses.ts'

export interface DialPolicyOptions {
  /** Whether this node hides its address from all but the relays that the app named. */
  readonly relayOnly: boolean
  /** The addresses that the app named, and those that its relays give of themselves. */
  readonly chosen: () => Iterable<Multiaddr>
  /** Addresses that say how far inside strangers' addresses may lead. */
  readonly anchors: () => Iterable<Multiaddr>
}

export class DialPolicy {
  readonly #options: DialPolicyOptions

  constructor(options: DialPolicyOptions) {
    this.#options = options
  }

  /** Whether an address, or the relay that a circuit's address begins with, may be dialled. */
  permits(address: Multiaddr): boolean {
    if (this.#isChosen(address)) return true
    return !this.#options.relayOnly && isWithinReach(address, this.inmost)
  }

  /** How far inside the host of an address may turn out to be; `null` where the app chose it, and nothing is asked. */
  boundOf(address: Multiaddr): Scope | null {
    return this.#isChosen(address) ? null : this.inmost
  }

  /** The same for a host name. */
  boundOfName(name: string): Scope | null {
    for (const chosen of this.#options.chosen()) if (chosen.getComponents()[0]?.value === name) return null
    return this.inmost
  }

  #isChosen(address: Multiaddr): boolean {
    const host = hostOf(address)
    for (const chosen of this.#options.chosen()) if (hostOf(chosen) === host) return true
    return false
  }

  /** How far inside strangers' addresses may lead. */
  get inmost(): Scope {
    return inmostOf(this.#options.anchors())
  }
}

/** Host, port and transport of the first hop. The peer id behind them changes nothing about where a dial leads. */
function hostOf(address: Multiaddr): string {
  return address.toString().split('/p2p', 1)[0] ?? ''
}
