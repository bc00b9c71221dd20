/** A stage of processes. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { contender, type ContenderId } from './contenders.ts'
import type { Answered, Asked, Order, Orders } from './orders.ts'
import { PATIENCE, type Performer, type Stage } from './stage.ts'

const SCRIPT = fileURLToPath(new URL('participant.ts', import.meta.url))
/** What is compiled, and stripped of its types, once, is so for all processes: thirty load at once. */
export const COMPILED = fileURLToPath(new URL('../../.cache/bench/compiled', import.meta.url))
/** How long a process may take to end, in milliseconds. */
const GOODBYE = 5_000
/** Characters of what a process said last that are told when it ends before its time. */
const LAST_WORDS = 1_000

export class Participant implements Performer {
  readonly #child: ChildProcess
  readonly #contender: ContenderId
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #lastWords = ''
  #ids = 0

  constructor(contender: ContenderId) {
    this.#contender = contender
    this.#child = fork(SCRIPT, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (words: string) => {
      this.#lastWords = (this.#lastWords + words).slice(-LAST_WORDS)
    })
    this.#child.on('message', (message) => {
      const { id, answer, error } = message as Answered
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(answer)
      else waiting?.reject(new Error(error))
    })
    this.#child.on('error', (error) => this.#fail(error))
    this.#child.on('close', (code) => {
      this.#fail(new Error(`A process of ${contender} ended with ${String(code)}: ${this.#lastWords}`))
    })
  }

  async order<O extends Order>(order: O, ask: Orders[O]['ask']): Promise<Orders[O]['answer']> {
    const asked: Asked = { id: this.#ids++, contender: this.#contender, order, ask }
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(asked.id, answer)
    if (this.#child.connected) this.#child.send(asked)
    else answer.reject(new Error(`A process of ${this.#contender} is gone: ${this.#lastWords}`))
    const timer = setTimeout(() => {
      answer.reject(new Error(`${this.#contender} did not ${order} within ${PATIENCE / 1_000} s.`))
    }, PATIENCE)
    try {
      return (await answer.promise) as Orders[O]['answer']
    } finally {
      clearTimeout(timer)
    }
  }

  async end(): Promise<void> {
    const child = this.#child
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), GOODBYE)
    // It ends with that.
    if (child.connected) child.disconnect()
    await ended
    clearTimeout(timer)
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** A system's server, where it has one, and its members: each in a process of its own. */
export async function processStage(id: ContenderId): Promise<Stage> {
  const participants: Participant[] = []
  const start = async (): Promise<Participant> => {
    const made = new Participant(id)
    participants.push(made)
    await made.order('load', {})
    return made
  }
  const close = async (): Promise<void> => {
    await Promise.all(participants.map((participant) => participant.end()))
  }
  try {
    const server = contender(id).serves ? await start() : null
    let url = server === null ? '' : (await server.order('serve', {})).url
    return {
      server,
      close,
      member: start,
      async join(member, { contact = false, quiet = false } = {}) {
        const { took, address } = await member.order('join', { url, room: 'room', contact, quiet })
        if (url === '') url = address
        return took
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
