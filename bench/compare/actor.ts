/**
 * One member, doing what it is ordered to, in Node or in a page. Every text is one of a kind (some systems tell
 * messages apart by what they say) and begins with its kind: hello, ping, answer, burst.
 */
import { moment, type Answer, type Ask, type Order, type Orders } from './orders.ts'
import type { Member, System } from './system.ts'

/** Between two tries to be heard by the first, and by everybody, in milliseconds. */
const AGAIN = 100
const ALL_AGAIN = 500
/** Between two greetings for newcomers, at least: in a crowd one greeting serves many. */
const GREETING = 100
/** Nothing more is expected of a burst after such a silence, in milliseconds. */
const SILENCE = 5_000
/** Characters of a ping, as of any other message. */
const SIZE = 200
const WINDOW = 256

type Doing = { readonly [O in Order]: (ask: Orders[O]['ask']) => Promise<Orders[O]['answer']> }

/** What differs between Node and a page. */
export interface Surroundings {
  readonly load: () => Promise<System>
  readonly usage: () => Orders['usage']['answer']
  /** Lets everything else that waits have its turn. */
  readonly pause: () => Promise<void>
}

export class Actor {
  readonly #around: Surroundings
  readonly #self = crypto.randomUUID().slice(0, 8)
  /** Others, by what they say they are. */
  readonly #greeted = new Set<string>()
  readonly #heard = new Map<string, number>()
  #member: Member | undefined
  #quiet = true
  #texts = 0
  #lastGreeting = -Infinity
  #greetingDue: ReturnType<typeof setTimeout> | undefined
  #lastHeard = 0
  #pong: (about: string) => void = () => undefined
  #changed: () => void = () => undefined

  constructor(around: Surroundings) {
    this.#around = around
  }

  obey(order: Order, ask: Ask): Promise<Answer> {
    // Which ask belongs to which order, `Orders` says; the compiler does not follow it through the table.
    return (this.#doing[order] as (ask: Ask) => Promise<Answer>)(ask)
  }

  readonly #doing: Doing = {
    load: async () => {
      await this.#around.load()
      return {}
    },
    serve: async () => {
      const { serve } = await this.#around.load()
      if (serve === undefined) throw new Error('It has no server.')
      return serve()
    },
    join: async ({ url, room, contact, quiet }) => {
      const { join } = await this.#around.load()
      const start = performance.now()
      this.#member = await join(url, room, {
        onMessage: (text) => this.#hear(text),
        onPeer: () => {
          this.#greet()
          this.#changed()
        },
      })
      // Nobody needs to be greeted to be listed, where there is a list.
      this.#quiet = quiet && this.#member.others !== undefined
      this.#greet()
      if (contact) await this.#until(() => this.#greeted.size > 0, AGAIN)
      return { address: this.#member.address ?? '', took: performance.now() - start }
    },
    direct: async () => {
      await this.#present().direct?.()
      return {}
    },
    meet: async ({ others }) => {
      const { others: listed } = this.#present()
      await this.#until(() => (listed?.() ?? this.#greeted.size) >= others, ALL_AGAIN)
      return { at: moment() }
    },
    ping: async ({ least, ms }) => {
      const times: number[] = []
      const end = performance.now() + ms
      while (times.length < least || performance.now() < end) {
        const about = String(this.#texts)
        const start = performance.now()
        await new Promise<void>((resolve, reject) => {
          this.#pong = (answered) => {
            if (answered === about) resolve()
          }
          this.#say('p', about).catch(reject)
        })
        times.push(performance.now() - start)
      }
      return { times }
    },
    burst: async ({ burst, count, size }) => {
      const { window = WINDOW } = this.#present()
      const at = moment()
      const underWay: Promise<unknown>[] = []
      for (let sent = 1; sent <= count; sent++) {
        underWay.push(this.#say('b', String(burst), size))
        if (underWay.length >= window) await underWay.shift()
        if (sent % WINDOW === 0) await this.#around.pause()
      }
      await Promise.all(underWay)
      return { at }
    },
    hear: async ({ burst, count }) => {
      const name = String(burst)
      const heard = (): number => this.#heard.get(name) ?? 0
      this.#lastHeard = moment()
      await this.#until(() => heard() >= count || moment() - this.#lastHeard > SILENCE)
      return { at: this.#lastHeard, heard: heard() }
    },
    usage: async () => this.#around.usage(),
  }

  #present(): Member {
    if (this.#member === undefined) throw new Error('It has not joined.')
    return this.#member
  }

  /** Rejects no earlier than it is awaited: a burst looks at its messages in turn. */
  #say(kind: string, about: string, size = SIZE): Promise<unknown> {
    const text = `${kind} ${about} ${this.#self} ${this.#texts++} `.padEnd(size, 'x')
    const said = Promise.resolve(this.#present().send(text))
    said.catch(() => undefined)
    return said
  }

  #hear(text: string): void {
    const [kind, about = '', from = ''] = text.split(' ', 3)
    if (kind === 'b') {
      this.#heard.set(about, (this.#heard.get(about) ?? 0) + 1)
      this.#lastHeard = moment()
      this.#changed()
    } else if (kind === 'p') void this.#say('q', about)
    else if (kind === 'q') this.#pong(about)
    else if (kind === 'h' && !this.#greeted.has(from)) {
      this.#greeted.add(from)
      this.#greet()
      this.#changed()
    }
  }

  #greet(): void {
    if (this.#quiet || this.#member === undefined || this.#greetingDue !== undefined) return
    const wait = this.#greeted.size < 2 ? 0 : this.#lastGreeting + GREETING - performance.now()
    if (wait <= 0) {
      this.#lastGreeting = performance.now()
      void this.#say('h', '', 0)
      return
    }
    this.#greetingDue = setTimeout(() => {
      this.#greetingDue = undefined
      this.#greet()
    }, wait)
  }

  /** Looks at every change, and now and then; with `retry` also greets so often, in milliseconds, as long as it waits. */
  async #until(isDone: () => boolean, retry?: number): Promise<void> {
    let timer: ReturnType<typeof setInterval> | undefined
    await new Promise<void>((resolve) => {
      this.#changed = () => {
        if (isDone()) resolve()
      }
      timer = setInterval(() => {
        if (retry !== undefined) this.#greet()
        this.#changed()
      }, retry ?? ALL_AGAIN)
      this.#changed()
    })
    clearInterval(timer)
    this.#changed = () => undefined
  }
}
