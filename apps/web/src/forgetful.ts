/**
 * A value that lives as long as the tab, so that a reload keeps it. Some browsers forbid even that; then it
 * lives as long as the page.
 */
export interface Forgetful {
  get(): string | undefined
  set(value: string): void
}

export function forgetful(key: string): Forgetful {
  let current: string | undefined
  try {
    current = sessionStorage.getItem(key) ?? undefined
  } catch {
    // Storage is switched off.
  }
  return {
    get: () => current,
    set(value) {
      current = value
      try {
        sessionStorage.setItem(key, value)
      } catch {
        // Storage is switched off or full; the value is kept here anyway.
      }
    },
  }
}
