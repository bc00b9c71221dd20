/** A port from which a relay on this machine is reached, and sees another address of the loopback network than one's own. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface OtherAddress {
  readonly url: string
  /** From now on nothing that the relay sends is taken: it waits on the relay's side, as for a reader that hangs. */
  readonly stopReading: () => void
  readonly close: () => Promise<void>
}

/** @param address of 127.0.0.0/8, all of which Linux takes for this machine */
export async function otherAddress(relayUrl: string, address: string): Promise<OtherAddress> {
  const { hostname, port } = new URL(relayUrl)
  const sockets = new Set<Socket>()
  const relaySides = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port), localAddress: address })
    relaySides.add(far)
    far.on('close', () => relaySides.delete(far))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('no port')
  return {
    url: `http://127.0.0.1:${bound.port}`,
    stopReading() {
      for (const far of relaySides) far.unpipe().pause()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
