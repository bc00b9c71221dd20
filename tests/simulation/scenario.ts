/**
 * What a seed stands for: how many people, what goes wrong, for how long.
 */
import { seededRandom } from 'ghost-chat/network/memory'

/** Everything that can go wrong, and everyone who means harm. */
export const FAULTS = [
  'loss',
  'delay',
  'duplicate',
  'partition',
  'links',
  'outage',
  'leave',
  'crash',
  'churn',
  'tabs',
  'skew',
  'forge',
  'replay',
  'two-faced',
  'flood',
  'crowd',
] as const

export type Fault = (typeof FAULTS)[number]

export interface Scenario {
  readonly seed: number
  readonly peers: number
  readonly faults: ReadonlySet<Fault>
  /** Seconds in which people talk and things go wrong, after everyone came and before all is healed. */
  readonly seconds: number
  /** Messages that are said in that time. */
  readonly messages: number
}

/** Transcripts hold 100 messages; the model below compares whole ones, flooding members' messages included. */
const MOST_MESSAGES = 40

/** A scenario of a seed, or of a seed and what is chosen by hand. */
export function scenarioOf(seed: number, chosen: Partial<Omit<Scenario, 'seed'>> = {}): Scenario {
  const random = streamOf(seed, 'scenario')
  const drawnPeers = 3 + Math.floor(10 * random() ** 2)
  const drawnFaults = new Set(FAULTS.filter(() => random() < 0.4))
  const drawnSeconds = oneOf([5, 10, 15, 30], random) ?? 15
  const { peers = drawnPeers, faults = drawnFaults, seconds = drawnSeconds } = chosen
  const { messages = Math.min(MOST_MESSAGES, 3 * peers) } = chosen
  return Object.freeze({ seed, peers, faults, seconds, messages })
}

/** The command that runs a scenario again, exactly. */
export function commandOf({ seed, peers, faults, seconds, messages }: Scenario): string {
  const names = faults.size === 0 ? 'none' : [...faults].join(',')
  return (
    `npm run simulate -- --seed ${seed} --peers ${peers} --faults ${names}` +
    ` --seconds ${seconds} --messages ${messages}`
  )
}

/** Randomness for one purpose: what one of them draws changes nothing for the others. */
export function streamOf(seed: number, purpose: string): () => number {
  let mixed = seed >>> 0
  for (const character of purpose) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
    mixed = (mixed ^ (mixed >>> 15)) >>> 0
  }
  return seededRandom(mixed)
}

export function bytesOf(random: () => number): (length: number) => Uint8Array {
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

/** One of a list, by chance; `undefined` of an empty one. */
export function oneOf<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)]
}
