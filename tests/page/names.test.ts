/** Names of rooms, before the library is there to judge them. */
import fc from 'fast-check'
import { roomName } from 'ghost-chat/wire'
import { describe, expect, it } from 'vitest'
import { inventName, isGuessable, nameFault } from '../../apps/web/src/names.ts'

const ODD = [...'\0\u200B\u200D\u202E\uFEFF \u00AD\u0301é👻ß/.%#'].concat('\uD800', 'a'.repeat(63))
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...ODD), maxLength: 5 }),
)

function isTaken(name: string): boolean {
  try {
    roomName(name)
    return true
  } catch {
    return false
  }
}

describe('the name of a room', () => {
  it('is refused exactly where the library refuses it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(nameFault(text) === undefined).toBe(isTaken(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['', 'Enter a room name'],
    ['m'.repeat(65), 'up to 64 characters. This one has 65.'],
    ['a\u202Eb', 'Remove the invisible character'],
    [' a', 'Remove the space at the start or end'],
  ])('%j is refused in words', (name, words) => {
    expect(nameFault(name)).toContain(words)
  })

  it('that is offered is one, and not to be guessed: 64 bits at least, counted in what is offered', () => {
    const names = Array.from({ length: 20_000 }, inventName)
    for (const name of names) {
      expect(name).toMatch(/^[a-z]+-[a-z]+(?:-[0-9a-hjkmnp-tv-z]{3,4}){3}$/)
      expect(nameFault(name)).toBeUndefined()
      expect(isGuessable(name)).toBe(false)
    }
    // Each word and each character is drawn by itself: their choices multiply.
    const parts = names.map((name) => {
      const [quality = '', thing = '', ...groups] = name.split('-')
      return [quality, thing, ...groups.join('')]
    })
    const places = parts[0] ?? []
    const bits = places.reduce((sum, _, place) => {
      const counts = new Map<string, number>()
      for (const { [place]: part = '' } of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
      // By the likeliest choice, which is what an attacker tries first.
      return sum - Math.log2(Math.max(...counts.values()) / parts.length)
    }, 0)
    expect(bits).toBeGreaterThan(64)
  })

  it.each([
    ['lobby', true],
    ['quiet-otter-42', true],
    ['my-favourite-room-2024', true],
    ['Kaffeekränzchen', true],
    ['correct horse battery staple', true],
    ['correct horse battery staple lantern pebble', false],
    ['k7m2x9qd4pw0z', false],
    ['5e0d4c1b-93aa-4f0e-8b6d', false],
  ])('%j can be guessed: %s', (name, guessable) => {
    expect(isGuessable(name)).toBe(guessable)
  })
})
