/** What people write is read, never run; where it leads is seen before one goes there. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cleanName } from '../../apps/web/src/text/names.ts'
import { ADA, comeIn, openTheatre, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
// Dialogs, requests to other places, violations of the policy: each is a problem.
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const PAYLOADS = [
  '<script>alert(1)</script>',
  '<img src="https://evil.example/x" onerror="alert(1)">',
  '"><svg onload=alert(1)>',
  '<style>@import "https://evil.example/x.css"</style>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '{{constructor.constructor("alert(1)")()}}${alert(1)}',
]

/** Elements that the page itself never makes in a room. */
const FOREIGN = 'body script, style, iframe, img, base, form form, #app [onload], #app [onerror]'

describe('markup', () => {
  it('is text as a message, a name and a reply', async () => {
    const page = await theatre.visit()
    await comeIn(page, 'lobby', PAYLOADS[1])
    await page.evaluate(
      ([did, payloads]) => {
        for (const [index, payload] of payloads.entries()) {
          stage.enter(did + String(index), payload)
          const id = stage.say(did + String(index), payload)
          stage.say(did, payload, { replyTo: id })
          stage.exit(did + String(index))
        }
      },
      [ADA, PAYLOADS] as const,
    )
    const texts = page.getByTestId('message').locator('.text')
    await expect
      .poll(() => texts.allTextContents())
      .toEqual(PAYLOADS.flatMap((payload) => [payload, payload]))
    expect(await page.locator('.quote .quoted').allTextContents()).toEqual(PAYLOADS)
    expect(await page.locator('.quote .nick').allTextContents()).toEqual(PAYLOADS)
    expect(await page.locator(FOREIGN).count()).toBe(0)
  })

  it('is text as a room, in the address and in the title', async () => {
    const payload = '"><img src="https://evil.example/x" onerror="alert(1)">'
    const page = await theatre.visit({ at: `/${encodeURIComponent(payload)}` })
    await page.getByTestId('join-button').click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(payload)
    expect(await page.title()).toContain(payload)
    expect(await page.locator(FOREIGN).count()).toBe(0)
  })
})

describe('links', () => {
  const linksOf = async (text: string) => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate(([did, said]) => stage.say(did, said), [ADA, text] as const)
    const words = page.getByTestId('message').locator('.text')
    await expect.poll(() => words.textContent()).toBe(text)
    return words.locator('a').evaluateAll((links) =>
      links.map((link) => ({
        text: link.textContent,
        href: link.getAttribute('href'),
        rel: link.getAttribute('rel'),
        target: link.getAttribute('target'),
      })),
    )
  }

  it('go to http and https only, in a window that knows nothing of this one', async () => {
    const text =
      'see https://a.example/x?y=(z). and (http://b.example) not javascript:alert(1) data:text/html,x'
    const safe = { rel: 'noopener noreferrer nofollow', target: '_blank' }
    expect(await linksOf(text)).toEqual([
      { text: 'https://a.example/x?y=(z)', href: 'https://a.example/x?y=(z)', ...safe },
      { text: 'http://b.example', href: 'http://b.example/', ...safe },
    ])
  })

  it('are none where they only look like one', async () => {
    expect(
      await linksOf('https://bank.example@evil.example https:// https://[ http://\u202Elmth.example'),
    ).toEqual([])
  })
})

describe('names', () => {
  it.each([
    ['plain', 'Ada', 'Ada'],
    ['white space', '  Ada \n\t Lovelace ', 'Ada Lovelace'],
    ['direction marks', '\u202EadA\u202C', 'adA'],
    ['controls', 'A\u0000d\u0007a', 'Ada'],
    ['nothing visible', '\u200B\u2060\u3164 ', undefined],
    ['only marks', '\u0301\u0302', undefined],
    ['stacked marks', `Z${'\u0317'.repeat(60)}a`, 'Z\u0317\u0317a'],
    ['joined emoji', '👩\u200D🚀', '👩\u200D🚀'],
    ['joiners in Persian', 'می\u200Cخواهم', 'می\u200Cخواهم'],
  ])('with %s are shown cleaned', (_, claimed, shown) => {
    expect(cleanName(claimed)).toBe(shown)
  })
})
