/** What people see of what is said, and what they can do with it. */
import axeCore from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Said } from './conversation-page.ts'
import {
  ADA,
  BEN,
  manyMessages,
  NOUR,
  openTheatre,
  SELF,
  type Theatre,
  type Visit,
} from './conversation-theatre.ts'

const ACCOUNT = 'did:pkh:eip155:1:0x1234567890123456789012345678901234abcd'
const PEOPLE = { [ADA]: { name: 'Ada' }, [BEN]: { name: 'Ben' }, [NOUR]: { name: 'نور' } }
const MINUTE = 60_000

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(() => {
  expect(theatre.problems()).toEqual([])
})

const show = async (said: readonly Said[], visit: Visit = {}): Promise<Page> => {
  const page = await theatre.visit(visit)
  await page.evaluate((people) => talk.people(people), PEOPLE)
  await page.evaluate((entries) => talk.show(entries), said)
  return page
}

const heard = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate((wanted) => talk.heard.filter((one) => one.name === wanted).map(({ detail }) => detail), name)

/** A time of day at which a test does not run into the next day. */
const noon = (): number => new Date().setHours(12, 0, 0, 0)

const EVERYTHING: readonly Said[] = [
  {
    notice: 'You joined · 12 people here',
    at: Date.UTC(2026, 0, 1),
  },
  { key: 'a', from: ADA, text: 'See https://example.org/setlist', account: ACCOUNT },
  { from: ADA, text: 'line\n'.repeat(30), account: ACCOUNT },
  { from: BEN, text: 'me too', replyTo: 'id-a', gap: 'missing' },
  { from: BEN, text: 'why', replyTo: 'id-gone', gap: 'two-faced' },
  { from: NOUR, text: 'مساء الخير! أنا في الطريق.' },
  { from: ADA, to: SELF, text: 'between us', replyTo: 'id-a' },
  { from: SELF, to: ADA, text: 'sure' },
  { from: SELF, text: 'in the open', replyTo: 'id-a' },
  { from: SELF, id: null, delivery: { state: 'sending' } },
  { from: SELF, id: null, delivery: { state: 'failed', reason: 'Not sent: there is no connection.' } },
]

