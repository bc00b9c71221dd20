/**
 * The room on the whole screen, from joining to leaving.
 */
import { render, type Instance } from 'ink'
import { createElement } from 'react'
import type { GhostChat, JoinOptions } from 'ghost-chat'
import { act } from '../room/act.ts'
import { callsFor } from '../room/attention.ts'
import { parseCommand } from '../room/command.ts'
import { complete } from '../room/complete.ts'
import { edit, takenBack } from '../room/editor.ts'
import { follow } from '../room/follow.ts'
import { makeOutbox } from '../room/outbox.ts'
import type { RoomEvent } from '../room/reduce.ts'
import { strings } from '../strings/strings.ts'
import { startStay, type Place, type Stay } from '../stay.ts'
import { aborted } from '../streams.ts'
import { cleanLine } from '../text/sanitize.ts'
import { App } from './app.ts'
import { makeBell, NO_BELL } from './bell.ts'
import { readKeys, type Key } from './keys.ts'
import { firstState, happened, resized, scroll, toEnd, type ScreenState } from './state.ts'
import { takeTerminal } from './terminal.ts'

const SECOND = 1_000

export interface ShowInit {
  readonly place: Place
  readonly join: JoinOptions
  /** `space/room`, clean. */
  readonly title: string
  readonly colours: boolean
  /** Rings, and marks the terminal's title, for what is meant for one alone. @default false */
  readonly bell?: boolean
  /** Aborted when the process is told to end. */
  readonly ended: AbortSignal
}

/** Resolves once the room was left and the terminal is as it was. @throws what joining throws */
export async function showRoom({
  place,
  join,
  title,
  colours,
  bell: mayRing = false,
  ended,
}: ShowInit): Promise<void> {
  const terminal = takeTerminal(process.stdin, process.stdout)
  const leaving = new AbortController()
  const signal = AbortSignal.any([ended, leaving.signal])
  let state = firstState({ title, size: terminal.size(), readOnly: join.readOnly === true })
  let chat: GhostChat | null = null
  let ink: Instance | null = null
  let drawing: NodeJS.Immediate | undefined
  let counting: NodeJS.Timeout | undefined
  const bell = mayRing ? makeBell({ write: (text) => void process.stdout.write(text), title }) : NO_BELL

  const draw = (): void => drawAs(state)
  const drawAs = (shown: ScreenState): void => {
    clearImmediate(drawing)
    drawing = undefined
    ink?.rerender(createElement(App, { state: shown, colours }))
    // How long something waits is shown, and changes by itself.
    clearTimeout(counting)
    const isTurn = state.view.outgoing.some(({ wait }) => wait?.why === 'rate')
    counting = isTurn ? setTimeout(draw, SECOND) : undefined
  }
  // Whatever happens at once is drawn once.
  const become = (next: ScreenState): void => {
    state = next
    drawing ??= setImmediate(draw)
  }
  const tell = (event: RoomEvent): void => {
    if (event.type === 'message' && callsFor(event.message, state.view)) bell.ring()
    become(happened(state, event))
  }
  const now = (): Date => new Date()
  const outbox = makeOutbox({ tell, now })
  const quit = (): void => leaving.abort()

  // Commands are nobody's business: one of them is to one user alone.
  const tellTyping = (): void => {
    const { text } = state.editor
    chat?.typing(text.trim() !== '' && (!text.startsWith('/') || text.startsWith('//')))
  }

  /** In an empty line, Up brings back what was written last and still waits. */
  const takeBack = (): boolean => {
    const last = state.view.outgoing.at(-1)
    if (last?.wait === undefined || state.editor.text !== '') return false
    become({ ...state, editor: takenBack(state.editor, last.line) })
    void outbox.takeBack(last.key).then((isBack) => {
      if (!isBack) tell({ type: 'note', text: strings.answer.wasSent(cleanLine(last.text)), at: now() })
    })
    return true
  }

  const onKey = (key: Key): void => {
    bell.seen()
    switch (key.key) {
      case 'edit':
        if (key.edit.do === 'older' && takeBack()) return
        become({ ...state, editor: edit(state.editor, key.edit) })
        tellTyping()
        return
      case 'complete':
      case 'complete-back': {
        const step = key.key === 'complete' ? 1 : -1
        become({ ...state, editor: complete(state.editor, state.view, step) })
        tellTyping()
        return
      }
      case 'page-up':
        become(scroll(state, 1))
        return
      case 'page-down':
        become(scroll(state, -1))
        return
      case 'leave':
        quit()
        return
      case 'redraw':
        terminal.clear()
        // Ink draws only what differs.
        drawAs({ ...state, size: { ...state.size, rows: state.size.rows - 1 } })
        become(state)
        return
      case 'enter': {
        const line = state.editor.text
        become(toEnd({ ...state, editor: edit(state.editor, { do: 'submit' }) }))
        void act(parseCommand(line), line, { chat, outbox, view: () => state.view, tell, now, quit })
      }
    }
  }

  let stopKeys: () => void = () => undefined
  let stopFollowing: () => void = () => undefined
  let stay: Stay | undefined
  try {
    ink = render(createElement(App, { state, colours }), {
      stdout: terminal.stdout,
      exitOnCtrlC: false,
      patchConsole: false,
    })
    terminal.onResize(() => {
      state = resized(state, terminal.size())
      draw()
    })
    stopKeys = readKeys(process.stdin, onKey)
    stay = await startStay(place, join, {
      signal,
      onChat: (made, own) => {
        tell({ type: 'own', did: own })
        stopFollowing = follow(made, tell, now)
      },
      onWaiting: (reason) => tell({ type: 'stay', stay: { state: 'waiting', reason } }),
    })
    chat = stay.chat
    tell({ type: 'stay', stay: { state: 'joined', connection: chat.connection } })
    tell({ type: 'entered', at: now() })
    outbox.open(chat)
    await aborted(signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stopFollowing()
    tell({ type: 'stay', stay: { state: 'leaving' } })
    draw()
    await stay?.leave()
    stopKeys()
    clearImmediate(drawing)
    clearTimeout(counting)
    ink?.unmount()
    bell.end()
    terminal.leave()
  }
}
