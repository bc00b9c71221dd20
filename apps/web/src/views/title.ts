/** The window's title, with the number of messages that came while it was out of sight. */

export interface UnreadTitle {
  unread(): void
  destroy(): void
}

export function unreadTitle(title: string): UnreadTitle {
  let count = 0
  const write = (): void => {
    document.title = count === 0 ? title : `(${count}) ${title}`
  }
  const onVisible = (): void => {
    if (document.hidden) return
    count = 0
    write()
  }
  document.addEventListener('visibilitychange', onVisible)
  write()
  return {
    unread() {
      if (!document.hidden) return
      count += 1
      write()
    },
    destroy: () => document.removeEventListener('visibilitychange', onVisible),
  }
}
