/** A websocket for browsers. See `websocket.ts`. */

/** Opens a websocket that may be closed with 1006: a browser takes no code for that, and gives up by itself. */
export function openWebSocket(url: string): WebSocket {
  const websocket = new WebSocket(url)
  const close = websocket.close.bind(websocket)
  websocket.close = () => {
    close()
  }
  return websocket
}
