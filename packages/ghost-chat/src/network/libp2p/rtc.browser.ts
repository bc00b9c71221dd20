/** WebRTC of the platform, for browsers. See `rtc.ts`. */
const { RTCPeerConnection: found } = globalThis as Partial<typeof globalThis>

/** What makes a peer connection; `null` where there is no WebRTC. */
export const PeerConnection = found ?? null
