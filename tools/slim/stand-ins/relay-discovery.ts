// For the discovery of relays in @libp2p/circuit-relay-v2: members reserve at the relays that they were given
// (circuits.ts), never at some that they came across, and so it would find each of them for nothing.
export class RelayDiscovery extends EventTarget {
  startDiscovery(): void {
    // Asked for when a listener wants any relay. None of ours does.
  }

  stopDiscovery(): void {
    // Said whenever a reservation was made or lost.
  }
}
