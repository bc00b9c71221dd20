/**
 * A joined thread: who is here, what was posted, and posting.
 */
import type { GhostThread, Post } from 'ghost-chat/3box'
import { find, make } from './dom.ts'

const posts = find('posts', HTMLOListElement)
const members = find('members', HTMLUListElement)

/** What somebody is called here: the account where it was proven, else the DID. */
function nameOf(thread: GhostThread, did: string): string {
  const account = thread.chat.users().find((user) => user.did === did)?.account
  const address = account?.split(':').at(-1)
  return address === undefined
    ? `${did.slice(0, 16)}…${did.slice(-4)}`
    : `${address.slice(0, 6)}…${address.slice(-4)}`
}

function itemOf(thread: GhostThread, { author, message, timestamp }: Post): HTMLElement {
  const item = make('li', '')
  const at = new Date(timestamp * 1000)
  const time = make('time', at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
  time.setAttribute('datetime', at.toISOString())
  const name = make('b', nameOf(thread, author))
  name.title = author
  item.append(name, time, make('p', typeof message === 'string' ? message : JSON.stringify(message)))
  return item
}

async function showPosts(thread: GhostThread): Promise<void> {
  const all = await thread.getPosts()
  posts.replaceChildren(...all.map((post) => itemOf(thread, post)))
  posts.scrollTop = posts.scrollHeight
}

async function showMembers(thread: GhostThread): Promise<void> {
  const dids = await thread.listMembers()
  const own = thread.chat.users().find(({ self }) => self)?.did
  const items = dids.map((did) => {
    const item = make('li', nameOf(thread, did))
    item.title = did
    return item
  })
  if (own !== undefined) items.unshift(make('li', `${nameOf(thread, own)} (you)`))
  members.replaceChildren(...items)
  find('members-title', HTMLHeadingElement).textContent = `${items.length} online`
  const isReading = own === undefined
  find('post', HTMLFormElement).hidden = isReading
  find('reading', HTMLParagraphElement).hidden = !isReading
}

/** Shows a thread until it is closed. */
export async function showRoom(thread: GhostThread, space: string): Promise<void> {
  const title = find('room-title', HTMLHeadingElement)
  title.replaceChildren(`3. ${space} / ${thread.name} `)
  title.append(make('span', 'ghost', 'badge'))
  thread.onUpdate(() => showPosts(thread))
  thread.onNewCapabilities(() => showMembers(thread))
  // A name may become that of a wallet, when somebody's proof was verified.
  thread.chat.on('user-changed', () => Promise.all([showMembers(thread), showPosts(thread)]))
  await refresh(thread)
  find('room', HTMLElement).hidden = false
}

export async function refresh(thread: GhostThread): Promise<void> {
  await Promise.all([showMembers(thread), showPosts(thread)])
}

export function hideRoom(): void {
  find('room', HTMLElement).hidden = true
  posts.replaceChildren()
  members.replaceChildren()
}
