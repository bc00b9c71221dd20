/** Who is here, and who somebody is, as lines: what `/who` answers. Pure. */
import type { Did } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { pathWords, personLabel, siteLabel } from '../text/format.ts'
import { cleanLine } from '../text/sanitize.ts'
import { width } from '../text/width.ts'
import type { Person } from './person.ts'
import { labelIn } from './reduce.ts'
import type { RoomView } from './view.ts'

/** So that a name, how it is reached and its indent stand in one row beside the times of a terminal with 80 columns. */
const LABEL_CELLS = 24
const SITE_CELLS = 40
/** Longer than any site or account may be. */
const WHOLE = 300

type Known = Pick<RoomView, 'people' | 'readers' | 'blocked' | 'shared' | 'names' | 'own' | 'stay'>

/** A person a line: the name, how they are reached, what is to be said of them. */
export function whoLines(view: Known): string[] {
  const { people, readers } = view
  const labels = people.map(({ did, name }) => personLabel(did, name, LABEL_CELLS))
  const most = Math.max(0, ...labels.map(width))
  const lines = people.map((person, place) => {
    const label = labels[place] ?? ''
    const marks = marksOf(person, view)
    const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`
    return `  ${label}${' '.repeat(most - width(label))}  ${pathOf(person.did, view)}${marked}`
  })
  return [
    `${strings.people.here(people.length)}:`,
    ...lines,
    ...(readers === 0 ? [] : [`  ${strings.people.reading(readers)}`]),
  ]
}

/** Everything about one: the whole DID, the account, how they are reached. */
export function cardLines(view: Known, did: Did): string[] {
  const words = strings.people
  const person = view.people.find((one) => one.did === did)
  const marks = person === undefined ? [] : marksOf({ did, self: person.self }, view)
  const { account, unprovenAccount, accountDomain } = person ?? {}
  const site = siteLabel(accountDomain, WHOLE)
  const shown = [
    ...(account === undefined ? [] : [words.provenBy(cleanLine(account), site)]),
    ...(unprovenAccount === undefined ? [] : [words.notProven(cleanLine(unprovenAccount), site)]),
  ]
  return [
    labelIn(view, did, 60) + (marks.length === 0 ? '' : ` (${marks.join(', ')})`),
    `  ${words.card.key}: ${cleanLine(did)}`,
    ...shown.map((line) => `  ${words.card.account}: ${line}`),
    `  ${words.card.path}: ${pathOf(did, view)}`,
  ]
}

function marksOf(
  { did, account, accountDomain }: Pick<Person, 'did' | 'self' | 'account' | 'accountDomain'>,
  { blocked, shared }: Known,
): string[] {
  return [
    ...(blocked.has(did) ? [strings.people.blocked] : []),
    ...(shared.has(did) ? [strings.people.sharedName] : []),
    ...(account === undefined ? [] : [strings.people.proven(siteLabel(accountDomain, SITE_CELLS))]),
  ]
}

function pathOf(did: Did, { people, stay }: Known): string {
  const person = people.find((one) => one.did === did)
  if (person === undefined) return strings.people.gone
  if (person.self) return strings.people.you
  const peer = stay.state === 'joined' ? stay.connection.peers.find((one) => one.did === did) : undefined
  return peer === undefined ? strings.people.notConnected : pathWords(peer)
}
