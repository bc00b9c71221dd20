/**
 * A websocket that sends together what is written in one go. libp2p writes each frame in two to four pieces, and a
 * websocket makes a message and a system call of each: most were of 2 or 12 bytes.
 */

/** The longest message that pieces are put together to, in bytes. */
const WHOLE = 65_536

/** Makes it so: what is sent waits for the end of the task it is sent in, and leaves before a goodbye. */
export function inWholes(websocket: WebSocket): WebSocket {
  const send = websocket.send.bind(websocket)
  let pieces: Uint8Array[] = []
  let held = 0
  const flush = (): void => {
    const [first] = pieces
    if (first === undefined) return
    const whole = pieces.length === 1 ? first : joined(pieces, held)
    pieces = []
    held = 0
    if (websocket.readyState === websocket.OPEN) send(whole as Uint8Array<ArrayBuffer>)
  }
  websocket.send = (piece) => {
    if (!(piece instanceof Uint8Array)) throw new TypeError('Only bytes are sent to relays.')
    if (pieces.length === 0) queueMicrotask(flush)
    else if (held + piece.length > WHOLE) flush()
    pieces.push(piece)
    held += piece.length
  }
  const close = websocket.close.bind(websocket)
  websocket.close = (code, reason) => {
    flush()
    close(code, reason)
  }
  return websocket
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
