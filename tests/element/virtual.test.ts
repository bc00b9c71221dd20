/** A list of thousands of messages: what of it is in the page, and what stays in sight. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, manyMessages, openTheatre, SELF, type Theatre } from './conversation-theatre.ts'

const COUNT = 10_000
/** 700 pixels and 600 beyond each edge, of rows that are 40 high at least. */
const MOST_ROWS = 60

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(() => {
  expect(theatre.problems()).toEqual([])
})

const visit = async (count = COUNT): Promise<Page> => {
  const page = await theatre.visit()
  await page.evaluate((said) => talk.show(said), manyMessages(count))
  return page
}

const rows = (page: Page): Promise<number> => page.locator('.row').count()

const fromEnd = (page: Page): Promise<number> =>
  page
    .locator('.scroller')
    .evaluate((scroller) => Math.round(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight))

const scrollTo = async (page: Page, part: number): Promise<void> => {
  await page.locator('.scroller').evaluate((scroller, share) => {
    scroller.scrollTop = scroller.scrollHeight * share
  }, part)
  await still(page)
}

/** Until nothing moves any more and what was guessed has been made good. */
const still = async (page: Page): Promise<void> => {
  let before = ''
  await expect
    .poll(
      async () => {
        await page.evaluate(() => talk.settled())
        const now = JSON.stringify(await inSight(page))
        const same = now === before
        before = now
        return same
      },
      { interval: 200 },
    )
    .toBe(true)
}

