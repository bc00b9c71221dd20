import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket as Theirs } from 'ws'
import { inWholes } from '../../src/network/libp2p/in-wholes.ts'

let server: WebSocketServer
let websocket: WebSocket
let messages: Promise<readonly Buffer[]>

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  messages = new Promise((resolve) => {
    server.on('connection', (theirs: Theirs) => {
      const heard: Buffer[] = []
      theirs.on('message', (data) => heard.push(data as Buffer))
      theirs.on('close', () => resolve(heard))
    })
  })
  websocket = inWholes(new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`))
  await new Promise((resolve) => websocket.addEventListener('open', resolve, { once: true }))
})
afterEach(() => server.close())

const piece = (length: number, byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(byte)

describe('pieces that are written in one go', () => {
  it('are one message, in their order, and those of the next task are the next', async () => {
    for (const byte of [1, 2, 3]) websocket.send(piece(byte, byte))
    await new Promise((resolve) => setTimeout(resolve))
    websocket.send(piece(1, 4))
    await new Promise((resolve) => setTimeout(resolve))
    websocket.close()
    expect((await messages).map((message) => [...message])).toEqual([[1, 2, 2, 3, 3, 3], [4]])
  })

  it('leave before the goodbye that follows them', async () => {
    websocket.send(piece(2, 1))
    websocket.send(piece(2, 2))
    websocket.close()
    expect((await messages).map((message) => [...message])).toEqual([[1, 1, 2, 2]])
  })

  it('make no message of over 64 KiB', async () => {
    for (let byte = 1; byte <= 5; byte++) websocket.send(piece(30_000, byte))
    websocket.send(piece(100_000, 6))
    websocket.close()
    expect((await messages).map((message) => message.length)).toEqual([60_000, 60_000, 30_000, 100_000])
  })

  it('are bytes, and anything else is refused', () => {
    expect(() => websocket.send('text')).toThrow(TypeError)
  })
})
