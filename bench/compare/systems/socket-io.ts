/**
 * socket.io: a server that passes on what it is sent, and tells everybody who is in the room, as its examples do.
 * Nothing is signed.
 */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { io } from 'socket.io-client'
import type { System } from '../system.ts'

export const system: System = {
  async serve() {
    const http = createServer()
    const sockets = new SocketServer(http, { transports: ['websocket'] })
    sockets.on('connection', (socket) => {
      socket.on('join', (room: string, done: () => void) => {
        void socket.join(room)
        socket.on('message', (text: string) => socket.to(room).emit('message', text))
        sockets.to(room).emit('members', [...(sockets.sockets.adapter.rooms.get(room) ?? [])])
        done()
      })
    })
    await once(http.listen(0, '127.0.0.1'), 'listening')
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }
  },

  async join(url, room, { onMessage, onPeer }) {
    const socket = io(url, { transports: ['websocket'], forceNew: true })
    socket.on('message', onMessage)
    let members: readonly string[] = []
    socket.on('members', (ids: readonly string[]) => {
      members = ids
      onPeer()
    })
    await new Promise<void>((resolve) => socket.on('connect', resolve))
    await socket.emitWithAck('join', room)
    return {
      send: (text) => socket.emit('message', text),
      others: () => members.length - 1,
      leave: async () => {
        socket.disconnect()
      },
    }
  },
}
