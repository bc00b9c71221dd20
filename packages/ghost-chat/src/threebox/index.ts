/**
 * The names that 3Box developers know, over the same face: a dapp of 2019 that used ghost threads runs on this.
 *
 * Threads that are kept, profiles, private data and verifications are not here: a ghost thread was the part of 3Box
 * that stores nothing, and so is this.
 */
import { Box } from './box.ts'

export { Box }
export default Box
export type { BoxOptions, OpenSpaceOptions } from './options.ts'
export { BoxSpace } from './box-space.ts'
export { GhostThread } from './ghost-thread.ts'
export type { GhostFilter, ThreadOptions } from './thread-options.ts'
export type { ThreadEvents } from './thread-events.ts'
export type { Backlog, GhostPayload, Post } from './post.ts'