describe('messages', () => {
  it('stand together when their author goes on within five minutes', async () => {
    const at = noon()
    const page = await show([
      { from: ADA, text: 'one', at },
      { from: ADA, text: 'two', at: at + 4 * MINUTE },
      { from: ADA, text: 'three', at: at + 10 * MINUTE },
      { from: BEN, text: 'four', at: at + 10 * MINUTE },
      { from: BEN, text: 'five', at: at + 10 * MINUTE, to: SELF },
    ])
    expect(await page.getByTestId('author-button').count()).toBe(4)
    expect(await page.getByTestId('message').nth(1).getAttribute('class')).toContain('continued')
    expect(await page.getByTestId('author-button').first().textContent()).toMatch(/Ada\s+aadaAda9xQ/)
  })

  it('have a line above each day, named as people name it', async () => {
    const at = noon()
    const page = await show([
      { text: 'long ago', at: Date.UTC(2020, 1, 29, 12) },
      { text: 'yesterday', at: at - 24 * 60 * MINUTE },
      { text: 'today', at },
      { text: 'today as well', at },
    ])
    const days = await page.locator('.day').allTextContents()
    expect(days.map((day) => day.trim())).toEqual(['February 29, 2020', 'Yesterday', 'Today'])
  })

  it('say when they were written, and in a tooltip how long ago that was when it is asked for', async () => {
    const page = await theatre.visit({ fresh: true })
    await page.clock.install({ time: new Date(2026, 5, 15, 14, 5) })
    await page.evaluate(() => talk.begin())
    await page.evaluate(() => void talk.show([{ at: Date.now() }]))
    await page.clock.runFor(1_000)
    const time = page.getByTestId('message').locator('time')
    expect(await time.textContent()).toBe('2:05 PM')
    expect(await time.getAttribute('datetime')).toMatch(/^\d{4}-.*Z$/)
    const box = await page.locator('.bubble').boundingBox()
    await page.clock.runFor(3.5 * MINUTE)
    expect(await time.textContent()).toBe('2:05 PM')
    expect(await page.locator('.bubble').boundingBox()).toEqual(box)
    await time.dispatchEvent('pointerenter')
    expect(await time.getAttribute('title')).toMatch(/^3 minutes ago · Monday, June 15, 2026 at 2:05:00/)
    await page.context().close()
  })

  it('name the day anew when the next one begins', async () => {
    const page = await theatre.visit({ fresh: true })
    await page.clock.install({ time: new Date(2026, 5, 15, 23, 59) })
    await page.evaluate(() => talk.begin())
    await page.evaluate(() => void talk.show([{ at: Date.now() }]))
    await page.clock.runFor(1_000)
    await page.locator('.day').getByText('Today').waitFor()
    await page.clock.runFor(MINUTE)
    await page.locator('.day').getByText('Yesterday').waitFor()
    await page.context().close()
  })

  it('keep their lines, fold when they are long, and unfold', async () => {
    const page = await show([{ text: 'first\n  second' }, { text: 'line\n'.repeat(40) }])
    expect(await page.getByTestId('text').first().textContent()).toBe('first\n  second')
    const long = page.getByTestId('message').last()
    const height = async () => (await long.boundingBox())!.height
    const folded = await height()
    await long.getByTestId('unfold-button').click()
    await expect.poll(height).toBeGreaterThan(folded + 300)
    expect(await long.getByTestId('unfold-button').getAttribute('aria-expanded')).toBe('true')
    await long.getByTestId('unfold-button').click()
    await expect.poll(height).toBe(folded)
  })

  it('of letters without end are drawn without kerning, which a browser works out word by word', async () => {
    const page = await show([{ text: 'a'.repeat(8_000) }, { text: 'word '.repeat(1_600) }])
    const kerning = await page
      .getByTestId('text')
      .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).fontKerning))
    expect(kerning).toEqual(['none', 'auto'])
  })

  it('of nothing but emoji are larger', async () => {
    const page = await show([{ text: '🎉👩‍🚀' }, { text: '🎉 yes' }])
    const sizes = await page
      .getByTestId('text')
      .evaluateAll((texts) => texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize)))
    expect(sizes[0]).toBeGreaterThan(sizes[1]! * 1.5)
  })

  it('bear the mark of an account only when it was proven with them', async () => {
    const page = await show([{ from: ADA, account: ACCOUNT }, { from: BEN }])
    expect(await page.getByTestId('account-mark').count()).toBe(1)
    expect(await page.getByTestId('message').first().getByTestId('account-mark').count()).toBe(1)
  })

  it('say in words what is wrong with the talk they are from', async () => {
    const page = await show([{ gap: 'missing' }, { gap: 'two-faced' }])
    const marks = await page.getByTestId('gap-mark').allTextContents()
    expect(marks.map((mark) => mark.trim())).toEqual([
      'A message before this one is missing',
      'The sender sent others something different',
    ])
  })

  it('to one person alone say who sees them', async () => {
    const page = await show([
      { from: ADA, to: SELF },
      { from: SELF, to: BEN },
    ])
    const marks = await page.getByTestId('direct-mark').allTextContents()
    expect(marks.map((mark) => mark.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Only you and Ada aadaAda9xQ see this',
      'Only you and Ben nbenBen7tK see this',
    ])
  })

  it('lead to the person who wrote them', async () => {
    const page = await show([{ from: ADA }])
    await page.getByTestId('author-button').click()
    const [detail] = await heard(page, 'person')
    expect(detail).toMatchObject({ did: ADA, anchor: { width: expect.any(Number) as number } })
  })

  it('say beside the name that their author left', async () => {
    const page = await show([{ from: ADA }, { from: BEN }])
    await page.evaluate(([ada, ben]) => talk.people({ [ada]: { name: 'Ada', gone: true }, [ben]: {} }), [
      ADA,
      BEN,
    ] as const)
    await page.getByTestId('message').first().getByTestId('gone-mark').getByText('left').waitFor()
    expect(await page.getByTestId('gone-mark').count()).toBe(1)
  })

  it('change names when more is known', async () => {
    const page = await show([{ from: ADA }])
    await page.evaluate((did) => talk.people({ [did]: { name: 'Countess' } }), ADA)
    await page.getByTestId('author-button').getByText('Countess').waitFor()
  })
})

