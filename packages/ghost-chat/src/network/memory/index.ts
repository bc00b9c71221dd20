/** A network in memory, for tests and simulations. */
export { NO_FAULTS, type Faults } from './delivery.ts'
export { MemoryHub, type MemoryHubOptions } from './hub.ts'
export { MemoryNetwork } from './network.ts'
export { seededRandom } from './random.ts'
