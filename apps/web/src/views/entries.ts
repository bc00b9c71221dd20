/**
 * The lines of a room in their order, and the element of each. Holds the number of elements down, and marks
 * which message continues the one before it.
 */
import type { Message } from 'ghost-chat'

/** Elements of lines at most; the oldest give way. */
const MOST_ENTRIES = 500
const SAME_GROUP_MS = 5 * 60_000

export interface Entry {
  /** When it takes its place; never less than the entry before it. Milliseconds since 1970. */
  readonly at: number
  readonly element: HTMLElement
  readonly message?: Message
}

export interface Entries {
  readonly last: Entry | undefined
  get(id: string): Entry | undefined
  /** Adds behind everything else: what has just happened is read last, whatever its sender's clock says. */
  append(time: number, element: HTMLElement, message?: Message): void
  /** Adds where its time puts it. */
  insert(time: number, element: HTMLElement, message: Message): void
  /** Shows a message anew, in the place where it is. */
  replace(element: HTMLElement, message: Message): void
  /** Whether there is no room for something as old as this. */
  tooOld(time: number): boolean
}

export function createEntries(list: HTMLElement): Entries {
  const entries: Entry[] = []
  const byId = new Map<string, Entry>()

  const put = (index: number, entry: Entry): void => {
    list.insertBefore(entry.element, entries[index]?.element ?? null)
    entries.splice(index, 0, entry)
    if (entry.message !== undefined) byId.set(entry.message.id, entry)
    regroup(index)
    regroup(index + 1)
    while (entries.length > MOST_ENTRIES) removeFirst()
  }

  const removeFirst = (): void => {
    const first = entries.shift()
    first?.element.remove()
    if (first?.message !== undefined) byId.delete(first.message.id)
    regroup(0)
  }

  const regroup = (index: number): void => {
    const entry = entries[index]
    entry?.element.classList.toggle('continued', continues(entries[index - 1], entry))
  }

  return {
    get last() {
      return entries.at(-1)
    },
    get: (id) => byId.get(id),
    append(time, element, message) {
      const at = Math.max(time, entries.at(-1)?.at ?? time)
      put(entries.length, { at, element, ...(message === undefined ? {} : { message }) })
    },
    insert(time, element, message) {
      let index = entries.length
      while (index > 0 && (entries[index - 1]?.at ?? 0) > time) index -= 1
      put(index, { at: time, element, message })
    },
    replace(element, message) {
      const index = entries.findIndex((entry) => entry.message?.id === message.id)
      const before = entries[index]
      if (before === undefined) return
      before.element.replaceWith(element)
      const entry = { at: before.at, element, message }
      entries[index] = entry
      byId.set(message.id, entry)
      regroup(index)
      regroup(index + 1)
    },
    tooOld: (time) => entries.length >= MOST_ENTRIES && time < (entries[0]?.at ?? 0),
  }
}

function continues(before: Entry | undefined, entry: Entry): boolean {
  if (before?.message === undefined || entry.message === undefined) return false
  return (
    before.message.from === entry.message.from &&
    before.message.history === entry.message.history &&
    before.message.to === entry.message.to &&
    entry.at - before.at < SAME_GROUP_MS
  )
}
