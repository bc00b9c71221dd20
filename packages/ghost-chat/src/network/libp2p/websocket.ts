/**
 * A websocket for Node. The one that Node has cannot be given up: it waits without end for the other side's
 * goodbye, and a process whose network is gone lives on. See `websocket.browser.ts`.
 */
import { WebSocket as NodeWebSocket } from 'ws'
import type { Scope } from './discovery/addresses.ts'
import { lookupWithin } from './lookup.ts'

/** What a websocket's end without a word looks like to the other side (RFC 6455 §7.4.1). */
const ABNORMAL_CLOSURE = 1_006
/** The longest message that is taken, in bytes: what a relay takes of a member. */
const MAX_MESSAGE = 1_048_576

/** How long the other side's goodbye is waited for, in milliseconds. */
const GOODBYE = 2_000

/**
 * Opens a websocket that may be closed with 1006: then it ends at once.
 * @param inmost how far inside its host may turn out to be; `null` where anywhere will do
 */
export function openWebSocket(url: string, inmost: Scope | null): WebSocket {
  const lookup = lookupWithin(inmost)
  const websocket = new NodeWebSocket(url, { maxPayload: MAX_MESSAGE, perMessageDeflate: false, lookup })
  const close = websocket.close.bind(websocket)
  websocket.close = (code, reason) => {
    if (code === ABNORMAL_CLOSURE) websocket.terminate()
    else {
      close(code, reason)
      if (websocket.readyState === NodeWebSocket.CLOSED) return
      const timer = setTimeout(() => websocket.terminate(), GOODBYE)
      websocket.once('close', () => clearTimeout(timer))
    }
  }
  // Whoever waits for it is told by an event of its own; unheard, this one would end the process.
  websocket.on('error', () => undefined)
  return websocket as unknown as WebSocket
}
