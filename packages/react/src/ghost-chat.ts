/**
 * <GhostChat/>: the web component `<ghost-chat>` as a component of React.
 */
import type { GhostChatElement, GhostChatEventMap } from '@ghost-chat/element'
import { createComponent, type EventName } from '@lit/react'
import * as react from 'react'

/** The element's properties, as its page describes them. Without one the element has its own value. */
type Properties = {
  readonly [Name in (typeof PROPERTIES)[number]]?: GhostChatElement[Name] | undefined
}

const PROPERTIES = [
  'space',
  'room',
  'relay',
  'domains',
  'nickname',
  'guest',
  'layout',
  'theme',
  'open',
  'sound',
  'invite',
  'draft',
  'chat',
  'identity',
  'guestIdentity',
] as const satisfies readonly (keyof GhostChatElement)[]

/** What the element tells, by the names that React has for such things. */
const EVENTS = {
  onMessage: 'ghost-message',
  onUsers: 'ghost-users',
  onConnection: 'ghost-connection',
  onUnread: 'ghost-unread',
  onSignedIn: 'ghost-signed-in',
  onSignIn: 'ghost-sign-in',
  onError: 'ghost-error',
} as const satisfies Record<string, keyof GhostChatEventMap>

type Listeners = {
  readonly [Name in keyof typeof EVENTS]?:
    ((event: GhostChatEventMap[(typeof EVENTS)[Name]]) => void) | undefined
}

type Attributes = Omit<
  react.HTMLAttributes<GhostChatElement>,
  keyof Properties | keyof Listeners | 'children' | 'dangerouslySetInnerHTML'
>

export interface GhostChatProps extends Attributes, Properties, Listeners {}

/** What the wrapper looks at of a class: the names of its properties. The element is loaded only where it is shown. */
const SHAPE = {
  name: 'GhostChatElement',
  prototype: Object.fromEntries(PROPERTIES.map((name) => [name, undefined])),
}

const Bare = /* @__PURE__ */ createComponent({
  react,
  tagName: 'ghost-chat',
  elementClass: SHAPE as unknown as typeof GhostChatElement,
  events: EVENTS as unknown as Record<keyof typeof EVENTS, EventName>,
  displayName: 'ghost-chat',
})

let loading: Promise<unknown> | undefined

/** Defines `<ghost-chat>`; tries again after it failed. */
function load(): Promise<unknown> {
  loading ??= import('@ghost-chat/element').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/**
 * The ready interface: a room that people can read, and sign in to when they first write. Its properties and events
 * are those of `<ghost-chat>`; `className`, `style`, `id` and the rest go to the element. A server renders an empty
 * `<ghost-chat>`; the element's code is loaded in the browser, by the first of them that is shown.
 *
 * Hand it the `chat` of `useGhostChat` to have hooks and interface in one room, as one person.
 *
 * @example
 * ```ts
 * import { GhostChat } from '@ghost-chat/react'
 * import { createElement, type ReactNode } from 'react'
 *
 * function Trollbox({ onCount }: { onCount: (unread: number) => void }): ReactNode {
 *   return createElement(GhostChat, {
 *     space: 'my-dapp',
 *     room: 'lobby',
 *     relay: 'http://localhost:8080',
 *     layout: 'popup',
 *     onUnread: ({ detail }) => onCount(detail.count),
 *   })
 * }
 * ```
 */
export const GhostChat: react.ForwardRefExoticComponent<
  GhostChatProps & react.RefAttributes<GhostChatElement>
> = /* @__PURE__ */ react.forwardRef<GhostChatElement, GhostChatProps>(function GhostChat(props, ref) {
  const own = react.useRef<GhostChatElement>(null)
  react.useImperativeHandle(ref, () => own.current as GhostChatElement)
  react.useEffect(() => {
    load().catch((error: unknown) => {
      const detail = { error, reason: 'The chat could not be loaded.', final: true }
      own.current?.dispatchEvent(new CustomEvent('ghost-error', { detail, bubbles: true, composed: true }))
    })
  }, [])
  // Who writes `nickname={name}` before there is a name does not want the element to have none.
  const given = Object.entries(props).filter(([, value]) => value !== undefined)
  return react.createElement(Bare, { ...(Object.fromEntries(given) as object), ref: own })
})
