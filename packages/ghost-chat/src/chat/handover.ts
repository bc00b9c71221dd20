/**
 * What one stay in a room hands to the next: a person who has read along speaks, or becomes somebody else.
 */
import type { Room } from '../room/room.ts'
import type { RoomName, SpaceName } from '../wire/names.ts'

/** A stay in a room that another one can continue. */
export interface Continued {
  /** @internal */
  readonly handover: Handover
}

export interface Handover {
  readonly space: SpaceName
  readonly room: RoomName
  /** What the stay has in memory, and the open space that it is in; `null` where the room is not joined. */
  readonly here: { readonly home: object; readonly memory: Room } | null
  /** Ends the stay. */
  readonly leave: () => Promise<void>
}
