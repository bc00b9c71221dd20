/**
 * What happens in a room, one event after another, made into what is shown. Pure: time comes with the event.
 */
import type { BacklogProgress, Connection, Did, Gap } from 'ghost-chat'
import { personLabel } from '../text/format.ts'
import { cleanName, nameKey } from '../text/sanitize.ts'
import type { Person } from './person.ts'
import {
  MOST_ENTRIES,
  MOST_NAMES,
  type Entry,
  type Heard,
  type MessageEntry,
  type NoteEntry,
  type RoomView,
  type Stay,
} from './view.ts'

export type RoomEvent =
  | { readonly type: 'own'; readonly did: Did }
  | { readonly type: 'stay'; readonly stay: Stay }
  /** Counts once one is in the room: until then there is nothing to be said of it. */
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'people'; readonly people: readonly Person[] }
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
  | { readonly type: 'sending'; readonly more: 1 | -1 }
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
      return withPeople(view, event.people)
    case 'came':
      return note(view, `${labelIn(view, event.did)} is here`, event.at)
    case 'went':
      return note(view, `${labelIn(view, event.did)} has left`, event.at)
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
    case 'sending':
      return frozen({ ...view, sending: Math.max(0, view.sending + event.more) })
    case 'note':
      return note(view, event.text, event.at, event.tone)
  }
}

/** Who a DID is, by the name last heard of. */
export function labelIn(view: Pick<RoomView, 'names' | 'own'>, did: Did, cells?: number): string {
  return personLabel(did, view.names.get(did), cells)
}

/** Of oneself the answer to the command says it. */
function renamed(view: RoomView, did: Did, name: string | undefined, at: Date): RoomView {
  if (did === view.own || view.names.get(did) === name) return view
  return note(view, `${labelIn(view, did)} is called ${cleanName(name) ?? 'nothing'} now`, at)
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
  const names = withNames(view.names, [{ did: from, name }])
  return { ...view, names, shared: sharing(names) }
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
      return note(marked, `Something that ${who} said never came.`, at, 'bad')
    case 'two-faced':
      return note(marked, `${who} told different people different things.`, at, 'bad')
  }
}

function withPeople(view: RoomView, people: readonly Person[]): RoomView {
  const names = withNames(view.names, people)
  const shared = names === view.names ? view.shared : sharing(names)
  return frozen({ ...view, people, names, shared })
}

/** Those who share a name, however it is written. */
function sharing(names: RoomView['names']): ReadonlySet<Did> {
  const first = new Map<string, Did>()
  const shared = new Set<Did>()
  for (const [did, name] of names) {
    const clean = cleanName(name)
    if (clean === undefined) continue
    const key = nameKey(clean)
    const other = first.get(key)
    if (other === undefined) first.set(key, did)
    else shared.add(other).add(did)
  }
  return shared
}

function withNames(
  names: RoomView['names'],
  people: readonly Pick<Person, 'did' | 'name'>[],
): RoomView['names'] {
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

function note(view: RoomView, text: string, at: Date, tone: NoteEntry['tone'] = 'plain'): RoomView {
  const entry: NoteEntry = Object.freeze({ kind: 'note', at, tone, text })
  return frozen({ ...view, entries: bounded([...view.entries, entry]) })
}

function bounded(entries: readonly Entry[]): readonly Entry[] {
  return Object.freeze(entries.slice(-MOST_ENTRIES))
}

function frozen(view: RoomView): RoomView {
  return Object.freeze(view)
}
