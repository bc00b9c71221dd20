/** Where a measurement takes place: a server where the system has one, and members, each apart from the others. */
import type { Order, Orders } from './orders.ts'

export interface Performer {
  readonly order: <O extends Order>(order: O, ask: Orders[O]['ask']) => Promise<Orders[O]['answer']>
}

export interface Stage {
  readonly server: Performer | null
  /** Prepares a member, which has its code loaded and has not joined. */
  readonly member: () => Promise<Performer>
  /** Gives milliseconds. */
  readonly join: (
    member: Performer,
    how?: { readonly contact?: boolean; readonly quiet?: boolean },
  ) => Promise<number>
  readonly close: () => Promise<void>
}

/** How long one order may take, in milliseconds. */
export const PATIENCE = 45_000
