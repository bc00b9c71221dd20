/**
 * The room on the whole screen, from joining to leaving.
 */
import { render, type Instance } from 'ink'
import { createElement } from 'react'
import type { GhostChat, JoinOptions } from 'ghost-chat'
import { act } from '../room/act.ts'
import { parseCommand } from '../room/command.ts'
import { edit } from '../room/editor.ts'
import { follow } from '../room/follow.ts'
import type { RoomEvent } from '../room/reduce.ts'
import { startStay, type Place, type Stay } from '../stay.ts'
import { aborted } from '../streams.ts'
import { App } from './app.ts'
import { readKeys, type Key } from './keys.ts'
import { firstState, happened, resized, scroll, toEnd, type ScreenState } from './state.ts'
import { takeTerminal } from './terminal.ts'

export interface ShowInit {
  readonly place: Place
  readonly join: JoinOptions
  /** `space/room`, clean. */
  readonly title: string
  readonly colours: boolean
  /** Aborted when the process is told to end. */
  readonly ended: AbortSignal
}

/** Resolves once the room was left and the terminal is as it was. @throws what joining throws */
export async function showRoom({ place, join, title, colours, ended }: ShowInit): Promise<void> {
  const terminal = takeTerminal(process.stdin, process.stdout)
  const leaving = new AbortController()
  const signal = AbortSignal.any([ended, leaving.signal])
  let state = firstState({ title, size: terminal.size(), readOnly: join.readOnly === true })
  let chat: GhostChat | null = null
  let ink: Instance | null = null
  let drawing: NodeJS.Immediate | undefined

  const draw = (shown: ScreenState = state): void => {
    clearImmediate(drawing)
    drawing = undefined
    ink?.rerender(createElement(App, { state: shown, colours }))
  }
  // Whatever happens at once is drawn once.
  const become = (next: ScreenState): void => {
    state = next
    drawing ??= setImmediate(draw)
  }
  const tell = (event: RoomEvent): void => become(happened(state, event))
  const now = (): Date => new Date()
  const quit = (): void => leaving.abort()

  // Commands are nobody's business: one of them is to one user alone.
  const tellTyping = (): void => {
    const { text } = state.editor
    chat?.typing(text.trim() !== '' && (!text.startsWith('/') || text.startsWith('//')))
  }

  const onKey = (key: Key): void => {
    switch (key.key) {
      case 'edit':
        become({ ...state, editor: edit(state.editor, key.edit) })
        tellTyping()
        return
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
        draw({ ...state, size: { ...state.size, rows: state.size.rows - 1 } })
        become(state)
        return
      case 'enter': {
        const line = state.editor.text
        become(toEnd({ ...state, editor: edit(state.editor, { do: 'submit' }) }))
        void act(parseCommand(line), { chat, view: () => state.view, tell, now, quit })
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
    ink?.unmount()
    terminal.leave()
  }
}
