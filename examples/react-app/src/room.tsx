import { useConnection, useMessages, useTyping, useUsers, type GhostChatState } from '@ghost-chat/react'
import type { GhostChat, Message } from 'ghost-chat'
import { memo, useState, type ReactNode, type SubmitEvent } from 'react'

/** A room, wherever one is with it. */
export function Room({ stay }: { stay: GhostChatState }): ReactNode {
  switch (stay.status) {
    case 'idle':
      return <p role="status">Choose a room.</p>
    case 'joining':
      return <p role="status">Joining …</p>
    case 'failed':
      return (
        <p role="alert">
          {stay.error.message} <button onClick={stay.join}>Try again</button>
        </p>
      )
    case 'left':
      return (
        <p role="status">
          You have left. <button onClick={stay.join}>Come back</button>
        </p>
      )
    case 'joined':
      return <Conversation chat={stay.chat} />
  }
}

function Conversation({ chat }: { chat: GhostChat }): ReactNode {
  const messages = useMessages(chat)
  const users = useUsers(chat)
  const typing = useTyping(chat)
  const { state } = useConnection(chat)
  const nameOf = (did: string): string => users.find((user) => user.did === did)?.name ?? `…${did.slice(-6)}`

  return (
    <>
      <p role="status">
        {state}, {users.length} here: {users.map(({ did }) => nameOf(did)).join(', ')}
      </p>
      <ol aria-label="Messages">
        {messages.map((message) => (
          <Line key={message.id} message={message} name={nameOf(message.from)} />
        ))}
      </ol>
      <p>{typing.length > 0 && `${typing.map(nameOf).join(', ')} …`}</p>
      <Composer chat={chat} />
    </>
  )
}

/** A message stays the same object, so what was drawn once is not drawn again. */
const Line = memo(function Line({ message, name }: { message: Message; name: string }): ReactNode {
  return (
    <li>
      <b>{name}</b> {message.text}
    </li>
  )
})

function Composer({ chat }: { chat: GhostChat }): ReactNode {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    chat.send(text).then(
      () => {
        setText('')
        setProblem('')
      },
      (error: unknown) => setProblem(String(error)),
    )
  }
  return (
    <form onSubmit={submit}>
      <input
        aria-label="Say something"
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          chat.typing(target.value !== '')
        }}
      />
      <button disabled={text === ''}>Send</button>
      <p role="alert">{problem}</p>
    </form>
  )
}
