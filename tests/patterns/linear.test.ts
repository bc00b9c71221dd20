/** No text of a stranger's costs more than its length: every pattern of the interfaces, and all that reads texts. */
import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../apps/terminal/src/room/command.ts'
import * as sanitize from '../../apps/terminal/src/text/sanitize.ts'
import { fit, wrap } from '../../apps/terminal/src/text/width.ts'
import { secretIn } from '../../apps/web/src/key-text.ts'
import { nameFault } from '../../apps/web/src/names.ts'
import { placeOf } from '../../apps/web/src/route.ts'
import { cleanText, excerpt, isVisible } from '../../packages/element/src/conversation/text/clean.ts'
import { isEmojiOnly } from '../../packages/element/src/conversation/text/emoji-only.ts'
import { linksIn } from '../../packages/element/src/conversation/text/links.ts'
import { cleanName, shortAccount } from '../../packages/element/src/text/names.ts'
import { growthBeyondLinear } from './growth.ts'
import { patternsOfInterfaces } from './sources.ts'
import { NAMED, worstTexts } from './worst-texts.ts'

const { files, patterns, constructed } = patternsOfInterfaces()

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  linksIn,
  'cleanText and linksIn': (text) => linksIn(cleanText(text)),
  excerpt: (text) => excerpt(text),
  'excerpt of all': (text) => excerpt(text, text.length),
  isVisible,
  isEmojiOnly,
  cleanName,
  shortAccount,
  nameFault,
  placeOf,
  secretIn,
  parseCommand,
  'terminal cleanText': sanitize.cleanText,
  'terminal cleanLine': sanitize.cleanLine,
  'terminal cleanName': sanitize.cleanName,
  'terminal wrap': (text) => wrap(sanitize.cleanText(text), 80),
  'terminal wrap, narrow': (text) => wrap(sanitize.cleanText(text), 2),
  'terminal fit': (text) => fit(sanitize.cleanLine(text), 40),
}

describe('the generator of worst texts', () => {
  it.each([
    [/[.,;:!?…*_~]+$/u],
    [/\s+$/u],
    [/^(?:a+)+b/u],
    [/^(?:a|aa)+$/u],
    [/^x*x*y/u],
    [/(?:\p{L}\p{M}*)+\d$/u],
  ])('finds a text for %s that takes longer than its length', (pattern) => {
    const worst = worstTexts(pattern).find(
      (text) => growthBeyondLinear((of) => of.search(pattern), text) !== undefined,
    )
    expect(worst).toBeDefined()
  })
})

describe('every regular expression of the element, the page and the terminal', () => {
  it('is read from the sources, where none is made of a text', () => {
    expect(files).toBeGreaterThan(150)
    expect(patterns.length).toBeGreaterThan(40)
    expect(constructed).toEqual([])
  })

  it.each(patterns.map(({ file, pattern }) => ({ file, pattern })))(
    'takes as long as the text is: $file $pattern',
    ({ pattern }) => {
      for (const worst of [...worstTexts(pattern), ...Object.values(NAMED)]) {
        const growth = growthBeyondLinear((text) => text.replace(pattern, ''), worst)
        expect(growth, `at ${JSON.stringify(worst(24))}`).toBeUndefined()
      }
    },
    120_000,
  )
})

describe.each(Object.entries(READERS))('%s', (_, read) => {
  it.each(Object.entries(NAMED))('takes as long as the text is: %s', (__, worst) => {
    expect(growthBeyondLinear(read, worst, 16_384)).toBeUndefined()
  })
})
