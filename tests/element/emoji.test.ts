/** Emoji: those that can be chosen, and those that are all a message is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { emojiData } from '../../tools/emoji-data.ts'
import { nextInGrid } from '../../packages/element/src/conversation/emoji/grid-keys.ts'
import { findEmoji, readGroups } from '../../packages/element/src/conversation/emoji/search.ts'
import { isEmojiOnly } from '../../packages/element/src/conversation/text/emoji-only.ts'
import { openTheatre, type Theatre } from './conversation-theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(() => {
  expect(theatre.problems()).toEqual([])
})

const groups = readGroups()
const found = (query: string): string[] => findEmoji(groups, query).map(({ emoji }) => emoji)

describe('the emoji', () => {
  it('are those that the tool writes', () => {
    const path = join(import.meta.dirname, '../../packages/element/src/conversation/emoji/data.ts')
    expect(readFileSync(path, 'utf8')).toBe(emojiData())
  })

  it('are whole: each has a name, none is there twice', () => {
    const all = groups.flatMap(({ emoji }) => emoji)
    expect(groups).toHaveLength(9)
    expect(all.length).toBeGreaterThan(1_800)
    expect(all.filter(({ emoji, label }) => emoji === '' || label === '')).toEqual([])
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length)
  })

  it.each([
    ['ghost', '👻'],
    ['GRIN face', '😀'],
    ['thumbs up', '👍️'],
    ['pizza', '🍕'],
    ['heart eye', '😍'],
  ])('are found by words: %s', (query, emoji) => {
    expect(found(query)).toContain(emoji)
  })

  it('are not found by nonsense, and never all at once', () => {
    expect(found('zzzz')).toEqual([])
    expect(found('  ')).toEqual([])
    expect(found('a').length).toBeLessThanOrEqual(120)
  })
})

describe('a message of nothing but emoji', () => {
  it.each([
    '🎉',
    '👩‍🚀 🏳️‍🌈',
    '👍🏽',
    '🇳🇴',
    '❤️',
    '1️⃣',
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
  ])('is one: %s', (text) => {
    expect(isEmojiOnly(text)).toBe(true)
  })

  it.each(['', ' ', 'a', '12', '🎉!', '©', '🎉'.repeat(7), '🎉'.repeat(5_000), '#'])(
    'is none: %s',
    (text) => {
      expect(isEmojiOnly(text)).toBe(false)
    },
  )
})

describe('the keys in the grid', () => {
  const grid = { count: 20, columns: 8, rtl: false }
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowRight', 19, 19],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 3, 11],
    ['ArrowDown', 15, 15],
    ['ArrowUp', 11, 3],
    ['ArrowUp', 3, -5],
    ['Home', 9, 0],
    ['End', 9, 19],
    ['x', 9, undefined],
  ] as const)('%s leads from %i to %s', (key, at, to) => {
    expect(nextInGrid(key, at, grid)).toBe(to)
  })

  it('are turned round where one reads from right to left', () => {
    expect(nextInGrid('ArrowLeft', 3, { ...grid, rtl: true })).toBe(4)
    expect(nextInGrid('ArrowRight', 3, { ...grid, rtl: true })).toBe(2)
  })
})

describe('the picker', () => {
  const open = async (): Promise<Page> => {
    const page = await theatre.visit()
    await page.getByTestId('composer').fill('ab')
    await page.getByTestId('composer').press('ArrowLeft')
    await page.getByTestId('emoji-button').click()
    await page.getByTestId('emoji-picker').waitFor()
    return page
  }
  const value = (page: Page): Promise<string> => page.getByTestId('composer').inputValue()

  it('is loaded when it is first wanted, no earlier', async () => {
    const page = await theatre.visit({ fresh: true })
    const scripts = () =>
      page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).length,
      )
    const before = await scripts()
    await page.getByTestId('emoji-button').click()
    await page.getByTestId('emoji-picker').waitFor()
    expect(await scripts()).toBeGreaterThan(before)
    await page.context().close()
  })

  it('puts what is chosen where one was writing', async () => {
    const page = await open()
    await page.getByTestId('emoji-search').fill('ghost')
    await page.getByRole('button', { name: 'ghost', exact: true }).click()
    await expect.poll(() => value(page)).toBe('a👻b')
    expect(await page.getByTestId('emoji-picker').count()).toBe(0)
    await page.keyboard.type('!')
    expect(await value(page)).toBe('a👻!b')
  })

  it('works with the keyboard alone, and stays open while Shift is held', async () => {
    const page = await open()
    await page.keyboard.type('heart')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+Enter')
    await expect.poll(() => value(page)).toHaveLength(2 + found('heart')[1]!.length)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect
      .poll(() => page.getByTestId('emoji-search').evaluate((field) => field.matches(':focus')))
      .toBe(true)
    await page.keyboard.press('Escape')
    await page.getByTestId('emoji-picker').waitFor({ state: 'detached' })
    expect(await page.getByTestId('composer').evaluate((field) => field.matches(':focus'))).toBe(true)
  })

  it('remembers what was chosen, on this page only', async () => {
    const page = await open()
    await page.getByTestId('emoji-search').fill('pizza')
    await page.keyboard.press('Enter')
    await page.getByTestId('emoji-button').click()
    await page.getByRole('button', { name: 'recently used' }).waitFor()
    expect(await page.getByTestId('emoji-grid').getByRole('button').first().getAttribute('aria-label')).toBe(
      'pizza',
    )
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
  })

  it('shows one kind at a time, and closes when something else is chosen', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'flags' }).click()
    await page.getByRole('button', { name: 'rainbow flag' }).waitFor()
    expect(await page.getByTestId('emoji-grid').getByRole('button').count()).toBeLessThan(400)
    await page.locator('.scroller').click({ position: { x: 700, y: 20 } })
    await page.getByTestId('emoji-picker').waitFor({ state: 'detached' })
  })
})
