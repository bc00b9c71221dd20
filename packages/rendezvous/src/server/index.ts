/** The libp2p rendezvous protocol, `/rendezvous/1.0.0`: the server, a rendezvous point. */
export {
  rendezvousServer,
  RendezvousServer,
  type RendezvousServerComponents,
  type RendezvousServerInit,
  type RendezvousServerStats,
} from './server.ts'
export { SERVER_LIMITS, type ServerLimits } from './limits.ts'
export type { AllowRequest, PointCounts, RegisteredRecord, StatusCounts } from './point.ts'
export type { RegistryCounts } from './registry.ts'
