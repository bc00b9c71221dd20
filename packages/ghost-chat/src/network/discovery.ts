/**
 * Ways of finding others, beside the relays' hubs, as an app chooses them.
 */
export interface DiscoveryOptions {
  /** Register with the relays, and ask them who did, while nobody else was met. @default true */
  readonly rendezvous?: boolean | undefined
  /** Delegated routing servers (HTTP), by their base URLs: asked who is in a room. @default none */
  readonly routing?: readonly string[] | undefined
  /** Look for others on the local network, in Node, for members that `listen`. @default false */
  readonly mdns?: boolean | undefined
  /** Members that are reached at addresses of their own, by multiaddrs that end in `/p2p/` and a peer id. @default none */
  readonly peers?: readonly string[] | undefined
}
