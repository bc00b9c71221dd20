/**
 * One component's part in a stay: what `useSyncExternalStore` subscribes to.
 */
import { profileKey, type Profile, type UseGhostChatOptions } from './options.ts'
import { failed, IDLE, JOINING, type GhostChatState } from './state.ts'
import type { Stay } from './stay.ts'
import type { Stays } from './stays.ts'

export interface Hold {
  /** Takes part in the stay; returns what ends that. */
  readonly subscribe: (changed: () => void) => () => void
  readonly state: () => GhostChatState
  /** What the others are to see: told to the stay when it is another than before. */
  readonly introduce: (profile: Profile | undefined) => void
  /** What a server shows, and the first picture in a browser that goes on from there. */
  readonly first: () => GhostChatState
}

/** Of who asks for no room. */
export const NO_HOLD: Hold = Object.freeze({
  subscribe: () => () => undefined,
  state: () => IDLE,
  introduce: () => undefined,
  first: () => IDLE,
})

export function holdOf(stays: Stays, options: UseGhostChatOptions): Hold {
  const { signal } = options
  let stay: Stay | undefined
  let { profile } = options
  /** Why this component gave up, while others may go on. */
  let refused: GhostChatState | undefined

  return Object.freeze({
    state: () => refused ?? stay?.state ?? JOINING,
    first: () => JOINING,

    introduce(now: Profile | undefined) {
      // Whoever shares a stay and has nothing to say of it leaves it as it is.
      if (profileKey(now) === profileKey(profile)) return
      profile = now
      stay?.introduce(now)
    },

    subscribe(changed: () => void) {
      const refuse = (): void => {
        refused = failed(signal?.reason, () => undefined)
        changed()
      }
      if (signal?.aborted === true) {
        refuse()
        return () => undefined
      }
      const { profile: _, ...rest } = options
      const taken = stays.take(profile === undefined ? rest : { ...rest, profile })
      stay = taken.stay
      const stop = taken.stay.watch(changed)
      const release = (): void => {
        signal?.removeEventListener('abort', abort)
        stop()
        taken.release()
      }
      const abort = (): void => {
        // A signal ends the joining, not the stay.
        if (taken.stay.state.status !== 'joining') return
        release()
        refuse()
      }
      signal?.addEventListener('abort', abort)
      return release
    },
  })
}