describe('what one says', () => {
  it('is one’s own before it is known who that is, and stays where it is when it was sent', async () => {
    const page = await show([{ from: ADA, text: 'hello' }])
    await page.evaluate(async () => {
      talk.element.self = undefined
      await talk.add([
        { key: 'mine', from: '', own: true, id: null, text: 'hi', delivery: { state: 'sending' } },
      ])
    })
    const mine = page.getByTestId('outgoing')
    expect(await mine.getAttribute('class')).toContain('own')
    expect(await mine.getAttribute('aria-label')).toMatch(/^You: hi, /)
    expect(await page.getByTestId('author-button').count()).toBe(1)
    const place = () => page.locator('.own .bubble').boundingBox()
    const before = await place()
    const row = await page.locator('.row').last().elementHandle()
    await page.evaluate(async (self) => {
      talk.element.self = self as never
      await talk.change('mine', { from: self, own: true, text: 'hi' })
    }, SELF)
    await page.getByTestId('message').getByRole('img', { name: 'Sent' }).waitFor()
    expect(await place()).toEqual(before)
    expect(await row.evaluate((element) => element.isConnected)).toBe(true)
    // Longer than it takes until something is said aloud.
    await page.waitForTimeout(500)
    expect(await page.getByTestId('announcements').textContent()).toBe('')
  })

  it('while nobody else is here says so, once, below the last of it', async () => {
    const unseen = { state: 'sent', seen: false } as const
    const page = await show([
      { key: 'a', from: SELF, text: 'hello?', delivery: unseen },
      { key: 'b', from: SELF, text: 'anybody?', delivery: unseen },
    ])
    expect(await page.getByTestId('unseen').count()).toBe(0)
    await page.evaluate(() => {
      talk.element.alone = true
      talk.element.earlier = { state: 'idle', note: '' }
    })
    const words = 'Nobody has seen this yet. People who join while you’re here will.'
    await page.locator('[data-id=id-b]').getByText(words).waitFor()
    expect(await page.getByTestId('unseen').count()).toBe(1)
    expect(await page.getByRole('img', { name: 'Sent' }).count()).toBe(0)
    // Nobody could be asked for earlier ones.
    expect(await page.getByTestId('earlier-button').count()).toBe(0)
    await page.evaluate(async (from) => {
      talk.element.alone = false
      await talk.change('b', { from, text: 'anybody?' })
    }, SELF)
    expect(await page.getByTestId('unseen').count()).toBe(0)
    expect(await page.getByRole('img', { name: 'Sent' }).count()).toBe(1)
    await page.getByTestId('earlier-button').waitFor()
  })

  it('is on its way, then sent', async () => {
    const page = await show([{ key: 'mine', from: SELF, id: null, delivery: { state: 'sending' } }])
    await page.getByTestId('outgoing').getByRole('img', { name: 'Sending…' }).waitFor()
    expect(await page.getByTestId('reply-button').count()).toBe(0)
    await page.evaluate((from) => talk.change('mine', { from }), SELF)
    await page.getByTestId('message').getByRole('img', { name: 'Sent' }).waitFor()
    expect(await page.getByTestId('outgoing').count()).toBe(0)
  })

  it('and was not sent tells why, and can be sent again, edited or given up', async () => {
    const reason = 'Not sent: there is no connection.'
    const page = await show([{ key: 'mine', from: SELF, id: null, delivery: { state: 'failed', reason } }])
    expect(await page.getByTestId('send-error').textContent()).toBe(reason)
    for (const deed of ['retry', 'edit', 'discard']) {
      await page.getByTestId(`${deed}-button`).click()
      expect(await heard(page, deed)).toEqual([{ key: 'mine' }])
    }
  })
})

