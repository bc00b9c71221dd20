/** People and messages for tests that need no network. */
import type { Did, MessageId } from 'ghost-chat'
import type { Person } from '../../src/room/person.ts'
import { reduce, type RoomEvent } from '../../src/room/reduce.ts'
import { EMPTY_VIEW, type Heard, type RoomView } from '../../src/room/view.ts'

export const AT = new Date(2026, 0, 2, 14, 3)
export const ANN = 'did:key:z6MkmtyNLbiyVCpjWHJByU1tedqogE7xjpk9aXnnR3vZRmev' as Did
export const BOB = 'did:key:z6MkgGXXMZoh87r6f9EN4dryVnK7gAxFj2SbfXzp7y3em43M' as Did
export const EVE = 'did:key:z6MknEebWZqmHb4TfXhEjjaLWf3SJGu1CS6GFGZqYrBYdctX' as Did

export const idOf = (number: number): MessageId => `${String(number).padStart(43, '0')}.0` as MessageId

export function heard(number: number, about: Partial<Heard> = {}): Heard {
  return { id: idOf(number), from: BOB, text: `text ${number}`, timestamp: AT, history: false, ...about }
}

export function person(did: Did, name?: string, self = false): Person {
  return name === undefined ? { did, self } : { did, self, name }
}

/** A view of Ann's, with Bob here, after some events. */
export function viewAfter(...events: readonly RoomEvent[]): RoomView {
  const begin: RoomEvent[] = [
    { type: 'own', did: ANN },
    { type: 'people', people: [person(ANN, 'ann', true), person(BOB, 'Bob')] },
  ]
  return [...begin, ...events].reduce(reduce, EMPTY_VIEW)
}
