/** trystero in Node: WebRTC by libdatachannel, as its manual advises. */
import { RTCPeerConnection as Polyfill } from 'node-datachannel/polyfill'
import { serveSignals } from '../servers/signals.ts'
import type { System } from '../system.ts'
import { trystero } from './trystero.ts'

export const system: System = {
  serve: serveSignals,
  ...trystero(Polyfill as unknown as typeof RTCPeerConnection),
}
