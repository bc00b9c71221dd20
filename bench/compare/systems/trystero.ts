/**
 * trystero over WebRTC, with signalling over a websocket server of one's own: peer to peer, encrypted, not signed.
 * Its own server is not in the registry; `servers/signals.ts` does what its manual asks for.
 */
import { createTopicStrategy } from '@trystero-p2p/core'
import type { System } from '../system.ts'

type Hear = (topic: string, payload: string) => void

const joinRoom = createTopicStrategy<WebSocket>({
  // What its core has where a strategy says nothing else. With the 60 s of this one, a link that fails while ten come
  // at once is not tried again within the time that a run may take.
  steadyAnnounceIntervalMs: 5_333,
  init: async ({ relayConfig }) => {
    const socket = new WebSocket((relayConfig as { urls: string[] }).urls[0] ?? '')
    await new Promise((resolve) => {
      socket.addEventListener('open', resolve)
    })
    return socket
  },
  subscribeTopic: (socket, topic, onMessage) => {
    const hear = ({ data }: MessageEvent): void => {
      const signal = JSON.parse(String(data)) as { readonly topic: string; readonly payload: string }
      if (signal.topic === topic) (onMessage as Hear)(topic, signal.payload)
    }
    socket.addEventListener('message', hear)
    socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }))
    return () => {
      if (socket.readyState === socket.OPEN)
        socket.send(JSON.stringify({ type: 'unsubscribe', topics: [topic] }))
      socket.removeEventListener('message', hear)
    }
  },
  publishTopic: (socket, topic, payload) => {
    socket.send(JSON.stringify({ type: 'publish', topic, payload }))
  },
})

/** @param rtcPolyfill WebRTC, where the platform has none */
export function trystero(rtcPolyfill?: typeof RTCPeerConnection): Pick<System, 'join'> {
  return {
    async join(url, name, { onMessage, onPeer }) {
      const room = joinRoom(
        {
          appId: 'bench',
          relayConfig: { urls: [url] },
          ...(rtcPolyfill === undefined ? {} : { rtcPolyfill }),
          // No servers of strangers are asked.
          rtcConfig: { iceServers: [] },
        },
        name,
      )
      const action = room.makeAction<string>('chat')
      action.onMessage = onMessage
      room.onPeerJoin = onPeer
      return {
        send: (text) => action.send(text),
        others: () => Object.keys(room.getPeers()).length,
        leave: () => room.leave(),
      }
    },
  }
}