/** The messages in sight, from above, and where each begins. */
const inSight = (page: Page): Promise<{ id: string; top: number }[]> =>
  page.locator('.scroller').evaluate((scroller) => {
    const { top, bottom } = scroller.getBoundingClientRect()
    return [...scroller.querySelectorAll<HTMLElement>('article')]
      .map((article) => ({ id: article.dataset['id'] ?? '', box: article.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > top && box.top < bottom)
      .map(({ id, box }) => ({ id, top: Math.round(box.top) }))
  })

const ids = async (page: Page): Promise<string[]> => (await inSight(page)).map(({ id }) => id)

describe('of ten thousand messages', { timeout: 90_000 }, () => {
  it('only what is near the viewport is in the page, wherever that is', async () => {
    const page = await visit()
    expect(await ids(page)).toContain('id-m9999')
    expect(await rows(page)).toBeLessThanOrEqual(MOST_ROWS)
    for (const part of [0, 0.25, 0.5, 0.9]) {
      await scrollTo(page, part)
      expect(await rows(page)).toBeLessThanOrEqual(MOST_ROWS)
      expect((await ids(page)).length).toBeGreaterThan(2)
    }
    await scrollTo(page, 0)
    expect(await ids(page)).toContain('id-m0')
  })

  it('the viewport is filled, without gaps, in their order', async () => {
    const page = await visit()
    for (const part of [0.1, 0.77, 0.3]) {
      await scrollTo(page, part)
      const numbers = (await ids(page)).map((id) => Number(id.slice(4)))
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
      const gaps = await page.locator('.scroller').evaluate((scroller) => {
        const { top, bottom } = scroller.getBoundingClientRect()
        const boxes = [...scroller.querySelectorAll('.row')].map((row) => row.getBoundingClientRect())
        return { above: (boxes[0]?.top ?? 0) <= top, below: (boxes.at(-1)?.bottom ?? 0) >= bottom }
      })
      expect(gaps).toEqual({ above: true, below: true })
    }
  })

  it('nothing jumps while one scrolls up past messages that nobody has measured', async () => {
    const page = await visit()
    await page.mouse.move(400, 300)
    let before = await inSight(page)
    for (let step = 0; step < 25; step += 1) {
      await page.mouse.wheel(0, -150)
      await page.evaluate(() => talk.settled())
      const now = await inSight(page)
      const same = now.find(({ id }) => before.some((other) => other.id === id))
      const was = before.find(({ id }) => id === same?.id)
      expect(Math.abs((same?.top ?? 0) - (was?.top ?? 0) - 150)).toBeLessThanOrEqual(1)
      before = now
    }
  })

  it('the keyboard goes to the first, the last and from one to the next', async () => {
    const page = await visit()
    await page.locator('article').last().focus()
    const focused = () =>
      page.locator('ghost-messages').evaluate((list) => {
        const active = list.shadowRoot?.activeElement
        return active instanceof HTMLElement ? active.dataset['id'] : undefined
      })
    await page.keyboard.press('ArrowUp')
    await expect.poll(focused).toBe('id-m9998')
    await page.keyboard.press('Home')
    await expect.poll(focused).toBe('id-m0')
    for (let presses = 0; presses < 12; presses += 1) await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('id-m12')
    expect(await ids(page)).toContain('id-m12')
    await page.keyboard.press('End')
    await expect.poll(focused).toBe('id-m9999')
    expect(await fromEnd(page)).toBe(0)
  })

  const focused = (page: Page): Promise<string | undefined> =>
    page.locator('ghost-messages').evaluate((list) => {
      const active = list.shadowRoot?.activeElement
      return active instanceof HTMLElement ? active.dataset['id'] : undefined
    })

  it('the keyboard goes on at what is in sight when its message was scrolled out of the page', async () => {
    const page = await visit()
    await page.locator('article').last().focus()
    await scrollTo(page, 0.5)
    const seen = await ids(page)
    await page.keyboard.press('ArrowUp')
    await expect.poll(async () => seen.includes((await focused(page)) ?? '')).toBe(true)
    expect((await ids(page)).filter((id) => seen.includes(id)).length).toBeGreaterThan(1)
  })

  it('Shift+Tab leads from where one writes to the last one in sight, and moves nothing', async () => {
    const page = await visit()
    await page.evaluate(() => (talk.element.earlier = { state: 'idle', note: '' }))
    await page.mouse.move(400, 300)
    await page.mouse.wheel(0, -2_500)
    await still(page)
    const before = await inSight(page)
    await page.getByTestId('composer').focus()
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => focused(page)).toBe(before.at(-1)?.id)
    // The next stop is not the button at the very top, which would throw the reader there.
    await page.keyboard.press('Shift+Tab')
    await page.evaluate(() => talk.settled())
    expect(await ids(page)).toContain(before[1]?.id)
    // What belongs to a message is reached from it.
    await page.getByTestId('composer').focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    const inner = await page
      .locator('ghost-messages')
      .evaluate((list) => list.shadowRoot?.activeElement?.getAttribute('data-testid'))
    expect(['author-button', 'reply-button']).toContain(inner)
  })

  it('the button for earlier ones is reached from the top alone', async () => {
    const page = await visit(200)
    await page.evaluate(() => (talk.element.earlier = { state: 'idle', note: '' }))
    const reached = () => page.getByTestId('earlier-button').getAttribute('tabindex')
    await expect.poll(reached).toBe('-1')
    await scrollTo(page, 0)
    await expect.poll(reached).toBe('0')
  })

  it('ArrowUp in an empty field leads to one’s own last message, however far up', async () => {
    const page = await visit(300)
    await page.getByTestId('composer').focus()
    await page.keyboard.press('ArrowUp')
    expect(await page.getByTestId('composer').evaluate((area) => area.matches(':focus'))).toBe(true)
    await page.evaluate((from) => talk.add([{ key: 'mine', from, text: 'own' }]), SELF)
    await page.evaluate((said) => talk.add(said), manyMessages(100, 1_000))
    await page.getByTestId('composer').fill('x')
    await page.keyboard.press('ArrowUp')
    expect(await page.getByTestId('composer').evaluate((area) => area.matches(':focus'))).toBe(true)
    await page.getByTestId('composer').fill('')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => focused(page)).toBe('id-mine')
    await still(page)
    expect(await ids(page)).toContain('id-mine')
  })

  it('any one can be jumped to, and is marked for a moment', async () => {
    const page = await visit()
    expect(await page.evaluate(() => talk.element.jumpTo('id-m1234'))).toBe(true)
    await still(page)
    expect(await ids(page)).toContain('id-m1234')
    const box = await page.locator('[data-id=id-m1234]').boundingBox()
    expect(box?.y).toBeGreaterThan(100)
    expect(box?.y).toBeLessThan(500)
    expect(await page.evaluate(() => talk.element.jumpTo('id-nothing'))).toBe(false)
  })

  it('one that is near is glided to, where people want movement', async () => {
    const page = await theatre.visit({ reducedMotion: 'no-preference' })
    await page.evaluate((said) => talk.show(said), manyMessages(200))
    await page.evaluate(() => talk.element.jumpTo('id-m193'))
    // A movement need not have begun by now, so there is nothing else to wait for.
    const top = async (): Promise<number> => (await page.locator('[data-id=id-m193]').boundingBox())?.y ?? 0
    await expect.poll(top, { timeout: 20_000 }).toBeGreaterThan(100)
    await still(page)
    // In the middle, but for the margin of its row: what is measured on the way takes nothing from the movement.
    const { view, height } = await page.locator('.scroller').evaluate((scroller) => ({
      view: scroller.clientHeight,
      height: scroller.querySelector('[data-id=id-m193]')?.clientHeight ?? 0,
    }))
    expect(Math.abs((await top()) - (view - height) / 2)).toBeLessThan(8)
    expect(await fromEnd(page)).toBeGreaterThan(100)
  })
})

