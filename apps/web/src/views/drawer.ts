/**
 * Opens and closes the list of people. On a wide screen it stands beside the messages and is open at first; on
 * a narrow one it lies over them, and takes the focus while it does.
 */

const NARROW = '(max-width: 759px)'

export interface Drawer {
  toggle(): void
  close(): void
  destroy(): void
}

export function drawer(
  room: HTMLElement,
  panel: HTMLElement,
  closeButton: HTMLElement,
  opener: HTMLElement,
  behind: HTMLElement,
): Drawer {
  const narrow = matchMedia(NARROW)
  const ended = new AbortController()
  const { signal } = ended
  let open = !narrow.matches

  const apply = (): void => {
    room.classList.toggle('people-open', open)
    opener.setAttribute('aria-expanded', String(open))
    panel.hidden = !open
    behind.inert = open && narrow.matches
  }

  const set = (next: boolean): void => {
    if (open === next) return
    open = next
    apply()
    if (!narrow.matches) return
    if (open) closeButton.focus()
    else opener.focus()
  }

  narrow.addEventListener(
    'change',
    () => {
      open = !narrow.matches
      apply()
    },
    { signal },
  )
  room.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && narrow.matches && open) set(false)
    },
    { signal },
  )
  // Beside the drawer lie the messages, which cannot be reached while it is open.
  room.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (!narrow.matches || !open || !(target instanceof Node)) return
      if (!panel.contains(target) && !opener.contains(target)) set(false)
    },
    { signal },
  )
  apply()

  return { toggle: () => set(!open), close: () => set(false), destroy: () => ended.abort() }
}