describe('replies', () => {
  it('quote what they answer and lead there', async () => {
    const page = await show([
      { key: 'first', from: ADA, text: 'the original' },
      ...Array.from({ length: 80 }, () => ({ from: BEN, text: 'in between' })),
      { key: 'answer', from: BEN, text: 'the answer', replyTo: 'id-first' },
    ])
    const quote = page.locator('[data-id=id-answer]').getByTestId('quote')
    expect((await quote.textContent())?.replaceAll(/\s+/g, ' ').trim()).toBe(
      'Reply to Ada aadaAda9xQ the original',
    )
    expect(await page.locator('[data-id=id-first]').count()).toBe(0)
    await quote.click()
    await page.locator('[data-id=id-first].flash').waitFor()
    expect(await page.locator('[data-id=id-first]').boundingBox()).toMatchObject({
      y: expect.any(Number) as number,
    })
  })

  it('to what is not here say so', async () => {
    const page = await show([{ replyTo: 'id-gone' }])
    expect((await page.getByTestId('quote').textContent())?.trim()).toBe('Reply to a message that isn’t here')
    expect(await page.locator('button.quote').count()).toBe(0)
  })

  it.each(['r', 'Enter'])('begin with the key %s on a message', async (key) => {
    const page = await show([{ key: 'one', from: ADA, text: 'hello' }])
    await page.getByTestId('message').focus()
    await page.keyboard.press(key)
    await page.getByTestId('reply-preview').getByText('hello').waitFor()
    await expect
      .poll(() => page.getByTestId('composer').evaluate((area) => area.matches(':focus')))
      .toBe(true)
  })
})

describe('what was said before', () => {
  it('is asked for with a button that says what comes of it', async () => {
    const page = await show([{}])
    expect(await page.getByTestId('earlier-button').count()).toBe(0)
    await page.evaluate(() => {
      talk.element.earlier = { state: 'idle', note: '' }
    })
    await page.getByText('Load earlier messages').click()
    expect(await heard(page, 'earlier')).toHaveLength(1)
    await page.evaluate(() => {
      talk.element.earlier = { state: 'asking', note: '' }
    })
    await page.getByText('Loading…').click({ force: true })
    expect(await heard(page, 'earlier')).toHaveLength(1)
    await page.evaluate(() => {
      talk.element.earlier = { state: 'failed', note: 'Nobody answered.' }
    })
    await page.getByTestId('earlier-note').getByText('Nobody answered.').waitFor()
    await page.getByText('Try again').click()
    expect(await heard(page, 'earlier')).toHaveLength(2)
  })
})

describe('the first earlier messages', () => {
  it('have bubbles in their place while they load, which move nothing when they come', async () => {
    const page = await theatre.visit({ viewport: { width: 390, height: 844 }, fresh: true })
    await page.evaluate(async () => {
      Object.assign(globalThis, { shift: 0 })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value } = entry as PerformanceEntry & { value: number }
          ;(globalThis as unknown as { shift: number }).shift += value
        }
      }).observe({ type: 'layout-shift' })
      talk.element.earlier = { state: 'first', note: '' }
      await talk.show([{ notice: 'You’re reading.' }])
    })
    await page.getByTestId('skeleton').waitFor()
    await page.getByTestId('earlier-note').getByText('Loading earlier messages…').waitFor()
    expect(await page.getByTestId('earlier-button').count()).toBe(0)
    await page.evaluate(async (said) => {
      await talk.add(said, 'above')
      talk.element.earlier = { state: 'idle', note: '' }
      await talk.settled()
    }, manyMessages(100))
    expect(await page.getByTestId('skeleton').count()).toBe(0)
    await page.getByTestId('message').last().waitFor()
    expect(await page.evaluate(() => (globalThis as unknown as { shift: number }).shift)).toBeLessThan(0.1)
    await page.context().close()
  })
})

describe('letters that the browser makes twice as large', () => {
  it.each([320, 390])('double messages, names and times, and nothing is wider than %i px', async (width) => {
    const page = await show(EVERYTHING, { viewport: { width, height: 6_000 }, fresh: true })
    const sizes = () =>
      page.evaluate(() => {
        const root = talk.element.renderRoot.querySelector('ghost-messages')?.renderRoot
        return ['.text', '.author .nick', '.meta time', '.line', '.private'].map((selector) =>
          Number.parseFloat(getComputedStyle(root!.querySelector(selector)!).fontSize),
        )
      })
    const before = await sizes()
    await page.evaluate(async () => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(':root { font-size: 32px }')
      document.adoptedStyleSheets = [sheet]
      await talk.settled()
    })
    expect(await sizes()).toEqual(before.map((size) => size * 2))
    const wide = await page.evaluate(() => {
      const { renderRoot } = talk.element
      const scroller = renderRoot.querySelector('ghost-messages')!.renderRoot.querySelector('.scroller')!
      const composer = renderRoot.querySelector('ghost-composer')!
      return [
        scroller.scrollWidth - scroller.clientWidth,
        composer.scrollWidth - composer.clientWidth,
        document.documentElement.scrollWidth - innerWidth,
      ]
    })
    expect(wide).toEqual([0, 0, 0])
    await page.context().close()
  })
})

