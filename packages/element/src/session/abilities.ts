/** What chats of a newer library can do besides; asked for before it is used, as an app may hold an older one. */
import type { Did, GhostChat } from 'ghost-chat'

interface Newer {
  typing: (active: boolean) => void
  typingUsers: () => readonly Did[]
  setProfile: (profile: { readonly name?: string }) => Promise<void>
}

type Able = Partial<Newer> & { on(name: 'typing', listener: () => void): () => void }

export function able(chat: GhostChat): Able {
  return chat as unknown as Able
}
