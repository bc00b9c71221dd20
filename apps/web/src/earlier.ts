/**
 * What was said before: asked for once by itself as soon as there is somebody to ask, and whenever the person
 * wants it.
 */
import type { GhostChat } from 'ghost-chat'
import type { Log } from './views/log.ts'

/** Whoever comes later than this was not here before us either, and has nothing to tell. */
const BY_ITSELF_MS = 15_000
const TRIES_BY_ITSELF = 4
/** Whoever answered somebody's question too late is not to be asked again at once. */
const AGAIN_MS = 3_500

export interface Earlier {
  ask(): void
  /** How many people are known to be in the room. */
  people(count: number): void
}

export function createEarlier(chat: GhostChat, log: Log): Earlier {
  const begun = Date.now()
  let tries = 0
  let answered = false
  let asking = false

  const request = async (): Promise<number> => {
    asking = true
    try {
      const given = await chat.requestBacklog()
      return log.fill(given) + log.fill(chat.messages())
    } finally {
      asking = false
    }
  }

  log.earlier('idle', '')
  const askByItself = (count: number): void => {
    if (answered || asking || count < 2 || tries === TRIES_BY_ITSELF) return
    if (Date.now() - begun > BY_ITSELF_MS) return
    tries += 1
    request().then(
      () => (answered = true),
      // Whoever did not answer may have been leaving, or busy.
      () => setTimeout(() => askByItself(count), AGAIN_MS),
    )
  }

  return {
    ask() {
      if (asking) return
      log.earlier('asking', 'Asking the others…')
      request().then(
        (added) => log.earlier('idle', added === 0 ? 'The others have nothing earlier.' : ''),
        () => log.earlier('idle', 'Nobody could be asked just now.'),
      )
    },
    people: askByItself,
  }
}
