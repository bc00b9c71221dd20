/**
 * Does what a person typed, and tells what came of it. Failures are notes: nothing here throws.
 */
import type { Did, GhostChat } from 'ghost-chat'
import { connectionLines, siteLabel } from '../text/format.ts'
import { explainSend, sentenceOf } from '../text/explain.ts'
import { cleanLine } from '../text/sanitize.ts'
import { fit } from '../text/width.ts'
import { HELP, type Command } from './command.ts'
import { findPerson } from './person.ts'
import { labelIn, type RoomEvent } from './reduce.ts'
import { messageEntry, numbered, type Heard, type NoteEntry, type RoomView } from './view.ts'

export interface Actor {
  /** `null` before there is one. */
  readonly chat: GhostChat | null
  readonly view: () => RoomView
  readonly tell: (event: RoomEvent) => void
  readonly now: () => Date
  readonly quit: () => void
}

export async function act(command: Command, actor: Actor): Promise<void> {
  const { chat, view, now } = actor
  const note = (text: string, tone?: NoteEntry['tone']): void => {
    actor.tell({ type: 'note', text, at: now(), ...(tone === undefined ? {} : { tone }) })
  }
  switch (command.do) {
    case 'nothing':
      return
    case 'quit':
      actor.quit()
      return
    case 'help':
      note(HELP)
      return
    case 'unknown':
      note(`There is no ${command.name}. /help says what there is; //text says /text.`, 'bad')
      return
    case 'who':
      note(whoLines(view()))
      return
    default:
  }
  if (chat === null) {
    note('You are not in the room yet.', 'bad')
    return
  }
  switch (command.do) {
    case 'say':
      await sending(actor, command.text, () => chat.send(command.text))
      return
    case 'reply': {
      const meant = answered(view(), command.words)
      if (typeof meant === 'string') note(meant, 'bad')
      else await sending(actor, meant.text, () => reply(chat, view(), meant))
      return
    }
    case 'msg':
      await withPerson(actor, command.words, async (to, text) => {
        if (text === '') note('Say what, too: /msg who text', 'bad')
        else await sending(actor, text, () => chat.send(text, { to }))
      })
      return
    case 'block':
    case 'unblock': {
      const block = command.do === 'block'
      await withPerson(actor, command.words, async (did) => {
        if (block) chat.block(did)
        else chat.unblock(did)
        actor.tell({ type: 'blocked', dids: chat.blockedUsers() })
        const who = labelIn(view(), did)
        note(block ? `What ${who} says is hidden. They are not told.` : `What ${who} says is shown again.`)
      })
      return
    }
    case 'nick':
      await rename(actor, chat, command.name)
      return
    case 'backlog':
      try {
        const came = await chat.requestBacklog()
        actor.tell({ type: 'history', messages: came })
        note(came.length === 0 ? 'The others have nothing earlier.' : `The others remember ${came.length}.`)
      } catch {
        note('Nobody could be asked for earlier messages just now.', 'bad')
      }
      return
    case 'connection':
      note(connectionLines(chat.connection, (did) => labelIn(view(), did)).join('\n'))
      return
  }
}

async function rename({ tell, now }: Actor, chat: GhostChat, name: string): Promise<void> {
  const note = (text: string, tone: NoteEntry['tone'] = 'plain'): void => {
    tell({ type: 'note', text, tone, at: now() })
  }
  if (name === '') {
    note('Say which name: /nick name', 'bad')
    return
  }
  try {
    await chat.setProfile({ name })
    note(`The others see you as ${cleanLine(name)} now.`)
  } catch (error) {
    note(sentenceOf(error), 'bad')
  }
}

interface Answer {
  readonly message: Heard
  readonly text: string
}

/** The message that is answered, and with what; or what is wrong. */
function answered(view: RoomView, words: string): Answer | string {
  const [, first = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(words) ?? []
  const [, hash, digits] = /^(#?)(\d{1,9})$/.exec(first) ?? []
  const named = digits === undefined ? messageEntry(view, first) : numbered(view, Number(digits))
  if (named === undefined && hash === '#') return `There is no message ${first}.`
  const last = view.entries.findLast((entry) => entry.kind === 'message' && entry.message.from !== view.own)
  const message = named?.message ?? (last?.kind === 'message' ? last.message : undefined)
  const text = named === undefined ? words : rest
  if (text === '') return 'Say what, too: /reply [number] text'
  if (message === undefined) return 'There is nothing to reply to yet.'
  return { message, text }
}

/** The answer to a direct message goes to the same two people. */
async function reply(chat: GhostChat, view: RoomView, { message, text }: Answer): Promise<unknown> {
  const partner = message.to === undefined || message.from !== view.own ? message.from : message.to
  return chat.reply(message.id, text, message.to === undefined ? {} : { to: partner })
}

async function sending(actor: Actor, text: string, send: () => Promise<unknown>): Promise<void> {
  actor.tell({ type: 'sending', more: 1 })
  try {
    await send()
  } catch (error) {
    const said = fit(cleanLine(text), 40)
    actor.tell({
      type: 'note',
      tone: 'bad',
      text: `Not sent: ${explainSend(error)}. (${said}) Up brings it back.`,
      at: actor.now(),
    })
  } finally {
    actor.tell({ type: 'sending', more: -1 })
  }
}

async function withPerson(
  actor: Actor,
  words: string,
  then: (did: Did, rest: string) => Promise<void>,
): Promise<void> {
  const bad = (text: string): void => {
    actor.tell({ type: 'note', tone: 'bad', text, at: actor.now() })
  }
  const view = actor.view()
  // Who has left may still be blocked, and unblocked.
  const gone = [...view.names].map(([did, name]) => ({ did, name, self: false }))
  const here = findPerson(words, view.people)
  const person = here.found === 'none' ? findPerson(words, gone) : here
  try {
    switch (person.found) {
      case 'one':
        await then(person.did, person.rest)
        return
      case 'several':
        bad(`That may be ${person.labels.join(' or ')}: add the end of the DID.`)
        return
      case 'none':
        bad(
          words === ''
            ? 'Say who: a name, the end of a DID, or a DID.'
            : 'Nobody here is called that. /who says who is here.',
        )
    }
  } catch (error) {
    bad(sentenceOf(error))
  }
}

function whoLines({ people, readers, blocked, shared }: RoomView): string {
  const lines = people.map(({ did, name, self, account, unprovenAccount, accountDomain }) => {
    const marks = [
      ...(self ? ['you'] : []),
      ...(blocked.has(did) ? ['blocked'] : []),
      ...(shared.has(did) ? ['shared name'] : []),
      ...(account === undefined ? [] : [`account ${account}, proven by ${siteLabel(accountDomain, 300)}`]),
      ...(unprovenAccount === undefined
        ? []
        : [`account ${unprovenAccount} by ${siteLabel(accountDomain, 300)}, not proven`]),
    ]
    return `  ${labelIn({ names: new Map(name === undefined ? [] : [[did, name]]), own: null }, did, 60)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}  ${did}`
  })
  const reading = readers === 0 ? [] : [`  ${readers} only reading`]
  return [`${people.length} here:`, ...lines, ...reading].join('\n')
}
