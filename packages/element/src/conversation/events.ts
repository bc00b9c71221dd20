/** What a conversation asks of whoever shows it. All events bubble and leave the shadow root. */
import type { Did } from 'ghost-chat'
import type { Draft } from '../model.ts'

/** One's own message that was not sent. */
export interface EntryKey {
  readonly key: string
}

export interface PersonAt {
  readonly did: Did
  /** Where on the screen they were chosen. */
  readonly anchor: DOMRect
}

export interface ConversationEvents {
  'ghost-send': Draft
  /** Whether somebody is writing. While they are it is said again every few seconds. */
  'ghost-typing': boolean
  /** What stands in the composer. */
  'ghost-draft': string
  'ghost-retry': EntryKey
  /** The shell gives the text back with `restore` and takes the entry away. */
  'ghost-edit': EntryKey
  'ghost-discard': EntryKey
  /** What was said before is asked for. */
  'ghost-earlier': undefined
  'ghost-person': PersonAt
  /** Everything that is here has been seen. */
  'ghost-at-end': undefined
}

export function emit<Name extends keyof ConversationEvents>(
  target: EventTarget,
  name: Name,
  ...[detail]: ConversationEvents[Name] extends undefined ? [] : [detail: ConversationEvents[Name]]
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
}

type EventMap = { [Name in keyof ConversationEvents]: CustomEvent<ConversationEvents[Name]> }

declare global {
  // Heard by name, typed, wherever they pass.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface is what can be added to
  interface HTMLElementEventMap extends EventMap {}
}
