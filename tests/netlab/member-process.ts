/** Starts members (member.ts) on hosts of the lab and speaks with them. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Connection } from 'ghost-chat'
import { until } from '../support/until.ts'
import type { Ask, MemberInit, Told } from './member.ts'
import type { Namespaces } from './namespaces.ts'
import type { Host } from './town.ts'

const SCRIPT = fileURLToPath(new URL('member.ts', import.meta.url))
/** How long a condition is waited for, in milliseconds. What is slower has failed. */
const PATIENCE = 90_000
/** How long a member may take to leave, in milliseconds. */
const LAST_BREATH = 15_000

type Event<Name extends Told['event']> = Extract<Told, { readonly event: Name }>

export interface Member {
  readonly host: Host
  /** All that it told, oldest first. */
  readonly told: readonly Told[]
  /** When it began to open its space, in milliseconds since 1970. */
  readonly openedAt: () => number
  /** What it showed last of its connection. */
  readonly connection: () => Connection | undefined
  /** The texts of others that it was told of as they came. */
  readonly heard: () => string[]
  /** What its transcript holds, in order. */
  readonly texts: () => Promise<readonly string[]>
  readonly users: () => Promise<readonly string[]>
  readonly say: (text: string) => Promise<void>
  /** The first thing told that fits; waits for it. */
  readonly first: <Name extends Told['event']>(
    what: string,
    event: Name,
    fits?: (told: Event<Name>) => boolean,
    /** Only what was told at this time or later, in milliseconds since 1970. */
    since?: number,
  ) => Promise<Event<Name>>
  /** Leaves and ends. @throws Error when it stumbled over something or does not end */
  readonly close: () => Promise<void>
  readonly kill: () => void
}

/** Milliseconds since 1970, by the clock that members tell. */
export function clock(): number {
  return performance.timeOrigin + performance.now()
}

export function startMember(spaces: Namespaces, host: Host, init: MemberInit): Member {
  const child = spaces.start(host, process.execPath, [
    ...['-C', 'ghost-chat-source', SCRIPT, JSON.stringify(init)],
  ])
  const closed = once(child, 'close').then(([code]) => code as number | null)
  const told: Told[] = []
  const answers = new Map<number, PromiseWithResolvers<readonly string[]>>()
  let stderr = ''
  let asked = 0
  let ended = false
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  // A write to a process that was killed fails, and there is nobody to tell.
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const one = JSON.parse(line) as Told
    told.push(one)
    if (one.event === 'answer') answers.get(one.n)?.resolve(one.ok)
    if (one.event === 'refusal') answers.get(one.n)?.reject(new Error(`${host}: ${one.error}`))
  })
  void closed.then(() => {
    ended = true
    for (const { reject } of answers.values()) reject(new Error(`${host} ended: ${stderr}`))
  })

  type Wish = Ask extends infer One ? (One extends Ask ? Omit<One, 'n'> : never) : never
  function ask(wish: Wish): Promise<readonly string[]> {
    const n = asked++
    const answer = Promise.withResolvers<readonly string[]>()
    answers.set(n, answer)
    child.stdin.write(`${JSON.stringify({ n, ...wish })}\n`)
    return answer.promise
  }

  const of = <Name extends Told['event']>(name: Name): Event<Name>[] =>
    told.filter((one): one is Event<Name> => one.event === name)

  return Object.freeze({
    host,
    told,
    openedAt: () => of('opening')[0]?.at ?? NaN,
    connection: () => of('connection').at(-1)?.connection,
    heard: () => of('message').flatMap(({ text, isOwn }) => (isOwn ? [] : [text])),
    texts: () => ask({ do: 'texts' }),
    users: () => ask({ do: 'users' }),
    say: (text: string) => ask({ do: 'say', text }).then(() => undefined),
    first<Name extends Told['event']>(
      what: string,
      name: Name,
      fits: (told: Event<Name>) => boolean = () => true,
      since = -Infinity,
    ) {
      const look = (): Event<Name> | undefined => {
        if (ended) throw new Error(`${host} ended: ${stderr}`)
        return of(name).find((one) => one.at >= since && fits(one))
      }
      return until(`${host}: ${what}`, look, PATIENCE)
    },
    async close() {
      child.stdin.end()
      const late = setTimeout(() => {
        stderr += `It did not end by itself within ${LAST_BREATH} ms.`
        child.kill('SIGKILL')
      }, LAST_BREATH)
      const code = await closed
      clearTimeout(late)
      if (code !== 0 || stderr !== '') throw new Error(`${host} ended with ${String(code)}: ${stderr}`)
    },
    kill: () => void child.kill('SIGKILL'),
  })
}
