/**
 * People of a room as the view holds them, and how one is found by what somebody types.
 */
import type { Did, User } from 'ghost-chat'
import { personLabel } from '../text/format.ts'
import { cleanName } from '../text/sanitize.ts'

/** Somebody who is in the room. */
export interface Person {
  readonly did: Did
  /** Self-claimed, as it came. */
  readonly name?: string
  /** A wallet account that was proven. */
  readonly account?: Did
  /** One that is claimed and not proven here; never together with `account`. */
  readonly unprovenAccount?: Did
  /** The site that the wallet let speak for the account, with either of the two. */
  readonly accountDomain?: string
  readonly self: boolean
}

export type Found =
  | { readonly found: 'one'; readonly did: Did; readonly rest: string }
  | { readonly found: 'several'; readonly labels: readonly string[] }
  | { readonly found: 'none' }

/** A DID as a person may paste it: whom it names need not be here. */
const DID = /^did:[a-z0-9]+:[\w.:%-]+$/
/** Fewer characters of a DID's end than this name nobody. */
const SHORTEST_TAIL = 4

export function personOf({ did, name, account, unprovenAccount, accountDomain, self }: User): Person {
  return Object.freeze({
    did,
    self,
    ...(name === undefined ? {} : { name }),
    ...(account === undefined ? {} : { account }),
    ...(unprovenAccount === undefined ? {} : { unprovenAccount }),
    ...(accountDomain === undefined ? {} : { accountDomain }),
  })
}

/**
 * Whom the beginning of a text names, and the text after it: a DID, the end of one, a name with or without it.
 * Names may hold spaces: the longest one that fits is meant.
 */
export function findPerson(text: string, people: readonly Person[]): Found {
  const said = text.trimStart()
  const [word = ''] = /^\S*/.exec(said) ?? []
  const exact = people.find(({ did }) => did === word)?.did ?? (DID.test(word) ? (word as Did) : undefined)
  if (exact !== undefined) return { found: 'one', did: exact, rest: said.slice(word.length).trim() }

  const named = longest(
    people.flatMap((person) => {
      const rests = callsOf(person).flatMap((call) => restAfter(said, call) ?? [])
      const [rest] = rests.sort((a, b) => a.length - b.length)
      return rest === undefined ? [] : [{ person, rest }]
    }),
  )
  const [first, second] = named
  if (first === undefined) return { found: 'none' }
  if (second === undefined) return { found: 'one', did: first.person.did, rest: first.rest.trim() }
  return { found: 'several', labels: named.map(({ person }) => personLabel(person.did, person.name)) }
}

/** What a person may be called by. */
function callsOf({ did, name }: Person): string[] {
  const clean = cleanName(name)
  const label = personLabel(did, name, 80)
  // As it stands where there is little room.
  const short = label.slice(0, label.lastIndexOf('·') + 1) + did.slice(-6)
  const tails = Array.from({ length: 9 }, (_, more) => did.slice(-SHORTEST_TAIL - more))
  return [...(clean === undefined ? [] : [clean]), label, short, ...tails]
}

/** What follows a name at the beginning of a text; upper and lower case are one. */
function restAfter(text: string, call: string): string | undefined {
  if (text.slice(0, call.length).toLowerCase() !== call.toLowerCase()) return undefined
  const rest = text.slice(call.length)
  return rest === '' || /^\s/.test(rest) ? rest : undefined
}

/** Those of whose name the most was said: the shortest rest. */
function longest<T extends { readonly rest: string }>(found: readonly T[]): T[] {
  const least = Math.min(...found.map(({ rest }) => rest.length))
  return found.filter(({ rest }) => rest.length === least)
}
