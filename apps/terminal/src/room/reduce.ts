/**
 * What happens in a room, one event after another, made into what is shown. Pure: time comes with the event.
 */
import type { BacklogProgress, Connection, Did, Gap } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { personLabel } from '../text/format.ts'
import { cleanName } from '../text/sanitize.ts'
import { entranceWords, MOST_NAMED, sharing } from './entrance.ts'
import type { Person } from './person.ts'
import {
  MOST_ENTRIES,
  MOST_NAMES,
  type Entry,
  type Heard,
  type MessageEntry,
  type Moved,
  type NoteEntry,
  type OutgoingEntry,
  type RoomView,
  type Stay,
  type Wait,
} from './view.ts'

export type RoomEvent =
  | { readonly type: 'own'; readonly did: Did }
  | { readonly type: 'stay'; readonly stay: Stay }
  /** Counts once one is in the room: until then there is nothing to be said of it. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** One is in the room: whom one meets there is one line. */
  | { readonly type: 'entered'; readonly at: Date }
  /** `at`: those who are learnt of at the entrance stand in its line. */
  | { readonly type: 'people'; readonly people: readonly Person[]; readonly at?: Date }
  /** After the people who are here then. */
  | { readonly type: 'came' | 'went'; readonly did: Did; readonly at: Date }
  /** A name is another: before the people who bear it. */
  | { readonly type: 'renamed'; readonly did: Did; readonly name: string | undefined; readonly at: Date }
  | { readonly type: 'readers'; readonly count: number }
  | { readonly type: 'typing'; readonly dids: readonly Did[] }
  | { readonly type: 'message'; readonly message: Heard }
  /** What was said before, in order; what is there already stays as it is. */
  | { readonly type: 'history'; readonly messages: readonly Heard[] }
  | {
      readonly type: 'gap'
      readonly gap: Omit<Gap, 'messages'> & { readonly messages: readonly Heard[] }
      readonly at: Date
    }
  | { readonly type: 'backlog'; readonly state: BacklogProgress['state'] }
  | { readonly type: 'blocked'; readonly dids: readonly Did[] }
  /** A message of one's own was written, and waits for something. */
  | { readonly type: 'outgoing'; readonly entry: Omit<OutgoingEntry, 'kind'> }
  | { readonly type: 'waits'; readonly key: number; readonly wait: Wait | undefined }
  /** It went out. */
  | { readonly type: 'sent'; readonly key: number; readonly message: Heard }
  /** It did not, and does not wait any more. */
  | { readonly type: 'unsent'; readonly key: number }
  | { readonly type: 'note'; readonly text: string; readonly tone?: NoteEntry['tone']; readonly at: Date }

export function reduce(view: RoomView, event: RoomEvent): RoomView {
  switch (event.type) {
    case 'own':
      return frozen({ ...view, own: event.did })
    case 'stay':
      return frozen({ ...view, stay: event.stay })
    case 'connection':
      if (view.stay.state !== 'joined') return view
      return frozen({ ...view, stay: { state: 'joined', connection: event.connection } })
    case 'people':
      return entranceAnew(withPeople(view, event.people), event.at)
    case 'entered':
      return entrance(frozen({ ...view, entered: event.at }), event.at)
    case 'came':
    case 'went':
      return moved(view, event.type, event.did, event.at)
    case 'renamed':
      return renamed(view, event.did, event.name, event.at)
    case 'typing':
      return frozen({ ...view, typing: event.dids })
    case 'readers':
      return frozen({ ...view, readers: event.count })
    case 'message':
      return withMessage(view, event.message)
    case 'history':
      return event.messages.reduce(withMessage, view)
    case 'gap':
      return withGap(view, event.gap, event.at)
    case 'backlog':
      return frozen({ ...view, backlog: event.state })
    case 'blocked':
      return frozen({ ...view, blocked: new Set(event.dids) })
    case 'outgoing':
      return withOutgoing(view, [...view.outgoing, Object.freeze({ kind: 'outgoing', ...event.entry })])
    case 'waits':
      return withOutgoing(
        view,
        view.outgoing.map((entry) => (entry.key === event.key ? waiting(entry, event.wait) : entry)),
      )
    case 'sent':
      return withMessage(without(view, event.key), event.message)
    case 'unsent':
      return without(view, event.key)
    case 'note':
      return note(view, event.text, event.at, event.tone)
  }
}

/** Who a DID is, by the name last heard of. */
export function labelIn(view: Pick<RoomView, 'names' | 'own'>, did: Did, cells?: number): string {
  return personLabel(did, view.names.get(did), cells)
}

/** Those who are learnt of so long after one has joined were there before: a joiner is greeted within 3 s. */
const ENTRANCE_MS = 5_000
/** Those who come, or go, within so long share a line. */
const TOGETHER_MS = 30_000

function entrance(view: RoomView, at: Date): RoomView {
  const dids = view.people.filter(({ self }) => !self).map(({ did }) => did)
  return note(view, enteredWords(view, dids), at, 'plain', { kind: 'entrance', dids })
}

/** The line of the entrance, with those who are here now. */
function entranceAnew(view: RoomView, at: Date | undefined): RoomView {
  const { entered, entries } = view
  if (entered === null || at === undefined || at.getTime() - entered.getTime() > ENTRANCE_MS) return view
  const place = entries.findLastIndex((entry) => entry.kind === 'note' && entry.moved?.kind === 'entrance')
  const line = entries[place]
  if (line?.kind !== 'note') return view
  const dids = view.people.filter(({ self }) => !self).map(({ did }) => did)
  const text = enteredWords(view, dids)
  const anew = Object.freeze({ ...line, text, moved: Object.freeze({ kind: 'entrance' as const, dids }) })
  return frozen({ ...view, entries: Object.freeze(entries.with(place, anew)) })
}

