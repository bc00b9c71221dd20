/** Everyone who is compared in Node, and what each gives: what is fast because it does less must say so. */
import type { System } from './system.ts'

export interface Contender {
  readonly name: string
  readonly load: () => Promise<System>
  /** Whether it needs a server, if only to meet. */
  readonly serves: boolean
  /** Whose versions are told. */
  readonly packages: readonly string[]
  /** Whose signature a message carries, and who verifies it. */
  readonly signed: string
  /** How a message travels. */
  readonly path: string
  readonly encrypted: boolean
  /** Whether more than two can talk. */
  readonly rooms: boolean
  /** Where a list of who is there comes from. */
  readonly list: 'signed' | 'its own' | 'the app’s' | 'greetings' | 'none'
  /** What is not as a user would have it by default. */
  readonly set?: string
}

const OURS = {
  packages: ['ghost-chat', 'libp2p', '@libp2p/gossipsub'],
  signed: 'sender; all verify',
  encrypted: true,
  rooms: true,
  list: 'signed',
  set: 'flood rule off, joining may take 40 s',
} as const

const LIBP2P = {
  serves: false,
  path: 'TCP',
  encrypted: true,
  rooms: true,
  list: 'greetings',
  set: 'connections a second unbounded',
} as const

export const CONTENDERS = {
  'ghost-chat': {
    name: 'ghost-chat, direct',
    load: async () => (await import('./systems/ghost-chat-node.ts')).direct,
    serves: true,
    path: 'WebRTC, relay',
    ...OURS,
  },
  'ghost-chat-tcp': {
    name: 'ghost-chat, direct over TCP',
    load: async () => (await import('./systems/ghost-chat-node.ts')).byHand,
    serves: false,
    path: 'TCP',
    ...OURS,
    set: 'flood rule off, joining may take 40 s, `listen` and `peers` given',
  },
  'ghost-chat-relayed': {
    name: 'ghost-chat, relayed',
    load: async () => (await import('./systems/ghost-chat-node.ts')).relayed,
    serves: true,
    path: 'relay',
    ...OURS,
    set: 'flood rule off, joining may take 40 s, `relayOnly`',
  },
  trystero: {
    name: 'trystero',
    load: async () => (await import('./systems/trystero-node.ts')).system,
    serves: true,
    packages: ['@trystero-p2p/core', 'node-datachannel'],
    ...{ signed: 'no', path: 'WebRTC', encrypted: true, rooms: true, list: 'its own' },
    set: 'announces every 5.3 s, not 60',
  },
  'socket.io': {
    name: 'socket.io',
    load: async () => (await import('./systems/socket-io.ts')).system,
    serves: true,
    packages: ['socket.io', 'socket.io-client'],
    ...{ signed: 'no', path: 'server', encrypted: false, rooms: true, list: 'the app’s' },
  },
  nostr: {
    name: 'Nostr',
    load: async () => (await import('./systems/nostr.ts')).system,
    serves: true,
    packages: ['nostr-tools', '@nostr-relay/core'],
    ...{ signed: 'sender; all verify', path: 'relay', encrypted: false, rooms: true, list: 'greetings' },
    set: '4 messages under way',
  },
  'gossip-signed': {
    name: 'gossipsub, StrictSign',
    load: async () => (await import('./systems/libp2p.ts')).gossipSigned,
    packages: ['libp2p', '@libp2p/gossipsub'],
    signed: 'peer; all verify',
    ...LIBP2P,
  },
  'gossip-unsigned': {
    name: 'gossipsub, StrictNoSign',
    load: async () => (await import('./systems/libp2p.ts')).gossipUnsigned,
    packages: ['libp2p', '@libp2p/gossipsub'],
    signed: 'no',
    ...LIBP2P,
  },
  stream: {
    name: 'libp2p stream',
    load: async () => (await import('./systems/libp2p.ts')).stream,
    packages: ['libp2p'],
    signed: 'no',
    ...LIBP2P,
    ...{ rooms: false, list: 'none' },
  },
  tcp: {
    name: 'bare TCP',
    load: async () => (await import('./systems/tcp.ts')).system,
    serves: false,
    packages: [],
    ...{ signed: 'no', path: 'TCP', encrypted: false, rooms: false, list: 'none' },
  },
} as const satisfies Record<string, Contender>

export type ContenderId = keyof typeof CONTENDERS

export function contender(id: ContenderId): Contender {
  return CONTENDERS[id]
}
