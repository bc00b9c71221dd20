/** The Network port. */
export { NetworkError } from './port.ts'
export type {
  Channel,
  ChannelHandler,
  FloodLimit,
  FrameVerdict,
  LinkState,
  Network,
  NetworkErrorCode,
  NetworkFactory,
  PeerId,
  PeerLink,
  RequestOptions,
} from './port.ts'
