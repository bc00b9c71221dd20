import { GhostChatElement } from '@ghost-chat/element'
import type { Connection, Did, Message, User } from 'ghost-chat'
import { createElement, type ComponentProps } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, expectTypeOf, it } from 'vitest'
import { GhostChat, type GhostChatProps } from '../src/index.ts'

type Detail<Name extends keyof GhostChatProps> =
  NonNullable<GhostChatProps[Name]> extends (event: CustomEvent<infer D>) => void ? D : never

it('a server renders the tag with what React itself knows, and defines nothing that it would need', () => {
  const html = renderToString(
    createElement(GhostChat, { space: 'my-dapp', room: 'lobby', className: 'corner', id: 'chat' }),
  )
  expect(html).toBe('<ghost-chat class="corner" id="chat"></ghost-chat>')
})

it('has every property of the element, and no other', () => {
  const names = Array.from(GhostChatElement.elementProperties)
    .filter(([, { state }]) => state !== true)
    .map(([name]) => String(name))
  const props = {
    ...{ space: '', room: '', relay: '', nickname: '', guest: false, layout: 'popup', theme: 'dark' },
    ...{ open: true, sound: false, draft: '', chat: undefined, identity: undefined },
    domains: '',
    invite: '',
    guestIdentity: undefined,
  } as const satisfies GhostChatProps
  expect(Object.keys(props).sort()).toEqual(names.sort())
})

it('listeners are told what the element tells', () => {
  expectTypeOf<Detail<'onMessage'>>().toEqualTypeOf<{ readonly message: Message }>()
  expectTypeOf<Detail<'onUsers'>>().toEqualTypeOf<{ readonly users: readonly User[] }>()
  expectTypeOf<Detail<'onConnection'>>().toEqualTypeOf<{ readonly connection: Connection }>()
  expectTypeOf<Detail<'onUnread'>>().toEqualTypeOf<{ readonly count: number; readonly direct: number }>()
  expectTypeOf<Detail<'onSignedIn'>>().toEqualTypeOf<{ readonly did: Did }>()
  expectTypeOf<Detail<'onError'>>().toExtend<{ readonly error: unknown }>()
})

it('props that the element does not have are errors of the types', () => {
  type Props = ComponentProps<typeof GhostChat>
  const props: readonly Props[] = [
    { space: 'my-dapp', room: 'lobby', layout: 'popup', style: { height: 400 }, onClick: () => undefined },
    // @ts-expect-error -- no such layout
    { layout: 'window' },
    // @ts-expect-error -- no such property
    { rooms: 'lobby' },
    // @ts-expect-error -- nothing of Lit's
    { requestUpdate: () => undefined },
    // @ts-expect-error -- it has no children
    { children: 'hello' },
    {
      ref: (element) => {
        expectTypeOf(element).toEqualTypeOf<GhostChatElement | null>()
      },
    },
  ]
  expect(props).toHaveLength(6)
})
