/** WebRTC of the platform, for Node: a package with binaries of libdatachannel. See `rtc.browser.ts`. */
import { RTCPeerConnection as Polyfill } from 'node-datachannel/polyfill'

/** What makes a peer connection; `null` where there is no WebRTC. */
export const PeerConnection = Polyfill as unknown as typeof globalThis.RTCPeerConnection | null
