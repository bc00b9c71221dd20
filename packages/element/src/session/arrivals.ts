/**
 * Who came and who left, as lines between the messages. People who come together share a line. People who leave and are
 * back soon are not told, nor is the coming and going of a crowd.
 */
import type { Did } from 'ghost-chat'
import type { Person } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { cleanName, didTail, isolated } from '../text/names.ts'
import type { Chronicle } from './chronicle.ts'

export type Happened = 'joined' | 'left'

const NAMED = 3
const TOGETHER_MS = 30_000
/** A person who is back within this time, as after a reload, has not left. */
const BACK_MS = 30_000
/** In a room of more people than this, lines about them would hide what is said. */
const CROWD = 50
/** Lines of one moment that are written anew. */
const MOST_EARLY = 50

interface Line {
  readonly key: string
  readonly kind: Happened
  readonly begun: number
  /** The entry behind which it stands. */
  readonly after: string | undefined
  readonly people: Map<Did, Person>
  /** Whether somebody in it was not known yet when it was written. */
  early: boolean
}

interface Leaver {
  readonly line: Line
  readonly person: Person
  readonly due: number
}

export class Arrivals {
  readonly #chronicle: Chronicle
  #line: Line | undefined
  #lines = 0
  /** Lines that are written anew once it is known who is here. */
  #early: Line[] = []
  /** People who left and may be back: the first that is due comes first. */
  readonly #leaving = new Map<Did, Leaver>()

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle
  }

  /** When somebody's leaving is told, in milliseconds since 1970. */
  get due(): number | undefined {
    const [first] = this.#leaving.values()
    return first?.due
  }

  /** `online`: how many are in the room; `known`: whether it is known who that is; `now`: milliseconds since 1970. */
  happened(kind: Happened, person: Person, online: number, now: number, known = true): void {
    if (this.#leaving.delete(person.did) && kind === 'joined') return
    if (online > CROWD) return
    const line = this.#lineFor(kind, person.did, now)
    if (kind === 'left') {
      this.#leaving.set(person.did, { line, person, due: now + BACK_MS })
      return
    }
    line.people.set(person.did, person)
    if (!known && !line.early && this.#early.length < MOST_EARLY) {
      line.early = true
      this.#early.push(line)
    }
    this.#write(line)
  }

  /** Tells of those who left and are not back. Whether there was anybody. */
  tell(now: number): boolean {
    let told = false
    for (const [did, { line, person, due }] of this.#leaving) {
      if (due > now) break
      this.#leaving.delete(did)
      line.people.set(did, person)
      this.#write(line)
      told = true
    }
    return told
  }

  /** It is known now who came: lines that could not name them do. Whether any was written anew. */
  known(personOf: (did: Did) => Person): boolean {
    const lines = this.#early
    this.#early = []
    for (const line of lines) {
      line.early = false
      for (const did of line.people.keys()) line.people.set(did, personOf(did))
      this.#write(line)
    }
    return lines.length > 0
  }

  #write(line: Line): void {
    this.#chronicle.note(line.key, sentence(line), line.after)
  }

  #lineFor(kind: Happened, did: Did, now: number): Line {
    const before = this.#line
    if (before !== undefined && this.#continues(before, kind, did, now)) return before
    this.#lines += 1
    const after = this.#chronicle.last?.key
    this.#line = { key: `line-${this.#lines}`, kind, begun: now, after, people: new Map(), early: false }
    return this.#line
  }

  #continues(line: Line, kind: Happened, did: Did, now: number): boolean {
    // Whoever comes twice has gone in between: that is told in lines of its own.
    if (line.kind !== kind || line.people.has(did) || now - line.begun > TOGETHER_MS) return false
    if (line.people.size > CROWD) return false
    const last = this.#chronicle.last?.key
    return last === line.key || (line.people.size === 0 && last === line.after)
  }
}

function sentence({ kind, people }: Line): string {
  const all = [...people.values()]
  const named = all.filter(({ name }) => cleanName(name) !== undefined)
  const names = named.slice(0, NAMED).map((person) => nameOf(person))
  const guests = all.length - named.length
  const words = kind === 'joined' ? strings.talk.came : strings.talk.went
  return words(names, guests, named.length - names.length)
}

/** The key stands beside it only where another person has the name too. */
function nameOf({ did, name = '', namesakes = [] }: Person): string {
  const clean = isolated(cleanName(name) ?? '')
  return namesakes.length === 0 ? clean : `${clean} ${didTail(did, 6)}`
}
