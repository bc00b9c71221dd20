/** Links without a relay, for Node: TCP, and peers on the local network. See `lan.browser.ts`. */
import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'

export const lan: { readonly mdns: typeof mdns; readonly tcp: typeof tcp } | null = { mdns, tcp }
