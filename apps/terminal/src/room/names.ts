/** The names that people go by, also of those who are gone; the last thousand. */
import type { Did, User } from 'ghost-chat'
import { MOST_NAMES } from './view.ts'

export interface Names {
  readonly learn: (users: readonly Pick<User, 'did' | 'name'>[]) => void
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
    of: (did) => names.get(did),
  }
}
