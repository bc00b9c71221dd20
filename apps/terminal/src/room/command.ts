/**
 * What a person typed, understood: something to say, or a command. Knows no room: whom or what it means is found later.
 */

export type Command =
  | { readonly do: 'nothing' }
  | { readonly do: 'say'; readonly text: string }
  /** To the message that the first word names, where it names one; else to the last. */
  | { readonly do: 'reply'; readonly words: string }
  | { readonly do: 'msg' | 'block' | 'unblock'; readonly words: string }
  | { readonly do: 'nick'; readonly name: string }
  | { readonly do: 'who' | 'backlog' | 'connection' | 'help' | 'quit' }
  | { readonly do: 'unknown'; readonly name: string }

export const HELP = `What you type is said to everyone in the room. Commands:
  /reply [number] text   answers a message: by its number, else the last one
  /msg who text          says it to one user alone
  /who                   who is here
  /block who, /unblock who   hides what they say; nobody is told
  /nick name             what the others see you as
  /backlog               asks the others for what was said before
  /connection            how you are connected, and to whom
  /help, /quit
"who" is a name, the end of a DID, or a DID. //text says /text.
Page Up and Page Down scroll, Up and Down bring back what you typed.
Ctrl-A, E, U, K, W edit the line, Alt-Enter breaks it, Ctrl-C leaves.
~ before the time: said before you came.`

/** @param line as it was typed; a text that begins with a slash is written with two */
export function parseCommand(line: string): Command {
  if (line.trim() === '') return { do: 'nothing' }
  if (line.startsWith('//')) return { do: 'say', text: line.slice(1) }
  const [, name, words = ''] = /^\/([a-z]*)(?:\s+([^]*))?$/i.exec(line) ?? []
  if (name === undefined) {
    return line.startsWith('/')
      ? { do: 'unknown', name: line.split(/\s/, 1)[0] ?? line }
      : { do: 'say', text: line }
  }
  const said = words.trim()
  switch (name.toLowerCase()) {
    case 'reply':
    case 'r':
      return { do: 'reply', words: said }
    case 'msg':
      return { do: 'msg', words: said }
    case 'block':
      return { do: 'block', words: said }
    case 'unblock':
      return { do: 'unblock', words: said }
    case 'nick':
      return { do: 'nick', name: said }
    case 'who':
      return { do: 'who' }
    case 'backlog':
      return { do: 'backlog' }
    case 'connection':
      return { do: 'connection' }
    case 'help':
      return { do: 'help' }
    case 'quit':
    case 'exit':
      return { do: 'quit' }
    default:
      return { do: 'unknown', name: `/${name}` }
  }
}
