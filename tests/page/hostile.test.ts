/** What people write is read, never run, in the page's own parts: rooms in the address, names in the settings. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { hashOf } from '../../apps/web/src/route.ts'
import { loadJson } from '../vectors/load.ts'
import { ADA, comeIn, connected, openTheatre, type Theatre } from './theatre.ts'

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

/** The payloads of DOMPurify's own tests. */
const VECTORS = (loadJson('dompurify/expect.json') as readonly { readonly payload: string }[]).map(
  ({ payload }) => payload,
)

/** Elements that the page itself never makes in a room, in whichever shadow root. */
const foreign = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) =>
        element.shadowRoot === null ? [element] : [element, ...all(element.shadowRoot)],
      )
    const inBody = all(document).filter((element) => !document.head.contains(element))
    return inBody
      .filter((element) =>
        element.matches(
          'script, iframe, img:not(.mark), base, form form, object, embed, [onload], [onerror]',
        ),
      )
      .map((element) => element.outerHTML)
  })

describe('markup', () => {
  it('is text as a message, a name and a reply', async () => {
    const page = await theatre.visit()
    await comeIn(page, 'lobby', PAYLOADS[1])
    await page.evaluate(
      ([did, payloads]) => {
        for (const [index, payload] of payloads.entries()) {
          scene.enter(did + String(index), payload)
          const id = scene.say(did + String(index), payload)
          scene.say(did, payload, { replyTo: id })
          scene.exit(did + String(index))
        }
      },
      [ADA, PAYLOADS] as const,
    )
    const last = page.getByTestId('message').last()
    await expect.poll(() => last.getByTestId('text').textContent()).toBe(PAYLOADS.at(-1))
    expect(await last.locator('.quoted').textContent()).toBe(PAYLOADS.at(-1))
    expect(await foreign(page)).toEqual([])
  })

  it('is text as a room, in the address and in the title', async () => {
    const payload = PAYLOADS[1]!
    const page = await theatre.visit({ at: `/${encodeURIComponent(payload)}` })
    await connected(page)
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(payload)
    expect(await page.title()).toBe(`${payload} · Ghost Chat`)
    await page.getByTestId('share-button').click()
    await page.locator('.qr').waitFor()
    expect(await page.getByTestId('share').locator('bdi').textContent()).toBe(payload)
    expect(await foreign(page)).toEqual([])
  })

  it('of every vector is a room as it stands, or is said at the door to be none', async () => {
    const page = await theatre.visit({ at: '/begin' })
    await connected(page)
    const names = [...VECTORS, ...PAYLOADS].map((payload) => payload.trim()).filter((name) => name !== '')
    const seen = await page.evaluate(
      async (hashes) => {
        const shown = (): string | undefined => {
          const door = document.querySelector<HTMLElement>('[data-testid=error]:not([hidden])')
          if (door !== null) return 'door'
          const title = document.querySelector('ghost-chat')?.shadowRoot?.querySelector('.title')?.textContent
          return (title ?? '') === '' ? undefined : `room ${title ?? ''}`
        }
        const found: { what: string; title: string; field: string | undefined }[] = []
        for (const hash of hashes) {
          // Between two rooms lies the door without a problem: neither is taken for the other.
          location.hash = '#/'
          while (document.querySelector('.landing .problem[hidden]') === null)
            await new Promise((resolve) => setTimeout(resolve))
          location.hash = hash
          let what = shown()
          for (; what === undefined; what = shown()) await new Promise((resolve) => setTimeout(resolve))
          const field = document.querySelector<HTMLInputElement>('#room')?.value
          found.push({ what, title: document.title, field })
        }
        return found
      },
      names.map((room) => hashOf({ space: 'ghost-chat', room })),
    )
    expect(await foreign(page)).toEqual([])
    for (const [index, name] of names.entries()) {
      const { what, title, field } = seen[index]!
      if (what === 'door') expect([title, field]).toEqual(['Ghost Chat', oneLine(name)])
      else expect([what, title]).toEqual([`room ${name}`, oneSpaced(`${name} · Ghost Chat`)])
    }
    const rooms = seen.filter(({ what }) => what !== 'door').length
    expect(rooms).toBeGreaterThan(40)
    expect(seen.length - rooms).toBeGreaterThan(100)
  }, 240_000)
})

/** As a field of one line has it. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, '')
/** As a title reads. */
const oneSpaced = (text: string): string => text.replaceAll(/[\t\n\f\r ]+/g, ' ').trim()
