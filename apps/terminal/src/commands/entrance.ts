/** Waits until it is known whom one meets on joining, which takes a moment in a room of many. */
import type { Did, GhostChat } from 'ghost-chat'
import { entranceWords, sharing } from '../room/entrance.ts'

/** A joiner is greeted within 3 s; after that, nobody is here. */
const GREETED_MS = 3_000
/** So long nobody else was learnt of: those who are here are known. */
const QUIET_MS = 500
/** A crowd that goes on coming is told as far as it has come. */
const LONGEST_MS = 5_000

export interface Entrance {
  /** Whether those who are learnt of now were here before. */
  readonly isOpen: () => boolean
  /** Nothing is told any more. May be called twice. */
  readonly end: () => void
}

/** @param tell told once, in words, who is here */
export function watchEntrance(chat: GhostChat, tell: (people: string) => void): Entrance {
  const begun = performance.now()
  let isOpen = true
  let timer: NodeJS.Timeout | undefined
  const others = (): [Did, string | undefined][] =>
    chat.users().flatMap(({ did, name, self }) => (self ? [] : [[did, name]]))
  const settled = (): void => {
    end()
    const here = others()
    const names = new Map(here.flatMap(([did, name]) => (name === undefined ? [] : [[did, name]])))
    tell(
      entranceWords(
        here.map(([did]) => did),
        names,
        sharing(names),
      ),
    )
  }
  const wait = (): void => {
    clearTimeout(timer)
    const left = begun + LONGEST_MS - performance.now()
    timer = setTimeout(settled, Math.max(0, Math.min(left, others().length > 0 ? QUIET_MS : GREETED_MS)))
  }
  const stop = chat.on('user-joined', wait)
  function end(): void {
    isOpen = false
    clearTimeout(timer)
    stop()
  }
  wait()
  return { isOpen: () => isOpen, end }
}