describe('who reads at the end', () => {
  it('stays there when something is said, and hears that all was seen', async () => {
    const page = await visit()
    await page.evaluate((from) => talk.add([{ key: 'new', from, text: 'hello' }]), BEN)
    expect(await ids(page)).toContain('id-new')
    expect(await fromEnd(page)).toBe(0)
    expect(await page.evaluate(() => talk.heard.map(({ name }) => name))).toContain('at-end')
    expect(await page.getByTestId('new-messages').count()).toBe(0)
  })

  it('stays there when the page becomes narrower, lower and wider', async () => {
    const page = await visit(200)
    for (const [width, height] of [
      [420, 700],
      [420, 360],
      [1200, 800],
    ] as const) {
      await page.setViewportSize({ width, height })
      await expect.poll(() => fromEnd(page)).toBe(0)
      expect(await ids(page)).toContain('id-m199')
    }
  })
})

describe('who reads further up', { timeout: 90_000 }, () => {
  it.each(['below', 'above'] as const)('keeps the place when messages come in %s', async (where) => {
    const page = await visit()
    await scrollTo(page, 0.5)
    const before = await inSight(page)
    const more = manyMessages(150, 20_000)
    await page.evaluate(([said, place]) => talk.add(said, place), [more, where] as const)
    await still(page)
    expect(await inSight(page)).toEqual(before)
  })

  it('keeps the place when messages come in between, some above and some below', async () => {
    const page = await visit()
    await scrollTo(page, 0.5)
    const before = await inSight(page)
    await page.evaluate(async () => {
      const { entries } = talk.element
      talk.element.entries = entries.flatMap((entry, index) =>
        index % 100 === 20 ? [{ ...entry, key: `copy${index}` }, entry] : [entry],
      )
      await talk.settled()
    })
    await still(page)
    const after = await inSight(page)
    const kept = before.filter(({ id }) => after.some((other) => other.id === id))
    expect(after[0]?.id).toBe(kept[0]?.id)
    // Positions are whole pixels, heights that are guessed are not.
    expect(Math.abs((after[0]?.top ?? 0) - (kept[0]?.top ?? 0))).toBeLessThanOrEqual(1)
  })

  it('keeps the place when the page becomes narrower', async () => {
    const page = await visit(400)
    await scrollTo(page, 0.5)
    const [first] = await inSight(page)
    await page.setViewportSize({ width: 500, height: 700 })
    await still(page)
    expect((await inSight(page))[0]?.id).toBe(first?.id)
  })

  it('keeps the place when what is above turns out to be longer', async () => {
    const page = await theatre.visit()
    const said = manyMessages(300)
    said[150] = { ...said[150], text: 'long '.repeat(1_000) }
    await page.evaluate((all) => talk.show(all), said)
    await page.evaluate(() => talk.element.jumpTo('id-m156'))
    await still(page)
    const before = (await inSight(page)).find(({ id }) => id === 'id-m156')
    await page.locator('[data-id=id-m150]').getByTestId('unfold-button').dispatchEvent('click')
    await still(page)
    expect((await inSight(page)).find(({ id }) => id === 'id-m156')).toEqual(before)
  })

  it('is told how many are new, where they begin, and comes to the end with one press', async () => {
    const page = await visit()
    await scrollTo(page, 0.5)
    await page.evaluate((from) => talk.add([{ key: 'n1', from }]), ADA)
    await page.getByTestId('new-messages').getByText('1 new message', { exact: true }).waitFor()
    await page.evaluate(
      (from) =>
        talk.add([
          { key: 'n2', from },
          { key: 'n3', from },
        ]),
      BEN,
    )
    await page.getByTestId('new-messages').getByText('3 new messages').click()
    await still(page)
    expect(await fromEnd(page)).toBe(0)
    expect(await page.getByTestId('new-messages').count()).toBe(0)
    const divider = await page.getByTestId('unread-divider').boundingBox()
    const first = await page.locator('[data-id=id-n1]').boundingBox()
    expect(divider!.y).toBeLessThan(first!.y)
    expect((await page.locator('[data-id=id-m9999]').boundingBox())!.y).toBeLessThan(divider!.y)
    expect(await page.evaluate(() => talk.heard.at(-1)?.name)).toBe('at-end')
  })

  it('is at the end as soon as they say something themselves', async () => {
    const page = await visit()
    await scrollTo(page, 0.5)
    await page.evaluate((from) => talk.add([{ key: 'mine', from }]), SELF)
    await still(page)
    expect(await ids(page)).toContain('id-mine')
    expect(await page.getByTestId('unread-divider').count()).toBe(0)
  })

  it('is not told of what was said before and is put in above', async () => {
    const page = await visit(100)
    await scrollTo(page, 0.5)
    await page.evaluate((said) => talk.add(said, 'above'), manyMessages(20, 500))
    expect(await page.getByTestId('new-messages').count()).toBe(0)
  })
})
