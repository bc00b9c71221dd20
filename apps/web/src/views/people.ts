/** Who is here. Beside the messages on a wide screen, a drawer over them on a narrow one. */
import type { Connection, User } from 'ghost-chat'
import { avatar } from '../avatar.ts'
import { button, h } from '../dom.ts'
import { nameElement } from '../text/names.ts'
import { icon } from './mark.ts'

/** More than anyone reads; a crowd of thousands must not become as many elements. */
const SHOWN = 200

export interface PeoplePanel {
  readonly element: HTMLElement
  readonly closeButton: HTMLButtonElement
  show(users: readonly User[], peers: Connection['peers'], nameOf: (did: string) => string | undefined): void
}

export function peoplePanel(onClose: () => void): PeoplePanel {
  const list = h('ul', { 'data-testid': 'online-list', 'aria-label': 'People online' })
  const more = h('p', { class: 'more', hidden: true })
  const closeButton = button(
    { class: 'tool close', 'aria-label': 'Close the list of people' },
    onClose,
    icon('close'),
  )
  const element = h(
    'aside',
    { id: 'people', class: 'people', 'aria-label': 'People in the room' },
    h('div', { class: 'people-head' }, h('h2', {}, 'In the room'), closeButton),
    list,
    more,
    h('p', { class: 'note' }, 'Anyone can take any name. The characters after it belong to one key only.'),
  )
  return {
    element,
    closeButton,
    show(users, peers, nameOf) {
      const paths = new Map(peers.map(({ did, path }) => [did, path]))
      const sorted = [...users].sort(
        (a, b) => Number(b.self) - Number(a.self) || compare(nameOf(a.did), nameOf(b.did)),
      )
      list.replaceChildren(
        ...sorted.slice(0, SHOWN).map((user) => {
          const how = howHere(user, paths.get(user.did))
          return h(
            'li',
            { 'data-did': user.did },
            avatar(user.did),
            h(
              'div',
              { class: 'who' },
              nameElement(user.did, nameOf(user.did)),
              how !== '' && h('span', { class: 'how' }, how),
            ),
          )
        }),
      )
      more.hidden = users.length <= SHOWN
      more.textContent = `and ${users.length - SHOWN} more`
    },
  }
}

function howHere(user: User, path: 'direct' | 'relayed' | undefined): string {
  const words: string[] = []
  if (user.self) words.push('you')
  if (user.sessions.length > 1) words.push(`${user.sessions.length} sessions`)
  if (!user.self && path !== undefined) words.push(path === 'direct' ? 'direct' : 'through the relay')
  return words.join(' · ')
}

/** People with a name first, in the order of their reader's alphabet. */
function compare(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return a.localeCompare(b)
}
