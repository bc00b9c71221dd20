/** A bare TCP connection between two: the floor. Messages are told apart by line breaks. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Listeners, Member, System } from '../system.ts'

export const system: System = {
  async join(url, _room, listeners): Promise<Member> {
    if (url === '') {
      let theirs: Socket | undefined
      const server = createServer((socket) => {
        theirs = hear(socket, listeners)
        listeners.onPeer()
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      return {
        address: String((server.address() as AddressInfo).port),
        send: (text) => theirs?.write(`${text}\n`),
        leave: async () => {
          theirs?.destroy()
          server.close()
        },
      }
    }
    const socket = hear(connect(Number(url), '127.0.0.1'), listeners)
    await once(socket, 'connect')
    return {
      send: (text) => socket.write(`${text}\n`),
      leave: async () => {
        socket.destroy()
      },
    }
  },
}

function hear(socket: Socket, { onMessage }: Listeners): Socket {
  socket.setNoDelay(true).setEncoding('utf8')
  let rest = ''
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onMessage(line)
  })
  socket.on('error', () => socket.destroy())
  return socket
}
