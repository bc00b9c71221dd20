/**
 * What an attack is played on: relays, honest people and attackers, each a process of its own. All of them end with
 * the stage.
 */
import { readFile } from 'node:fs/promises'
import { startPerson, type Person } from '../e2e/person-process.ts'
import type { Ways } from '../e2e/person.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { startAttacker, type Attacker } from './attacker-process.ts'

/** `short`: some seconds, as a part of the tests. `whole`: the figures of the table. */
export type Scale = 'short' | 'whole'

/** A relay that is attacked. */
export interface Target {
  readonly url: string
  /** Its process; absent where somebody else runs it. */
  readonly process?: RelayProcess
}

export interface StageOptions {
  readonly scale: Scale
  /** A relay that somebody else runs, instead of processes of the stage's own. */
  readonly relayUrl?: string | undefined
  /** The seed of everything that is drawn. */
  readonly seed: number
  readonly progress: (line: string) => void
}

export class Stage {
  readonly scale: Scale
  readonly seed: number
  readonly progress: (line: string) => void
  readonly #relayUrl: string | undefined
  readonly #ends: (() => Promise<unknown>)[] = []

  constructor({ scale, relayUrl, seed, progress }: StageOptions) {
    this.scale = scale
    this.seed = seed
    this.progress = progress
    this.#relayUrl = relayUrl
  }

  /** Whether the figures of the table are wanted. */
  get whole(): boolean {
    return this.scale === 'whole'
  }

  /** One number for a short run and another for a whole one. */
  amount(short: number, whole: number): number {
    return this.whole ? whole : short
  }

  /**
   * Whether a time is within its bound. A short run is a test, on a machine that may be busy with others: there a time is
   * a figure and no verdict.
   */
  isTimely(milliseconds: number, bound: number): boolean {
    return !this.whole || milliseconds <= bound
  }

  /** A fresh relay, or the one that somebody else runs. */
  async relay(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Target> {
    if (this.#relayUrl !== undefined) return { url: this.#relayUrl }
    const relay = await startRelay({ args, env })
    this.#ends.push(() => relay.kill())
    return { url: relay.url, process: relay }
  }

  /** An honest person in a process of its own. */
  async person(relay: Target, space = 'attack', ways: Ways = {}): Promise<Person> {
    const person = await startPerson(space, [relay.url], ways)
    this.#ends.push(() => person.kill())
    return person
  }

  /** An attacker: a script in `attackers/`, in a process of its own. */
  async attacker(script: string, orders: Readonly<Record<string, unknown>>): Promise<Attacker> {
    const attacker = startAttacker(script, { ...orders, seed: this.seed })
    this.#ends.push(() => attacker.kill())
    return attacker
  }

  /** Honest people who do one thing over and over: a script in `honest/`, in a process of its own. */
  async honest(script: string, orders: Readonly<Record<string, unknown>>): Promise<Attacker> {
    return this.attacker(`../honest/${script}`, orders)
  }

  /** Something else that ends with the stage. */
  onEnd(end: () => Promise<unknown>): void {
    this.#ends.push(end)
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end().catch(() => undefined)
  }
}

/**
 * The environment of a process whose resident memory is measured. V8 takes as much memory as a large machine has to offer:
 * it lets garbage lie, and gives short-lived objects up to 96 MiB, which it never gives back, whoever brought the work.
 * Here it has to do with 64 MiB, and 12 MiB for short-lived objects, as on a machine of 256 MiB. A process that holds more
 * than that ends, and is found out; of one that lives, resident memory tells what it holds beside that heap.
 */
export const SMALL_HEAP: Readonly<Record<string, string>> = Object.freeze({
  NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=4',
})

/** Resident memory of a process, in bytes (Linux). */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024
}

/** Whether a relay answers, and after how many milliseconds. */
export async function health(url: string, timeout = 5_000): Promise<number | null> {
  const start = performance.now()
  try {
    const { ok } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeout) })
    return ok ? performance.now() - start : null
  } catch {
    return null
  }
}
