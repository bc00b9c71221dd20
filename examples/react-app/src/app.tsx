import { GhostChat, useGhostChat } from '@ghost-chat/react'
import { useState, type ReactNode } from 'react'
import { Room } from './room.tsx'

const ROOMS = ['lobby', 'garden', 'workshop'] as const
type RoomName = (typeof ROOMS)[number]

export function App({ relay }: { relay: string }): ReactNode {
  const [room, setRoom] = useState<RoomName>('lobby')
  const [name, setName] = useState('Somebody')
  const stay = useGhostChat({
    ...{ space: 'example-react-app', room, relays: [relay] },
    backlog: true,
    profile: { name },
  })

  return (
    <>
      <header>
        <h1>Ghost Chat with React</h1>
        <nav aria-label="Rooms">
          {ROOMS.map((one) => (
            <button key={one} aria-current={one === room ? 'page' : undefined} onClick={() => setRoom(one)}>
              {one}
            </button>
          ))}
        </nav>
        <label>
          Your name <input value={name} onChange={({ target }) => setName(target.value)} />
        </label>
      </header>
      <main>
        <section aria-label="Made of hooks">
          <h2>Made of hooks</h2>
          <Room stay={stay} />
        </section>
        <section aria-label="The ready interface">
          <h2>The ready interface, in the same room</h2>
          {stay.chat !== undefined && <GhostChat chat={stay.chat} />}
        </section>
      </main>
    </>
  )
}