describe('who is writing', () => {
  it('is told in a line that moves nothing', async () => {
    const page = await show([{}])
    const box = () => page.getByTestId('message').boundingBox()
    const before = await box()
    const words = async (dids: readonly string[]) => {
      await page.evaluate((typing) => talk.typing(typing), dids)
      return (await page.getByTestId('typing').textContent())?.replaceAll(/[\u2068\u2069]/g, '').trim()
    }
    expect(await words([ADA])).toBe('Ada is typing…')
    expect(await words([ADA, BEN])).toBe('Ada and Ben are typing…')
    expect(await words([ADA, BEN, NOUR])).toBe('Several people are typing…')
    expect(await box()).toEqual(before)
    expect(await words([])).toBe('')
  })
})

describe('whoever hears the page', () => {
  it('is told what others say, bounded, and not what was said before', async () => {
    const page = await show([{ key: 'a', from: ADA, text: 'before' }])
    const region = page.getByTestId('announcements')
    await page.evaluate((from) => talk.add([{ from, text: 'x'.repeat(4_000) }]), ADA)
    await expect.poll(() => region.textContent()).toMatch(/^Ada Ada9xQ: x{200}…$/)
    await page.evaluate((from) => talk.add([{ from, text: 'earlier' }], 'above'), BEN)
    await page.evaluate((from) => talk.add(['1', '2', '3', '4', '5'].map((text) => ({ from, text }))), BEN)
    await expect
      .poll(() => region.textContent())
      .toBe('2 more messages\nBen Ben7tK: 3\nBen Ben7tK: 4\nBen Ben7tK: 5')
    await page.evaluate((from) => talk.add([{ from, text: 'own' }]), SELF)
    expect(await region.textContent()).not.toContain('own')
  })

  it('is told when something was not sent', async () => {
    const page = await show([{ key: 'a', from: SELF, id: null, delivery: { state: 'sending' } }])
    await page.evaluate(
      (from) => talk.change('a', { from, id: null, delivery: { state: 'failed', reason: 'Not sent: no.' } }),
      SELF,
    )
    await expect.poll(() => page.getByTestId('announcements').textContent()).toBe('Not sent: no.')
  })
})

describe('accessibility', () => {
  it.each([
    ['light', 'ltr'],
    ['dark', 'ltr'],
    ['light', 'rtl'],
    ['dark', 'rtl'],
  ] as const)('axe finds nothing, %s and %s', async (theme, direction) => {
    const page = await show(EVERYTHING, { theme, direction, viewport: { width: 900, height: 1_600 } })
    await page.evaluate(
      ([ada, ben]) => {
        talk.element.earlier = { state: 'idle', note: 'Others may have it.' }
        talk.element.direct(ada as never)
        return talk.typing([ada, ben])
      },
      [ADA, BEN] as const,
    )
    await page.getByTestId('message').first().hover()
    await page.getByTestId('message').first().getByTestId('reply-button').click()
    await page.getByTestId('emoji-button').click()
    await page.getByTestId('emoji-picker').waitFor()
    expect(await axe(page)).toEqual([])
    // What the picker covers has its turn as well.
    await page.keyboard.press('Escape')
    await page.getByTestId('emoji-picker').waitFor({ state: 'detached' })
    expect(await axe(page)).toEqual([])
  })

  it('nothing is wider than a phone, and what is touched is large enough', async () => {
    const page = await show(EVERYTHING, { viewport: { width: 320, height: 700 } })
    const faults = await page.locator('.scroller').evaluate((scroller) => {
      const small = [...scroller.querySelectorAll('button')].filter((button) => {
        const { width, height } = button.getBoundingClientRect()
        return width < 24 || height < 24
      })
      return { wide: scroller.scrollWidth - scroller.clientWidth, small: small.map((one) => one.outerHTML) }
    })
    expect(faults).toEqual({ wide: 0, small: [] })
  })
})

async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source)
  return page.evaluate(async () => {
    interface Axe {
      run(options: object): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
      }>
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // A page's own headings and landmarks are the page's.
      rules: {
        region: { enabled: false },
        'page-has-heading-one': { enabled: false },
        'landmark-one-main': { enabled: false },
        'heading-order': { enabled: false },
      },
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    )
  })
}
