/** Starts people (person.ts) and speaks with them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { JsonValue, User } from 'ghost-chat'
import type { Answer, Ask, Happening, JoinAs, Said, Ways } from './person.ts'

/** One time in a room, from joining to leaving. */
export interface Stay {
  /** The events since joining, oldest first. */
  readonly events: readonly Happening[]
  /** Every message that fired an event, one's own too. */
  readonly heard: () => Said[]
  /** The texts of those that others said. */
  readonly texts: () => string[]
  /** The DIDs that came, and those that went, in the order of the events. */
  readonly joined: () => string[]
  readonly left: () => string[]
  /** The latest state of the connection that was told. */
  readonly state: () => string
  readonly send: (content: JsonValue) => Promise<Said>
  readonly reply: (to: Said, content: JsonValue) => Promise<Said>
  readonly users: () => Promise<User[]>
  /** The others' DIDs. */
  readonly others: () => Promise<string[]>
  readonly messages: () => Promise<Said[]>
  readonly backlog: () => Promise<Said[]>
  readonly leave: () => Promise<void>
}

export interface Person {
  readonly did: string
  readonly join: (room: string, as?: JoinAs) => Promise<Stay>
  /** Leaves everything and waits for the end of the process. */
  readonly close: () => Promise<End>
  /** Ends the process without warning, whatever it does. */
  readonly kill: () => Promise<void>
  /** Stops the process where it is: its connections stay open and answer nothing. To be thawed or killed afterwards. */
  readonly freeze: () => void
  readonly thaw: () => void
}

export interface End {
  /** Whether it ended by itself and well, or was killed. */
  readonly ended: boolean
  readonly stderr: string
}

/** A refusal, with the code that the person was given. */
class Refused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const SCRIPT = fileURLToPath(new URL('person.ts', import.meta.url))
/** How long a process may take to end once it has nothing more to do, in milliseconds. */
const LAST_BREATH = 10_000

/** Starts a person, who opens a space. @throws Refused when the space does not open */
export async function startPerson(
  space: string,
  relays: readonly string[],
  ways: Ways = {},
): Promise<Person> {
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', SCRIPT], { stdio: 'pipe' })
  const closed = once(child, 'close').then(([code]) => code as number | null)
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const stays = new Map<number, Happening[]>()
  let asked = 0
  let stderr = ''
  let wasKilled = false
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  // A write to a process that was killed fails, and there is nobody to tell.
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Answer | Happening
    if ('event' in line) {
      stays.get(line.stay)?.push(line)
      return
    }
    const answer = waiting.get(line.n)
    waiting.delete(line.n)
    if ('ok' in line) answer?.resolve(line.ok)
    else answer?.reject(new Refused(line.code, line.error))
  })
  void closed.then((code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`The person ended with ${String(code)}: ${stderr}`))
  })

  function ask<T>(request: Ask): Promise<T> {
    const n = asked++
    const answer = Promise.withResolvers<unknown>()
    waiting.set(n, answer)
    child.stdin.write(`${JSON.stringify({ n, ...request })}\n`)
    return answer.promise as Promise<T>
  }

  async function kill(): Promise<void> {
    wasKilled = true
    child.kill('SIGKILL')
    await closed
  }

  async function close(): Promise<End> {
    child.stdin.end()
    const late = setTimeout(() => {
      stderr += `It did not end by itself within ${LAST_BREATH} ms.`
      child.kill('SIGKILL')
    }, LAST_BREATH)
    const code = await closed
    clearTimeout(late)
    return { ended: wasKilled || code === 0, stderr }
  }

  let did: string
  try {
    did = await ask<string>({ do: 'open', space, relays, ...ways })
  } catch (error) {
    await close()
    throw error
  }

  return Object.freeze({
    did,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close,
    async join(room: string, as: JoinAs = {}) {
      const stay = stays.size
      const events: Happening[] = []
      stays.set(stay, events)
      await ask({ do: 'join', stay, room, as })
      const heard = (): Said[] => events.flatMap((told) => (told.event === 'message' ? [told.message] : []))
      const dids = (name: 'user-joined' | 'user-left'): string[] =>
        events.flatMap((told) => (told.event === name ? [told.did] : []))
      const users = (): Promise<User[]> => ask({ do: 'users', stay })
      return Object.freeze({
        events,
        heard,
        texts: () => heard().flatMap(({ from, text }) => (from === did ? [] : [text])),
        joined: () => dids('user-joined'),
        left: () => dids('user-left'),
        state: () => events.findLast((told) => told.event === 'connection')?.state ?? 'unknown',
        send: (content: JsonValue) => ask<Said>({ do: 'send', stay, content }),
        reply: (to: Said, content: JsonValue) => ask<Said>({ do: 'reply', stay, to: to.id, content }),
        users,
        others: async () => (await users()).flatMap((user) => (user.self ? [] : [user.did])),
        messages: () => ask<Said[]>({ do: 'messages', stay }),
        backlog: () => ask<Said[]>({ do: 'backlog', stay }),
        leave: () => ask<undefined>({ do: 'leave', stay }).then(() => undefined),
      })
    },
  })
}
