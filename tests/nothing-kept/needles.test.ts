import { describe, expect, it } from 'vitest'
import { findMarkers, marker } from './needles.ts'

const text = marker()
const around = [0, 1, 2, 3, 4].flatMap((before) => [0, 1, 2].map((after) => [before, after] as const))

describe('a marker is found', () => {
  it('plain, in UTF-16 and in hex', () => {
    const written = (bytes: Buffer): string[] => findMarkers(Buffer.concat([Buffer.from([1]), bytes]), [text])
    expect(written(Buffer.from(`{"text":"${text}"}`))).toEqual([`${text} as plain`])
    expect(written(Buffer.from(`"${text}"`, 'utf16le'))).toEqual([`${text} as utf-16`])
    const hex = Buffer.from(text).toString('hex')
    expect(written(Buffer.from(`7b${hex}7d`))).toEqual([`${text} as hex`])
    expect(written(Buffer.from(hex.toUpperCase()))).toEqual([`${text} as hex`])
  })

  it.each(around)('in base64 with %i bytes before it and %i after it', (before, after) => {
    const bytes = Buffer.from(`${'?'.repeat(before)}${text}${'ÿ'.repeat(after)}`)
    for (const alphabet of ['base64', 'base64url'] as const)
      expect(findMarkers(Buffer.from(bytes.toString(alphabet)), [text])).toEqual([`${text} as base64`])
  })

  it('only where it is', () => {
    const other = Buffer.from(JSON.stringify({ text: marker() })).toString('base64')
    expect(findMarkers(Buffer.from(other), [text])).toEqual([])
  })
})
