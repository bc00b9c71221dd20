/** Ours in Node, with a relay and without. */
import './ghost-chat-parts.ts'
import { serveRelay } from '../servers/relay.ts'
import type { System } from '../system.ts'
import * as ours from './ghost-chat.ts'

export { byHand } from './ghost-chat.ts'
export const direct: System = { serve: serveRelay, ...ours.direct }
export const relayed: System = { serve: serveRelay, ...ours.relayed }
