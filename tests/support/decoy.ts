/** A port on this machine that must see no connection, and says how many it saw. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'

export interface Decoy {
  readonly port: number
  /** Its address, as a relay would name it. */
  readonly address: string
  readonly connections: number
  readonly close: () => void
}

export async function startDecoy(): Promise<Decoy> {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => undefined).destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    address: `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${await freshPeerId()}`,
    get connections() {
      return connections
    },
    close: () => server.close(),
  }
}

/** The name of a peer that is nowhere. */
export async function freshPeerId(): Promise<string> {
  return peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
}