function enteredWords({ names, shared }: RoomView, dids: readonly Did[]): string {
  return strings.people.entered(entranceWords(dids, names, shared))
}

/** Who came while one was entering stands in the line of the entrance. */
function moved(view: RoomView, kind: 'came' | 'went', did: Did, at: Date): RoomView {
  const { entered, entries } = view
  if (entered === null) return view
  if (kind === 'came' && at.getTime() - entered.getTime() <= ENTRANCE_MS) return view
  const last = entries.at(-1)
  const joins =
    last?.kind === 'note' &&
    last.moved?.kind === kind &&
    !last.moved.dids.includes(did) &&
    at.getTime() - last.at.getTime() <= TOGETHER_MS
  const dids = joins ? [...last.moved.dids, did] : [did]
  const named = dids.slice(0, MOST_NAMED).map((one) => labelIn(view, one))
  const words = kind === 'came' ? strings.people.joined : strings.people.leftRoom
  const text = words(named, dids.length - named.length)
  if (!joins) return note(view, text, at, 'plain', { kind, dids })
  const anew = Object.freeze({ ...last, text, moved: Object.freeze({ kind, dids }) })
  return frozen({ ...view, entries: Object.freeze(entries.with(-1, anew)) })
}

function withOutgoing(view: RoomView, outgoing: readonly OutgoingEntry[]): RoomView {
  return frozen({ ...view, outgoing: Object.freeze(outgoing) })
}

function waiting({ wait: _, ...entry }: OutgoingEntry, wait: Wait | undefined): OutgoingEntry {
  return Object.freeze({ ...entry, ...(wait === undefined ? {} : { wait }) })
}

function without(view: RoomView, key: number): RoomView {
  return withOutgoing(
    view,
    view.outgoing.filter((entry) => entry.key !== key),
  )
}

/** Of oneself the answer to the command says it. */
function renamed(view: RoomView, did: Did, name: string | undefined, at: Date): RoomView {
  if (did === view.own || view.names.get(did) === name) return view
  const [who, clean] = [labelIn(view, did), cleanName(name)]
  return note(
    view,
    clean === undefined ? strings.people.unnamed(who) : strings.people.renamed(who, clean),
    at,
  )
}

/** The number belongs to the message as long as it is there, whatever is learnt of it later. */
function withMessage(view: RoomView, message: Heard): RoomView {
  const known = view.entries.findIndex((entry) => entry.kind === 'message' && entry.message.id === message.id)
  if (known !== -1) {
    const entries = view.entries.map((entry, place) =>
      place === known && entry.kind === 'message' ? Object.freeze({ ...entry, message }) : entry,
    )
    return frozen({ ...view, entries })
  }
  const number = view.lastNumber + 1
  const entry: MessageEntry = Object.freeze({ kind: 'message', number, message })
  const before = message.history ? placeOf(view.entries, message) : view.entries.length
  const entries = bounded(view.entries.toSpliced(before, 0, entry))
  return frozen({ ...withAuthor(view, message), lastNumber: number, entries })
}

/** Of an author who has left, the message alone says what they were called. */
function withAuthor(view: RoomView, { from, name }: Heard): RoomView {
  if (name === undefined || view.names.has(from)) return view
  return named(view, [{ did: from, name }])
}

/** Where history belongs: before the first message that was said later, and before all that was said live. */
function placeOf(entries: readonly Entry[], { timestamp }: Heard): number {
  const later = entries.findIndex(
    (entry) => entry.kind === 'message' && (!entry.message.history || entry.message.timestamp > timestamp),
  )
  return later === -1 ? entries.length : later
}

function withGap(view: RoomView, gap: Extract<RoomEvent, { type: 'gap' }>['gap'], at: Date): RoomView {
  const known = new Set(view.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message.id] : [])))
  const marked = gap.messages.filter(({ id }) => known.has(id)).reduce(withMessage, view)
  const who = labelIn(view, gap.from)
  switch (gap.kind) {
    case 'missing':
      return note(marked, strings.message.missing(who), at, 'bad')
    case 'two-faced':
      return note(marked, strings.message.twoFaced(who), at, 'bad')
  }
}

function withPeople(view: RoomView, people: readonly Person[]): RoomView {
  return named(frozen({ ...view, people }), people)
}

function named(view: RoomView, people: Named): RoomView {
  const names = withNames(view.names, people)
  return names === view.names ? view : frozen({ ...view, names, shared: sharing(names) })
}

type Named = readonly Pick<Person, 'did' | 'name'>[]

function withNames(names: RoomView['names'], people: Named): RoomView['names'] {
  if (people.every(({ did, name }) => names.get(did) === name)) return names
  const next = new Map(names)
  for (const { did, name } of people) {
    // Who is named again is remembered the longest.
    next.delete(did)
    if (name !== undefined) next.set(did, name)
  }
  for (const did of next.keys()) {
    if (next.size <= MOST_NAMES) break
    next.delete(did)
  }
  return next
}

function note(
  view: RoomView,
  text: string,
  at: Date,
  tone: NoteEntry['tone'] = 'plain',
  how?: Moved,
): RoomView {
  const entry: NoteEntry = Object.freeze({
    ...{ kind: 'note', at, tone, text },
    ...(how === undefined ? {} : { moved: Object.freeze(how) }),
  })
  return frozen({ ...view, entries: bounded([...view.entries, entry]) })
}

function bounded(entries: readonly Entry[]): readonly Entry[] {
  return Object.freeze(entries.slice(-MOST_ENTRIES))
}

function frozen(view: RoomView): RoomView {
  return Object.freeze(view)
}
