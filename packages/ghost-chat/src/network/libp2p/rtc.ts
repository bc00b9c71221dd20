/** WebRTC of the platform, for Node: a package with binaries of libdatachannel. See `rtc.browser.ts`. */
import { RTCPeerConnection as Polyfill } from 'node-datachannel/polyfill'

type Config = ConstructorParameters<typeof Polyfill>[0]

/**
 * The package writes name and password of a server into a URL as they are, and libdatachannel takes that URL apart
 * and decodes them. The names that coturn's shared secret gives hold a colon: unescaped, no such server works.
 */
class NodePeerConnection extends Polyfill {
  constructor(config?: Config) {
    const escaped = config?.iceServers?.map(({ username, credential, ...rest }) => ({
      ...rest,
      ...(username === undefined ? {} : { username: encodeURIComponent(username) }),
      ...(typeof credential === 'string' ? { credential: encodeURIComponent(credential) } : {}),
    }))
    super({ ...config, ...(escaped === undefined ? {} : { iceServers: escaped }) })
  }
}

/** What makes a peer connection; `null` where there is no WebRTC. */
export const PeerConnection = NodePeerConnection as unknown as typeof globalThis.RTCPeerConnection | null
