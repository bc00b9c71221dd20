/** Prefix of identify and ping, so that strangers from other libp2p networks do not answer to ours. */
export const PROTOCOL_PREFIX = 'ghost-chat'

/**
 * For libp2p's ping. By default a node asks a peer once at a time, and a second question fails: then libp2p's own,
 * every 10 s, closes the connection as dead when a round trip is being measured beside it.
 */
export const PING = Object.freeze({
  protocolPrefix: PROTOCOL_PREFIX,
  maxInboundStreams: 8,
  maxOutboundStreams: 8,
})
