/** The key that people keep, as a text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyText, newSecret, secretIn } from '../../apps/web/src/key-text.ts'

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes))

describe('a key as a text', () => {
  it('is read as it was written, wherever it stands in a text', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom('', ' ', '\n', '"', '. It is: '), async (secret, around) => {
        const text = await keyText(secret)
        expect(text).toMatch(/^ghostkey1[A-Za-z0-9_-]{48}$/)
        expect(await secretIn(around + text + around)).toEqual(secret)
      }),
    )
  })

  it('is none where a character is wrong, missing or too many', async () => {
    const letters = fc.constantFrom(...'ABCxyz019_-')
    await fc.assert(
      fc.asyncProperty(secrets, fc.nat({ max: 47 }), letters, async (secret, at, letter) => {
        const text = await keyText(secret)
        const place = 'ghostkey1'.length + at
        const wrong = text.slice(0, place) + letter + text.slice(place + 1)
        if (wrong !== text) expect(await secretIn(wrong)).toBeUndefined()
        expect(await secretIn(text.slice(0, place) + text.slice(place + 1))).toBeUndefined()
        expect(await secretIn(text.slice(0, place) + letter + text.slice(place))).toBeUndefined()
        expect(await secretIn(letter + text)).toBeUndefined()
      }),
    )
  })

  it('that is new is another one each time', () => {
    expect(newSecret()).toHaveLength(32)
    expect(newSecret()).not.toEqual(newSecret())
  })
})
