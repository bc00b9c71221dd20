/** The hooks in a real browser, in StrictMode, over rooms on a network in memory. */
import type { GhostChat, Message } from 'ghost-chat'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openReactPage, type ReactPage } from './react-page.ts'

/** For a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let react: ReactPage
beforeAll(async () => {
  react = await openReactPage()
})
afterEach(async () => {
  await react.page.evaluate(() => reactKit.clear())
  expect(react.problems()).toEqual([])
})
afterAll(async () => {
  await react.close()
})

describe('a room', () => {
  test('is joined once in StrictMode, and left once when the component is gone', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options, witness } = town()
      const other = await witness()
      const events: string[] = []
      other.on('user-joined', () => events.push('joined'))
      other.on('user-left', () => events.push('left'))
      const { root, place } = stage()
      const Room = () => hooks.useGhostChat(options).status
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('joined', () => place.textContent === 'joined' && events.length > 0)
      root.unmount()
      await until('left', () => log.length > 1 && events.length > 1)
      return { log, events }
    })
    expect(seen).toEqual({ log: ['join lobby', 'leave lobby'], events: ['joined', 'left'] })
  })

  test('is shared by all components that ask for it, and left with the last of them', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options } = town()
      const chats = new Set<unknown>()
      const Room = () => {
        const { chat, status } = hooks.useGhostChat(options)
        if (chat !== undefined) chats.add(chat)
        return status
      }
      const { root, place } = stage()
      const show = (count: number): void => {
        const rooms = Array.from({ length: count }, (_, key) => react.createElement(Room, { key }))
        root.render(react.createElement(react.StrictMode, null, rooms))
      }
      show(3)
      await until('joined', () => place.textContent === 'joinedjoinedjoined')
      show(1)
      await until('one', () => place.textContent === 'joined')
      // Whoever would leave does so soon.
      await new Promise((resolve) => setTimeout(resolve, 20))
      const before = [...log]
      show(0)
      await until('left', () => log.includes('leave lobby'))
      return { before, after: log, chats: chats.size }
    })
    expect(seen).toEqual({ before: ['join lobby'], after: ['join lobby', 'leave lobby'], chats: 1 })
  })

  test('goes on when one component takes the place of another', async () => {
    const log = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options } = town()
      const Room = ({ name }: { name: string }) => `${name} ${hooks.useGhostChat(options).status}`
      const { root, place } = stage()
      for (const name of ['first', 'second']) {
        const room = react.createElement(Room, { key: name, name })
        root.render(react.createElement(react.StrictMode, null, room))
        await until('joined', () => place.textContent === `${name} joined`)
      }
      // Whoever would leave does so soon.
      await new Promise((resolve) => setTimeout(resolve, 20))
      return log
    })
    expect(log).toEqual(['join lobby'])
  })

  test('is left for another one, as the same person, and at no time is the wrong chat shown', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options } = town()
      const shown: string[] = []
      const dids = new Set<string>()
      const Room = ({ room }: { room: string }) => {
        const state = hooks.useGhostChat({ ...options, room })
        const name = `${room}: ${state.status} ${state.chat?.name ?? ''}`.trim()
        if (shown.at(-1) !== name) shown.push(name)
        if (state.status === 'joined') dids.add(state.space.did)
        return name
      }
      const { root, place } = stage()
      const show = (room: string): void =>
        root.render(react.createElement(react.StrictMode, null, react.createElement(Room, { room })))
      show('lobby')
      await until('joined', () => place.textContent === 'lobby: joined lobby')
      show('garden')
      await until('joined', () => place.textContent === 'garden: joined garden' && log.length === 3)
      return { log: log.toSorted(), shown, dids: dids.size }
    })
    expect(seen).toEqual({
      log: ['join garden', 'join lobby', 'leave lobby'],
      shown: ['lobby: joining', 'lobby: joined lobby', 'garden: joining', 'garden: joined garden'],
      dids: 1,
    })
  })

  test('with options that are written anew at each render is joined once', async () => {
    const log = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options } = town()
      const Room = ({ count }: { count: number }) => {
        const { status } = hooks.useGhostChat({
          ...options,
          network: (given) => options.network(given),
          filters: [() => true],
          profile: { name: 'Ada' },
        })
        return `${status} ${count}`
      }
      const { root, place } = stage()
      for (let count = 0; count < 20; count++) {
        root.render(react.createElement(react.StrictMode, null, react.createElement(Room, { count })))
        await until('rendered', () => place.textContent.endsWith(` ${count}`))
      }
      await until('joined', () => place.textContent === 'joined 19')
      return log
    })
    expect(log).toEqual(['join lobby'])
  })

  test('that cannot be joined is an error to be shown, and can be joined again', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { hub, options } = town()
      hub.up = false
      const shown: string[] = []
      const Room = () => {
        const state = hooks.useGhostChat({ ...options, timeout: 30 })
        const text = state.error?.message ?? state.status
        if (shown.at(-1) !== text) shown.push(text)
        return state.status === 'failed' ? react.createElement('button', { onClick: state.join }, text) : text
      }
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('an error', () => place.querySelector('button') !== null)
      hub.up = true
      place.querySelector('button')?.click()
      await until('joined', () => place.textContent === 'joined')
      return shown
    })
    expect(seen).toEqual([
      'joining',
      'No relay could be reached. None answered within 30 ms.',
      'joining',
      'joined',
    ])
  })

  test('that nobody asks for is idle until somebody does', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options } = town()
      const Room = ({ isOpen }: { isOpen: boolean }) =>
        hooks.useGhostChat(isOpen ? options : undefined).status
      const { root, place } = stage()
      const show = (isOpen: boolean): void =>
        root.render(react.createElement(react.StrictMode, null, react.createElement(Room, { isOpen })))
      const seen: string[] = []
      for (const isOpen of [false, true, false]) {
        show(isOpen)
        await until('settled', () => place.textContent === (isOpen ? 'joined' : 'idle'))
        seen.push(`${place.textContent} ${log.length}`)
      }
      await until('left', () => log.includes('leave lobby'))
      return seen
    })
    expect(seen.slice(0, 2)).toEqual(['idle 0', 'joined 1'])
  })
})

describe('what is read of a chat', () => {
  test('messages stand in their order, and list and messages are the same while nothing is said', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, flushSync, hooks, stage, town, until } = reactKit
      const { options, witness } = town()
      const other = await witness()
      const lists: (readonly Message[])[] = []
      let chat: GhostChat | undefined
      const Room = ({ count }: { count: number }) => {
        chat = hooks.useGhostChat(options).chat
        const messages = hooks.useMessages(chat)
        if (lists.at(-1) !== messages) lists.push(messages)
        return `${count}: ${messages.map(String).join()}`
      }
      const { root, place } = stage()
      const show = (count: number): void =>
        flushSync(() =>
          root.render(react.createElement(react.StrictMode, null, react.createElement(Room, { count }))),
        )
      show(0)
      await until('joined', () => chat !== undefined && other.onlineUsers().length === 2)
      await other.send('one')
      await until('one', () => place.textContent === '0: one')
      await chat?.send('two')
      await until('two', () => place.textContent === '0: one,two')
      for (let count = 1; count < 5; count++) show(count)
      return {
        text: place.textContent,
        lists: lists.map((list) => list.map(String)),
        isSameMessage: lists[1]?.[0] === lists[2]?.[0],
        isFrozen: lists.every((list) => Object.isFrozen(list)),
      }
    })
    expect(seen).toEqual({
      text: '4: one,two',
      lists: [[], ['one'], ['one', 'two']],
      isSameMessage: true,
      isFrozen: true,
    })
  })

  test('people come and go, and who stays is the same object', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { options, witness } = town()
      const lists: ReturnType<typeof hooks.useUsers>[] = []
      const Room = () => {
        const { chat } = hooks.useGhostChat({ ...options, profile: { name: 'Ada' } })
        const users = hooks.useUsers(chat)
        if (lists.at(-1) !== users) lists.push(users)
        return String(hooks.useOnlineUsers(chat).length)
      }
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('alone', () => place.textContent === '1')
      const other = await witness()
      await until('two', () => place.textContent === '2')
      await other.leaveChat()
      await until('alone again', () => place.textContent === '1' && lists.at(-1)?.length === 1)
      return {
        names: lists.map((list) => list.map(({ name }) => name ?? '')),
        same: lists[1]?.[0] === lists.at(-1)?.[0],
      }
    })
    expect(seen).toEqual({ names: [[], ['Ada'], ['Ada', ''], ['Ada']], same: true })
  })

  test('the connection is offline without a chat, and follows the network', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { hub, options } = town()
      const shown: string[] = []
      const Room = () => {
        const { chat } = hooks.useGhostChat(options)
        const { state } = hooks.useConnection(chat)
        if (shown.at(-1) !== state) shown.push(state)
        return state
      }
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('relayed', () => place.textContent === 'relayed')
      hub.up = false
      await until('offline', () => place.textContent === 'offline')
      hub.up = true
      await until('relayed', () => place.textContent === 'relayed')
      return shown
    })
    expect(seen).toEqual(['offline', 'relayed', 'offline', 'relayed'])
  })

  test('a name that changes is seen by the others and oneself, and nobody leaves', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { log, options, witness } = town()
      const other = await witness()
      const Room = ({ name }: { name: string }) => {
        const { chat } = hooks.useGhostChat({ ...options, profile: { name } })
        return hooks
          .useUsers(chat)
          .map((user) => user.name ?? '?')
          .join()
      }
      const { root, place } = stage()
      const seen: string[] = []
      for (const name of ['Ada', 'Ada L.']) {
        root.render(react.createElement(react.StrictMode, null, react.createElement(Room, { name })))
        await until('named', () => place.textContent === `${name},?` && other.users()[1]?.name === name)
        seen.push(place.textContent)
      }
      return { log, seen }
    })
    expect(seen).toEqual({ log: ['join lobby'], seen: ['Ada,?', 'Ada L.,?'] })
  })

  test('who is writing is told', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { options, witness } = town()
      const other = await witness()
      const Room = () => String(hooks.useTyping(hooks.useGhostChat(options).chat).length)
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('joined', () => other.onlineUsers().length === 2)
      const shown = [place.textContent]
      other.typing()
      await until('one writes', () => place.textContent === '1')
      await other.send('done')
      await until('nobody writes', () => place.textContent === '0')
      return shown
    })
    expect(seen).toEqual(['0'])
  })

  test('whoever is blocked is gone with the next render', async () => {
    const texts = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { options, witness } = town()
      const other = await witness()
      const Room = () => {
        const { chat } = hooks.useGhostChat(options)
        const [, again] = react.useState(0)
        const messages = hooks.useMessages(chat)
        const block = (): void => {
          for (const { from } of messages) chat?.block(from)
          again(1)
        }
        return react.createElement('button', { onClick: block }, `${chat?.name ?? ''} ${messages.length}`)
      }
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
      await until('joined', () => other.onlineUsers().length === 2)
      await other.send('buy now')
      await until('heard', () => place.textContent === 'lobby 1')
      place.querySelector('button')?.click()
      await until('blocked', () => place.textContent === 'lobby 0')
      return place.textContent
    })
    expect(texts).toBe('lobby 0')
  })

  test('no listener stays behind, and many components need no more than one', async () => {
    const seen = await react.page.evaluate(async () => {
      const { react, hooks, listening, stage, town, until } = reactKit
      const { options } = town()
      const before = listening()
      const Room = () => {
        const { chat } = hooks.useGhostChat(options)
        hooks.useMessages(chat)
        hooks.useUsers(chat)
        hooks.useOnlineUsers(chat)
        return hooks.useConnection(chat).state
      }
      const { root, place } = stage()
      const show = async (count: number): Promise<number> => {
        const rooms = Array.from({ length: count }, (_, key) => react.createElement(Room, { key }))
        root.render(react.createElement(react.StrictMode, null, rooms))
        await until('shown', () => place.textContent === 'relayed'.repeat(count))
        return listening() - before
      }
      const [one, ten] = [await show(1), await show(10)]
      root.unmount()
      await until('no listener', () => listening() === before)
      return { one, ten }
    })
    expect(seen.ten).toBe(seen.one)
  })

  test('all parts of a slow rendering show the same, whatever is said meanwhile', async () => {
    const torn = await react.page.evaluate(async () => {
      const { react, hooks, stage, town, until } = reactKit
      const { options, witness } = town()
      const other = await witness()
      const torn: string[] = []
      let commits = 0
      const Row = ({ chat }: { chat: GhostChat | undefined }) => {
        const { length } = hooks.useMessages(chat)
        const end = performance.now() + 2
        while (performance.now() < end);
        return react.createElement('i', null, length)
      }
      const Rooms = () => {
        const { chat } = hooks.useGhostChat({ ...options, flood: false })
        const [rows, setRows] = react.useState(0)
        react.useLayoutEffect(() => {
          commits += 1
          const texts = new Set(Array.from(place.querySelectorAll('i'), ({ textContent }) => textContent))
          if (texts.size > 1) torn.push([...texts].join())
        })
        react.useEffect(() => {
          if (chat !== undefined) react.startTransition(() => setRows(60))
        }, [chat])
        return Array.from({ length: rows }, (_, key) => react.createElement(Row, { key, chat }))
      }
      const { root, place } = stage()
      root.render(react.createElement(react.StrictMode, null, react.createElement(Rooms)))
      await until('joined', () => other.onlineUsers().length === 2)
      for (let said = 0; said < 15; said++) await other.send(`${said}`)
      await until(
        'all is shown',
        () => place.querySelectorAll('i').length === 60 && place.textContent === '15'.repeat(60),
      )
      return { torn, hasRendered: commits > 0 }
    })
    expect(torn).toEqual({ torn: [], hasRendered: true })
  })

  test('a browser goes on from what a server has shown', async () => {
    const problems = await react.page.evaluate(async () => {
      const { react, hooks, hydrate, town, until } = reactKit
      const { options } = town()
      const Room = () => {
        const { chat, status } = hooks.useGhostChat(options)
        return react.createElement('p', null, `${status} ${hooks.useConnection(chat).state}`)
      }
      const { place, problems } = hydrate('<p>joining offline</p>', react.createElement(Room))
      await until('joined', () => place.textContent === 'joined relayed')
      return problems.map(String)
    })
    expect(problems).toEqual([])
  })
})
