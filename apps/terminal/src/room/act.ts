/**
 * Does what a person typed, and tells what came of it. Failures are notes: nothing here throws.
 */
import type { Did, GhostChat } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { connectionLines } from '../text/format.ts'
import { sentenceOf } from '../text/explain.ts'
import { cleanLine } from '../text/sanitize.ts'
import { fit } from '../text/width.ts'
import type { Command, CommandInRoom } from './command.ts'
import type { Outbox, Written } from './outbox.ts'
import { findPerson } from './person.ts'
import { labelIn, type RoomEvent } from './reduce.ts'
import { messageEntry, numbered, type NoteEntry, type RoomView } from './view.ts'
import { cardLines, whoLines } from './who.ts'

/** Cells of a message in a note about it. */
const SHOWN = 40

export interface Actor {
  /** `null` before there is one. */
  readonly chat: GhostChat | null
  readonly outbox: Outbox
  readonly view: () => RoomView
  readonly tell: (event: RoomEvent) => void
  readonly now: () => Date
  readonly quit: () => void
}

/** @param line as it was typed: what is not sent can be edited */
export async function act(command: Command, line: string, actor: Actor): Promise<void> {
  const { chat, outbox, view } = actor
  const note = (text: string, tone?: NoteEntry['tone']): void => {
    actor.tell({ type: 'note', text, at: actor.now(), ...(tone === undefined ? {} : { tone }) })
  }
  switch (command.do) {
    case 'nothing':
      return
    case 'quit':
      actor.quit()
      return
    case 'help':
      note(strings.help.room)
      return
    case 'unknown':
      note(strings.answer.unknown(command.name, command.meant), 'bad')
      return
    case 'say':
      await outbox.send({ line, text: command.text })
      return
    case 'reply': {
      const answer = answered(view(), command.words)
      if (typeof answer === 'string') note(answer, 'bad')
      else await outbox.send({ line, ...answer })
      return
    }
    case 'msg':
      await withPerson(actor, command.words, async (to, text) => {
        if (text === '') note(strings.answer.noText, 'bad')
        else await outbox.send({ line, text, to })
      })
      return
    case 'cancel':
      await cancel(actor)
      return
    case 'who':
      if (command.words === '') note(whoLines(view()).join('\n'))
      else
        await withPerson(actor, command.words, async (did) => {
          note(cardLines(view(), did).join('\n'))
        })
      return
    case 'block':
    case 'unblock':
    case 'nick':
    case 'backlog':
    case 'connection':
      if (chat === null) note(strings.answer.notJoined, 'bad')
      else await actThere(command, chat, actor, note)
  }
}

async function actThere(
  command: CommandInRoom,
  chat: GhostChat,
  actor: Actor,
  note: (text: string, tone?: NoteEntry['tone']) => void,
): Promise<void> {
  const { view } = actor
  switch (command.do) {
    case 'block':
    case 'unblock': {
      const block = command.do === 'block'
      await withPerson(actor, command.words, async (did) => {
        if (block) chat.block(did)
        else chat.unblock(did)
        actor.tell({ type: 'blocked', dids: chat.blockedUsers() })
        const who = labelIn(view(), did)
        note(block ? strings.answer.blocked(who) : strings.answer.unblocked(who))
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
        note(strings.answer.earlier(came.length))
      } catch {
        note(strings.answer.noEarlier, 'bad')
      }
      return
    case 'connection':
      note(connectionLines(chat.connection, (did) => labelIn(view(), did)).join('\n'))
  }
}

/** Takes back what was written last of what has not gone out. */
async function cancel({ view, outbox, tell, now }: Actor): Promise<void> {
  const last = view().outgoing.at(-1)
  if (last === undefined) {
    tell({ type: 'note', tone: 'bad', text: strings.answer.nothingWaits, at: now() })
    return
  }
  const isBack = await outbox.takeBack(last.key)
  const said = fit(cleanLine(last.text), SHOWN)
  const text = isBack ? strings.answer.canceled(said) : strings.answer.wasSent(said)
  tell({ type: 'note', text, at: now() })
}

async function rename({ tell, now }: Actor, chat: GhostChat, name: string): Promise<void> {
  const note = (text: string, tone: NoteEntry['tone'] = 'plain'): void => {
    tell({ type: 'note', text, tone, at: now() })
  }
  if (name === '') {
    note(strings.answer.noName, 'bad')
    return
  }
  try {
    await chat.setProfile({ name })
    note(strings.answer.renamed(cleanLine(name)))
  } catch (error) {
    note(sentenceOf(error), 'bad')
  }
}

/** The message that is answered, and with what; or what is wrong. */
function answered(view: RoomView, words: string): Omit<Written, 'line'> | string {
  const [, first = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(words) ?? []
  const [, hash, digits] = /^(#?)(\d{1,9})$/.exec(first) ?? []
  const named = digits === undefined ? messageEntry(view, first) : numbered(view, Number(digits))
  if (named === undefined && hash === '#') return strings.answer.noMessage(first)
  const last = view.entries.findLast((entry) => entry.kind === 'message' && entry.message.from !== view.own)
  const message = named?.message ?? (last?.kind === 'message' ? last.message : undefined)
  const text = named === undefined ? words : rest
  if (text === '') return strings.answer.noReply
  if (message === undefined) return strings.answer.nothingToReply
  if (message.to === undefined) return { text, replyTo: message.id }
  // The answer to a direct message goes to the same two people.
  return { text, replyTo: message.id, to: message.from === view.own ? message.to : message.from }
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
        bad(strings.answer.several(person.labels))
        return
      case 'none':
        bad(words === '' ? strings.answer.noPerson : strings.answer.nobody)
    }
  } catch (error) {
    bad(sentenceOf(error))
  }
}
