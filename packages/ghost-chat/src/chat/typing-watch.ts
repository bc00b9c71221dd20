/**
 * Tells of those who are typing when it is others than before.
 */
import type { Did } from '../wire/ids.ts'

export class TypingWatch {
  readonly #users: () => readonly Did[]
  readonly #tell: (dids: readonly Did[]) => void
  #shown: readonly Did[] = []

  constructor(users: () => readonly Did[], tell: (dids: readonly Did[]) => void) {
    this.#users = users
    this.#tell = tell
  }

  look(): void {
    const users = this.#users()
    if (users.length === this.#shown.length && users.every((did, place) => did === this.#shown[place])) return
    this.#shown = users
    this.#tell(users)
  }
}
