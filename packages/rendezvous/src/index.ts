/** The libp2p rendezvous protocol, `/rendezvous/1.0.0`: the client. The server is at `./server`. */
export { rendezvous, Rendezvous } from './client.ts'
export type {
  CallOptions,
  DiscoverAllOptions,
  DiscoverOptions,
  Registered,
  RegisterOptions,
  RendezvousComponents,
  RendezvousInit,
} from './client.ts'
export type { AcceptAddress, Page, Peer } from './discovered.ts'
export { RendezvousError, type RendezvousErrorCode } from './errors.ts'
export { CLIENT_LIMITS } from './limits.ts'
export { PROTOCOL } from './message.ts'
export type { KeepOptions, Refresh, Timers } from './refresh.ts'
