/**
 * Who came and who went, as lines between the messages. People who come together share a line; a crowd's coming
 * and going is not told.
 */
import type { Did } from 'ghost-chat'
import type { Person } from '../model.ts'
import { cleanName, didTail, NAMELESS } from '../text/names.ts'
import type { Chronicle } from './chronicle.ts'

export type Happened = 'here' | 'joined' | 'left'

const NAMED = 3
const TOGETHER_MS = 30_000
/** In a room of more people than this, lines about them would hide what is said. */
const CROWD = 50
/** Lines of one moment that are written anew. */
const MOST_EARLY = 50

const WORDS = {
  joined: ['joined', 'joined'],
  here: ['is here', 'are here'],
  left: ['left', 'left'],
} as const

interface Line {
  readonly key: string
  readonly kind: Happened
  readonly begun: number
  readonly people: Map<Did, Person>
  /** Whether somebody in it was not known yet when it was written. */
  early: boolean
}

export class Arrivals {
  readonly #chronicle: Chronicle
  #line: Line | undefined
  #lines = 0
  /** Lines that are written anew once it is known who is here. */
  #early: Line[] = []

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle
  }

  /** `online`: how many are in the room; `known`: whether it is known who that is; `now`: milliseconds since 1970. */
  happened(kind: Happened, person: Person, online: number, now: number, known = true): void {
    if (online > CROWD) return
    let line = this.#line
    if (line === undefined || !this.#continues(line, kind, person.did, now)) {
      this.#lines += 1
      line = { key: `line-${this.#lines}`, kind, begun: now, people: new Map(), early: false }
      this.#line = line
    }
    line.people.set(person.did, person)
    if (!known && !line.early && this.#early.length < MOST_EARLY) {
      line.early = true
      this.#early.push(line)
    }
    this.#chronicle.note(line.key, sentence(line))
  }

  /** It is known now who came: lines that could not name them do. Whether any was written anew. */
  known(personOf: (did: Did) => Person): boolean {
    const lines = this.#early
    this.#early = []
    for (const line of lines) {
      line.early = false
      for (const did of line.people.keys()) line.people.set(did, personOf(did))
      this.#chronicle.note(line.key, sentence(line))
    }
    return lines.length > 0
  }

  #continues(line: Line, kind: Happened, did: Did, now: number): boolean {
    // Whoever comes twice has gone in between: that is told in lines of its own.
    if (line.kind !== kind || line.people.has(did) || now - line.begun > TOGETHER_MS) return false
    if (line.people.size > CROWD) return false
    return this.#chronicle.last?.key === line.key
  }
}

function sentence({ kind, people }: Line): string {
  const names = [...people.values()].slice(0, NAMED).map(isolated)
  const others = people.size - names.length
  if (others > 0) names.push(others === 1 ? '1 other' : `${others} others`)
  const last = names.pop() ?? ''
  const who = names.length === 0 ? last : `${names.join(', ')} and ${last}`
  return `${who} ${WORDS[kind][people.size === 1 ? 0 : 1]}`
}

/** Cleaned, and turning nothing around it: between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
function isolated({ did, name }: Person): string {
  return `\u2068${cleanName(name) ?? NAMELESS}\u2069 ${didTail(did, 6)}`
}
