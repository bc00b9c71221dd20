/** The names that people go by, also of those who are gone; the last thousand. */
import type { Did, Message, User } from 'ghost-chat'
import { MOST_NAMES } from './view.ts'

export interface Names {
  readonly learn: (users: readonly Pick<User, 'did' | 'name'>[]) => void
  /** Of an author who has left, the message alone says what they were called. */
  readonly wrote: (message: Pick<Message, 'from' | 'name'>) => void
  readonly of: (did: Did) => string | undefined
}

export function rememberNames(): Names {
  const names = new Map<Did, string>()
  return {
    learn(users) {
      for (const { did, name } of users) {
        names.delete(did)
        if (name !== undefined) names.set(did, name)
      }
      for (const did of names.keys()) {
        if (names.size <= MOST_NAMES) break
        names.delete(did)
      }
    },
    wrote({ from, name }) {
      if (name !== undefined && !names.has(from)) names.set(from, name)
    },
    of: (did) => names.get(did),
  }
}
