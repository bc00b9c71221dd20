/**
 * Messages in the shapes that 3box.js gave them.
 */
import type { Content, Did, Message } from '../index.ts'

/** One post of a ghost thread. */
export interface Post {
  readonly type: 'chat'
  /** The DID of who wrote it; its signature was verified. */
  readonly author: Did
  readonly message: Content
  /** When it was written, in whole seconds since 1970. */
  readonly timestamp: number
  readonly postId: string
  /** Whom it is for, where it is for one user alone. 3box.js did not tell. */
  readonly to?: Did
}

/** What the others had of the thread when you came. */
export interface Backlog {
  readonly type: 'backlog'
  /** Your own DID: what up to three members gave was verified and put in order here. */
  readonly author: Did
  readonly message: readonly Post[]
  /** When it was received, in whole seconds since 1970. */
  readonly timestamp: number
}

/** What a filter is given of a post: the claims that 3box.js signed. */
export interface GhostPayload {
  readonly type: 'chat'
  readonly message: Content
  readonly iss: Did
  /** Whole seconds since 1970. */
  readonly iat: number
}

export function postOf({ from, content, timestamp, id, to }: Message): Post {
  return Object.freeze({
    type: 'chat',
    author: from,
    message: content,
    timestamp: inSeconds(timestamp.getTime()),
    postId: id,
    ...(to === undefined ? {} : { to }),
  })
}

export function payloadOf({ from, content, timestamp }: Message): GhostPayload {
  return Object.freeze({ type: 'chat', message: content, iss: from, iat: inSeconds(timestamp.getTime()) })
}

/** @param time milliseconds */
export function inSeconds(time: number): number {
  return Math.floor(time / 1000)
}
