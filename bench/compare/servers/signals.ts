/**
 * A websocket server that hands on what is published in a topic to those who subscribed to it, and stores nothing: the
 * messages of y-webrtc's own signalling server, which serve trystero as well.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

interface Signal {
  readonly type: 'subscribe' | 'unsubscribe' | 'publish' | 'ping'
  readonly topics?: readonly string[]
  readonly topic?: string
}

export async function serveSignals(): Promise<{ readonly url: string }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  const topics = new Map<string, Set<WebSocket>>()
  server.on('connection', (client) => {
    client.on('message', (data) => {
      const text = (data as Buffer).toString()
      const signal = JSON.parse(text) as Signal
      for (const topic of signal.topics ?? []) {
        const subscribers = topics.get(topic) ?? new Set()
        topics.set(topic, subscribers)
        if (signal.type === 'subscribe') subscribers.add(client)
        else subscribers.delete(client)
      }
      if (signal.type === 'publish') topics.get(signal.topic ?? '')?.forEach((peer) => peer.send(text))
      if (signal.type === 'ping') client.send('{"type":"pong"}')
    })
    client.on('close', () => topics.forEach((subscribers) => subscribers.delete(client)))
  })
  await once(server, 'listening')
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
