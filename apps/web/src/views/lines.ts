/** A line between the messages: who came, who went. People who come together share a line. */
import { h } from '../dom.ts'
import { nameElement } from '../text/names.ts'

const NAMED = 3
const TOGETHER_MS = 30_000

const WORDS = {
  joined: ['joined', 'joined'],
  here: ['is here', 'are here'],
  left: ['left', 'left'],
} as const

export interface EventLine {
  readonly element: HTMLElement
  readonly kind: keyof typeof WORDS
  /** Whether it was taken into this line. */
  add(kind: EventLine['kind'], did: string, name: string | undefined): boolean
}

export function eventLine(kind: EventLine['kind'], did: string, name: string | undefined): EventLine {
  const element = h('p', { class: 'line', 'data-testid': 'line', 'data-kind': kind })
  const begun = Date.now()
  const names = [nameElement(did, name)]
  const dids = new Set([did])

  const write = (): void => {
    const others = dids.size - names.length
    const parts: (Node | string)[] = names.flatMap((shown, index) => {
      if (index === 0) return [shown]
      return [others === 0 && index === names.length - 1 ? ' and ' : ', ', shown]
    })
    if (others > 0) parts.push(others === 1 ? ' and 1 other' : ` and ${others} others`)
    element.replaceChildren(...parts, ` ${WORDS[kind][dids.size === 1 ? 0 : 1]}`)
  }
  write()

  return {
    element,
    kind,
    add(next, nextDid, nextName) {
      if (next !== kind || Date.now() - begun > TOGETHER_MS) return false
      // Whoever comes twice has gone in between: that is told in lines of its own.
      if (dids.has(nextDid)) return false
      dids.add(nextDid)
      if (names.length < NAMED) names.push(nameElement(nextDid, nextName))
      write()
      return true
    },
  }
}
