/** What people write, and what they call themselves, is read and never run; and it breaks nobody's page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cleanText, excerpt, isVisible } from '../../packages/element/src/conversation/text/clean.ts'
import { cleanName } from '../../packages/element/src/text/names.ts'
import { ADA, BEN, openTheatre, SELF, type Theatre } from './conversation-theatre.ts'

/** What is read of each vector. */
interface Vector {
  readonly payload: string
}

const PAYLOADS = (
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../vectors/data/dompurify/expect.json'), 'utf8'),
  ) as readonly Vector[]
).map(({ payload }) => payload)

/** All of them are near the viewport of a page that is this long, and so in it. */
const PER_PAGE = 8
const PAGE = { width: 360, height: 6_000 }

/** Elements that a conversation never makes. */
const FOREIGN = [
  ...['script', 'style', 'iframe', 'img', 'image', 'object', 'embed', 'base', 'meta', 'link', 'template'],
  ...[
    'math',
    'audio',
    'video',
    'source',
    'animate',
    'set',
    'use',
    'foreignObject',
    'input',
    'select',
    'table',
  ],
  ...['[onload]', '[onerror]', '[onclick]', '[style]:not(.space, textarea)', '[href]:not([rel])'],
].join(', ')

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
// Dialogs, requests, new pages, errors, violations of the policy: each is a problem.
afterEach(() => {
  expect(theatre.problems()).toEqual([])
})

const foreign = (page: Page): Promise<string[]> =>
  page
    .locator('ghost-messages')
    .evaluate(
      (list, selector) => [...list.shadowRoot!.querySelectorAll(selector)].map((one) => one.outerHTML),
      FOREIGN,
    )

/** What reaches out of the list, by how much the list can be scrolled sideways. */
const tooWide = (page: Page): Promise<readonly unknown[]> =>
  page.locator('.scroller').evaluate((scroller) => {
    const { left, right } = scroller.getBoundingClientRect()
    const boxes = [
      ...scroller.querySelectorAll('.bubble, .text, .long, .quote, .author button, .reply, .failure'),
    ]
    const out = boxes.filter((one) => {
      const box = one.getBoundingClientRect()
      return box.right > right + 1 || box.left < left - 1
    })
    const sideways = scroller.scrollWidth - scroller.clientWidth
    return [...out.map((one) => one.className), ...(sideways === 0 ? [] : [sideways])]
  })

describe('markup', () => {
  it('there are payloads to try', () => {
    expect(PAYLOADS.length).toBeGreaterThan(200)
  })

  it.each(Array.from({ length: Math.ceil(PAYLOADS.length / PER_PAGE) }, (_, index) => index * PER_PAGE))(
    'is text as a message, a name and a quote: vectors from %i',
    async (from) => {
      const page = await theatre.visit({ viewport: PAGE })
      const payloads = PAYLOADS.slice(from, from + PER_PAGE)
      const dids = payloads.map((_, index) => `did:key:z6Mk${'p'.repeat(38)}${100_000 + index}`)
      await page.evaluate(
        ([names, people]) =>
          talk.people(Object.fromEntries(people.map((did, at) => [did, { name: names[at] ?? '' }]))),
        [payloads, dids] as const,
      )
      await page.evaluate(
        ([texts, people, self]) =>
          talk.show(
            texts.flatMap((text, at) => [
              { key: `said${at}`, from: people[at] ?? self, text },
              { key: `reply${at}`, from: self, text: 'answer', replyTo: `id-said${at}` },
            ]),
          ),
        [payloads, dids, SELF] as const,
      )
      const seen = await page.locator('ghost-messages').evaluate((list, count) => {
        const root = list.shadowRoot!
        return Array.from({ length: count }, (_, at) => ({
          text: root.querySelector(`[data-id=id-said${at}] .text`)?.textContent,
          name: root.querySelector(`[data-id=id-said${at}] .author .nick`)?.textContent,
          quoted: root.querySelector(`[data-id=id-reply${at}] .quoted`)?.textContent,
          quotedName: root.querySelector(`[data-id=id-reply${at}] .quote .nick`)?.textContent,
        }))
      }, payloads.length)
      expect(seen).toEqual(
        payloads.map((payload) => ({
          text: isVisible(cleanText(payload)) ? cleanText(payload) : 'This message has nothing to see',
          name: cleanName(payload) ?? 'Guest',
          quoted: excerpt(payload),
          quotedName: cleanName(payload) ?? 'Guest',
        })),
      )
      expect(await foreign(page)).toEqual([])
      expect(await tooWide(page)).toEqual([])
    },
  )

  it('is text in the composer, its banners, notices, notes and who is writing', async () => {
    const page = await theatre.visit()
    const payload = '"><img src="https://evil.example/x" onerror="alert(1)"><script>alert(2)</script>'
    await page.evaluate(
      async ([did, text]) => {
        await talk.people({ [did]: { name: text } })
        await talk.show([
          { notice: text },
          { key: 'a', from: did, text },
          { from: talk.element.self!, id: null, delivery: { state: 'failed', reason: text } },
        ])
        talk.element.earlier = { state: 'idle', note: text }
        await talk.typing([did])
        const entry = talk.element.entries[1]
        if (entry?.kind === 'message') talk.element.restore({ text, replyTo: entry, to: entry.from })
        await talk.settled()
      },
      [ADA, payload] as const,
    )
    expect(await page.getByTestId('composer').inputValue()).toBe(payload)
    expect(await foreign(page)).toEqual([])
    for (const id of ['direct-mode', 'reply-preview', 'typing', 'send-error', 'line', 'earlier-note']) {
      expect(await page.getByTestId(id).first().textContent()).toContain('<img src=')
    }
  })
})

