/** Names of rooms, before the library is there to judge them. */
import fc from 'fast-check'
import { roomName } from 'ghost-chat/wire'
import { describe, expect, it } from 'vitest'
import { inventName, nameFault } from '../../apps/web/src/names.ts'

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
    ['', 'needs a name'],
    ['m'.repeat(65), '64 characters at most, and this one has 65'],
    ['a\u202Eb', 'control or invisible character'],
    [' a', 'white space'],
  ])('%j is refused in words', (name, words) => {
    expect(nameFault(name)).toContain(words)
  })

  it('that is offered is one, and hardly ever the same', () => {
    const names = Array.from({ length: 500 }, inventName)
    for (const name of names) {
      expect(name).toMatch(/^[a-z]+-[a-z]+-[1-9]\d$/)
      expect(nameFault(name)).toBeUndefined()
    }
    expect(new Set(names).size).toBeGreaterThan(490)
  })
})
