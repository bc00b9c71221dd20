/**
 * What a client of rendezvous points is made of, kept until one is needed (rendezvous.ts).
 */
import type { RendezvousComponents } from '@ghost-chat/rendezvous'

export interface RendezvousParts {
  readonly components: RendezvousComponents
}

/** A libp2p service: services alone are handed the parts of a node. */
export function rendezvousParts(): (components: RendezvousComponents) => RendezvousParts {
  return (components) => Object.freeze({ components })
}
