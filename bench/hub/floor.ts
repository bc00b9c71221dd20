/**
 * What a connection and one stream with an echo cost two bare libp2p nodes, in milliseconds of CPU.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { noise } from '@libp2p/noise'
import { yamux } from '@libp2p/yamux'
import { webSockets } from '@libp2p/websockets'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { cpuOf, ownCpu } from './cpu.ts'

export interface Floor {
  readonly relay: number
  readonly member: number
}

/** One after another, after a tenth that is not counted. */
export async function floorOf(dials: number): Promise<Floor> {
  const child = fork(fileURLToPath(new URL('floor-process.ts', import.meta.url)))
  const [address] = (await once(child, 'message')) as [string]
  const nodes: Libp2p[] = []
  const dial = async (): Promise<void> => {
    const libp2p = await createLibp2p({
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      connectionMonitor: { enabled: false },
    })
    nodes.push(libp2p)
    const stream = await libp2p.dialProtocol(multiaddr(address), '/echo')
    const echo = once(stream, 'message')
    stream.send(new Uint8Array(600))
    await echo
  }
  try {
    for (let n = 0; n < dials / 10; n++) await dial()
    const before = { relay: cpuOf(child.pid ?? 0), member: ownCpu() }
    for (let n = 0; n < dials; n++) await dial()
    return {
      relay: (cpuOf(child.pid ?? 0) - before.relay) / dials,
      member: (ownCpu() - before.member) / dials,
    }
  } finally {
    child.disconnect()
    for (const node of nodes) await node.stop()
  }
}
