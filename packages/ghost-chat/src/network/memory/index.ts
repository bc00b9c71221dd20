/** A network in memory, for tests and simulations. */
export { MemoryHub, type Faults, type MemoryHubOptions } from './hub.ts'
export { MemoryNetwork } from './network.ts'
export { seededRandom } from './random.ts'
