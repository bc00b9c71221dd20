/**
 * What the bench orders its members and servers to do, and what they answer. Moments are milliseconds since 1970, to
 * the microsecond.
 */
import type { ContenderId } from './contenders.ts'

export interface Orders {
  /** Loads the system's code. */
  load: { readonly ask: object; readonly answer: object }
  serve: { readonly ask: object; readonly answer: { readonly url: string } }
  /** Joins; with `contact` also waits until another member was heard. Who is `quiet` does not greet. */
  join: {
    readonly ask: {
      readonly url: string
      readonly room: string
      readonly contact: boolean
      readonly quiet: boolean
    }
    readonly answer: { readonly address: string; readonly took: number }
  }
  direct: { readonly ask: object; readonly answer: object }
  /** Waits until so many others are listed, or were heard of where there is no list; answers when that was. */
  meet: { readonly ask: { readonly others: number }; readonly answer: { readonly at: number } }
  /** Round trips, one after another, in milliseconds: at least so many, and for so many milliseconds. */
  ping: {
    readonly ask: { readonly least: number; readonly ms: number }
    readonly answer: { readonly times: readonly number[] }
  }
  /** Says so much as fast as it is taken; answers when it began. */
  burst: {
    readonly ask: { readonly burst: number; readonly count: number; readonly size: number }
    readonly answer: { readonly at: number }
  }
  /** Waits until so many messages of that burst were heard, or none any more; answers how many, and when the last was. */
  hear: {
    readonly ask: { readonly burst: number; readonly count: number }
    readonly answer: { readonly at: number; readonly heard: number }
  }
  /** Milliseconds of CPU since the start, and bytes of memory. */
  usage: { readonly ask: object; readonly answer: { readonly cpu: number; readonly rss: number } }
}

export type Order = keyof Orders
export type Ask = Orders[Order]['ask']
export type Answer = Orders[Order]['answer']

export interface Asked {
  readonly id: number
  readonly contender: ContenderId
  readonly order: Order
  readonly ask: Ask
}

export interface Answered {
  readonly id: number
  readonly answer?: Answer
  readonly error?: string
}

/** Now, in milliseconds since 1970, the same in all processes of a machine. */
export function moment(): number {
  return performance.timeOrigin + performance.now()
}
