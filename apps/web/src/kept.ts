/**
 * A text that outlives the page: as long as the tab, or until it is forgotten. Some browsers allow neither; then it
 * lives as long as the page, and whoever cares can tell.
 */
export interface Kept {
  get(): string | undefined
  /** Forgets it with `undefined`. Returns whether it will outlive the page. */
  set(value: string | undefined): boolean
}

export type Span = 'tab' | 'device'

/** What another script of the origin left there is not read when it is longer than anything of ours. */
const MOST_CHARACTERS = 4_096

export function kept(key: string, span: Span): Kept {
  // Even to name the storage throws where it is forbidden.
  const storage = (): Storage => (span === 'tab' ? sessionStorage : localStorage)
  let current: string | undefined
  try {
    const found = storage().getItem(key)
    if (found !== null && found.length <= MOST_CHARACTERS) current = found
  } catch {
    // Storage is switched off.
  }
  return {
    get: () => current,
    set(value) {
      current = value
      try {
        if (value === undefined) storage().removeItem(key)
        else storage().setItem(key, value)
        return true
      } catch {
        // Switched off or full; the value is kept here anyway.
        return false
      }
    },
  }
}

/** Forgets everything whose key begins with this. */
export function forgetAll(prefix: string, span: Span): void {
  try {
    const storage = span === 'tab' ? sessionStorage : localStorage
    for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key)
  } catch {
    // Storage is switched off, so nothing was kept.
  }
}
