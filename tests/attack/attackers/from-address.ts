/** Has the websockets of this process come from another loopback address, as those of another machine would. */
import { WebSocket as NodeWebSocket } from 'ws'

export function comeFrom(localAddress: string): void {
  class WebSocketFrom extends NodeWebSocket {
    constructor(url: string | URL) {
      super(url, { localAddress })
    }
  }
  globalThis.WebSocket = WebSocketFrom as unknown as typeof WebSocket
}
