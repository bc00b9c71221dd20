/** The twelve attacks, in the order of the table. */
import type { Attack } from './attack.ts'

export const suite: readonly Attack[] = []