describe('links', () => {
  const linksOf = async (text: string) => {
    const page = await theatre.visit()
    await page.evaluate((said) => talk.show([{ text: said }]), text)
    return page
      .getByTestId('text')
      .locator('a')
      .evaluateAll((links) =>
        links.map((link) => ({
          text: link.textContent,
          href: link.getAttribute('href'),
          rel: link.getAttribute('rel'),
          target: link.getAttribute('target'),
        })),
      )
  }

  it('go to http and https only, in a window that knows nothing of this one', async () => {
    const safe = { rel: 'noopener noreferrer nofollow', target: '_blank' }
    expect(
      await linksOf(
        'see https://a.example/x?y=(z). and (http://b.example) not javascript:alert(1) data:text/html,x vbscript:x file:///etc ftp://x',
      ),
    ).toEqual([
      { text: 'https://a.example/x?y=(z)', href: 'https://a.example/x?y=(z)', ...safe },
      { text: 'http://b.example', href: 'http://b.example/', ...safe },
    ])
  })

  it('are none where they only look like one', async () => {
    expect(await linksOf('https://bank.example@evil.example https:// https://[ xhttps://a.b')).toEqual([])
  })

  it('lead where they read, once what would turn them is taken out', async () => {
    expect(await linksOf('http://\u202Elmth.example/exe.gpj')).toMatchObject([
      { text: 'http://lmth.example/exe.gpj', href: 'http://lmth.example/exe.gpj' },
    ])
  })
})

describe('a text', () => {
  it.each([
    ['8 KiB without a space', 'x'.repeat(8_192)],
    ['500 emoji', '😀'.repeat(500)],
    ['500 joined emoji', '👩‍👩‍👧‍👦'.repeat(100)],
    ['a link without an end', `https://example.org/${'a'.repeat(4_000)}`],
    ['towers of marks', 'Z̸̡̢̛̗̘̙̜̝̞̟̠'.repeat(200) + '\u0300'.repeat(3_000)],
    ['nothing but line breaks', '\n'.repeat(8_192)],
    ['long lines of Arabic', 'السلام'.repeat(800)],
    ['32 KiB of JSON', JSON.stringify({ a: 'b'.repeat(32_000) })],
    ['brackets behind a link', `https://a.example/${')'.repeat(8_000)}`],
    ['many links', 'http://a.example '.repeat(480)],
    ['one ligature', '\uFDFD'.repeat(500)],
  ])('of %s breaks no layout, folded and unfolded', async (_, text) => {
    const page = await theatre.visit({ viewport: { width: 360, height: 700 } })
    await page.evaluate(
      ([said, ada, ben]) =>
        talk.show([
          { key: 'bad', from: ada, text: said },
          { from: ben, text: said, replyTo: 'id-bad' },
          { from: ben, text: 'after' },
        ]),
      [text, ADA, BEN] as const,
    )
    expect(await tooWide(page)).toEqual([])
    const unfold = page.getByTestId('unfold-button').first()
    if ((await unfold.count()) > 0) {
      await unfold.click()
      expect(await tooWide(page)).toEqual([])
    }
    expect(await page.locator('.scroller').evaluate((scroller) => scroller.scrollTop)).toBeGreaterThanOrEqual(
      0,
    )
  })

  it('turns no direction, hides nothing and stays in its bubble', async () => {
    const page = await theatre.visit()
    const text = `invoice\u202Egpj.exe\u2066\u0000\u0007 Z${'\u0317'.repeat(60)} \uDC00`
    await page.evaluate((said) => talk.show([{ text: said }, { text: '\u200B\u2060\u00AD' }]), text)
    expect(await page.getByTestId('text').first().textContent()).toBe(
      'invoicegpj.exe Z\u0317\u0317\u0317\u0317 \uFFFD',
    )
    await page.getByText('This message has nothing to see').waitFor()
    const overflow = await page
      .locator('.bubble')
      .first()
      .evaluate((bubble) => getComputedStyle(bubble).overflow)
    expect(overflow).toBe('clip')
  })

  it('and a time of no sense throw nothing', async () => {
    const page = await theatre.visit()
    await page.evaluate(() =>
      talk.show([
        { text: 'never', at: Number.NaN },
        { text: 'at the end of time', at: 8.64e15 },
        { text: 'at its beginning', at: -8.64e15 },
      ]),
    )
    expect(await page.getByTestId('message').count()).toBe(3)
  })
})
