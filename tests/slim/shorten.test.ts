/** Short names for what a closed build calls among itself: `tools/slim/shorten.ts`. */
import { expect, test } from 'vitest'
import { shortened } from '../../tools/slim/shorten.ts'

const MAIN = `
  import { late } from './late.js'
  class Ladder { rungsOfIt = 1; #own = 2; climbUp({ stepByStep }) { return stepByStep + this.rungsOfIt + this.#own } }
  export const run = (given) => new Ladder().climbUp({ stepByStep: late({ rungsOfIt: 3 }) }) + given.askedFor
  export const keys = Object.entries({ NOT_FOUND: 1, AgentVersion: 2 })
  export const limits = (all, name) => all.listOf + all[name + '$'] + all.listOf$
  export const spelt = (one) => one['spelledOut'] + one.spelledOut
  export const page = (link) => link.createDataChannel('a', { maxRetransmits: 1 }).bufferedAmount
  export const later = async () => (await import('./late.js')).cameLater
  export const node = (libp2p) => libp2p.peerStore.getConnections()
`
const LATE = `
  const late = ({ rungsOfIt }) => rungsOfIt + globalThis.performance.timeOrigin
  const loaded = 1
  export { late, loaded as cameLater }`
const OUTSIDE = `export interface Given { readonly askedFor: number }`

const run = () =>
  shortened({
    files: new Map([
      ['main.js', MAIN],
      ['late.js', LATE],
    ]),
    outside: [OUTSIDE],
  })

test('what only these files name is short, and alike in all of them', async () => {
  const { files, names } = await run()
  expect([...names.keys()].sort()).toEqual(['climbUp', 'rungsOfIt', 'stepByStep'])
  const short = names.get('rungsOfIt') ?? ''
  expect(short.length).toBeLessThan(3)
  expect(files.get('main.js')).toContain(`{ ${short}: 3 }`)
  expect(files.get('late.js')).toContain(`{ ${short}: rungsOfIt }`)
  expect(`${files.get('main.js')}${files.get('late.js')}`).not.toMatch(/\.(?:rungsOfIt|climbUp)/)
})

test("what others name, data, strings, the platform's and libp2p's stay", async () => {
  const text = (await run()).files.get('main.js') ?? ''
  for (const name of [
    'askedFor',
    'NOT_FOUND',
    'AgentVersion',
    'listOf',
    'listOf$',
    'one.spelledOut',
    'cameLater',
  ])
    expect(text).toContain(name)
  for (const name of ['createDataChannel', 'maxRetransmits', 'bufferedAmount', 'peerStore', 'getConnections'])
    expect(text).toContain(name)
})
