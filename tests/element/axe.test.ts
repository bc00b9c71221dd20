/** axe finds nothing wrong with any state of the element, in both themes; and what axe does not see. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, connected, NOUR, openTheatre, OWN_DID, say, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe objects to, in words. Run from the debugger, which the page's policy does not bind. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(`if (!('axe' in globalThis)) { ${axe.source} }`)
  return page.evaluate(async (tags) => {
    interface Axe {
      run(
        context: Document,
        options: object,
      ): Promise<{
        violations: { id: string; help: string; nodes: { html: string; target: unknown }[] }[]
      }>
    }
    const { axe: here } = globalThis as unknown as { axe: Axe }
    const { violations } = await here.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, target }) => `${id}: ${help} ${JSON.stringify(target)} ${html.slice(0, 120)}`),
    )
  }, TAGS)
}

/** Something of everything. */
async function busy(page: Page): Promise<void> {
  await connected(page)
  await page.evaluate(
    ([ada, ben, nour, own]) => {
      const account = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7'
      scene.enter(ada, 'Ada')
      scene.enter(ben, 'Ben', account)
      scene.enter(nour, 'نور')
      scene.say(ben, 'see https://example.org', { account })
      const asked = scene.say(ada, 'a question?')
      scene.say(nour, 'مساء الخير', { replyTo: asked })
      scene.say(ada, 'psst', { to: own })
      scene.doubt(scene.say(ben, 'odd'), 'missing')
      scene.connect('relayed', [{ did: ada, path: 'direct', rtt: 9 }])
      scene.write(ada)
      scene.read(2)
    },
    [ADA, BEN, NOUR, OWN_DID] as const,
  )
  await page.getByTestId('message').getByText('odd').waitFor()
}

const THEMES = ['light', 'dark'] as const

describe.each(THEMES)('in the %s theme axe finds nothing wrong', (theme) => {
  const chat = { space: 'demo', room: 'lobby', theme }

  it('with a room in which much is going on, and something failed', async () => {
    const page = await theatre.visit({ chat })
    await busy(page)
    await sayAsGuest(page, 'hello')
    await page.evaluate(() => {
      scene.sendFailures = ['ERR_OFFLINE']
      scene.connect('offline')
    })
    await say(page, 'fails')
    await page.getByTestId('send-error').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('with nobody else in the room, before and after something was said', async () => {
    const page = await theatre.visit({ chat })
    await page.locator('svg[data-testid="qr"]').waitFor()
    expect(await faults(page)).toEqual([])
    await sayAsGuest(page, 'hello')
    await page.getByTestId('invite').getByText('the only one here').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('with a list of people that is searched, and somebody blocked', async () => {
    const page = await theatre.visit({ chat })
    await busy(page)
    await page.evaluate((did) => {
      for (let i = 10; i < 40; i++) scene.enter(`${did}${i}`, `Person ${i}`)
    }, ADA)
    await page.getByTestId('people-search').fill('ben')
    await page.getByTestId('online-list').locator(`li[data-did="${BEN}"] button`).click()
    await page.getByTestId('key').locator('summary').click()
    expect(await faults(page)).toEqual([])
    await page.getByTestId('block-button').click()
    await page.getByTestId('undo-block').waitFor()
    await page.getByTestId('people-search').fill('nobody')
    expect(await faults(page)).toEqual([])
  })

  it('with the relay silent', async () => {
    const joinFailures = Array.from({ length: 5 }, () => 'ERR_RELAY_UNREACHABLE')
    const page = await theatre.visit({ chat, stage: { joinFailures } })
    await page.getByTestId('try-again').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('with the dialog that asks who speaks', async () => {
    const page = await theatre.visit({
      chat,
      stage: { wallets: [{ name: 'Orange' }], walletFailures: ['ERR_WALLET_REFUSED'] },
    })
    await busy(page)
    await say(page, 'hello')
    await page.getByTestId('wallet').click()
    await page.getByTestId('sign-in-error').getByText('declined').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('with the connection explained, and a person’s card', async () => {
    const page = await theatre.visit({ chat })
    await busy(page)
    await page.getByTestId('connection').click()
    await page.getByTestId('connection-panel').waitFor()
    expect(await faults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByTestId('online-list').locator(`li[data-did="${BEN}"] button`).click()
    await page.getByTestId('person-card').waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('with a pop-up, closed and open, and the people over it', async () => {
    const page = await theatre.visit({ chat: { ...chat, layout: 'popup' } })
    await page.waitForFunction(() => 'scene' in globalThis && scene.joins.length > 0)
    await page.evaluate((did) => scene.say(did, 'unread'), ADA)
    await page.getByTestId('unread-badge').waitFor()
    expect(await faults(page)).toEqual([])
    await page.getByTestId('launcher').click()
    await busy(page)
    await page.getByTestId('people-button').click()
    await page.getByTestId('online-list').waitFor()
    expect(await faults(page)).toEqual([])
  })
})

it('everything that is pressed is 24 px high and wide at least', async () => {
  const page = await theatre.visit({ viewport: { width: 390, height: 760 } })
  await busy(page)
  await page.getByTestId('people-button').click()
  const small = await page.evaluate(() => {
    const found: string[] = []
    const walk = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) walk(element.shadowRoot)
        if (!element.matches('button, input, textarea') || !element.checkVisibility()) continue
        const { width, height } = element.getBoundingClientRect()
        if (width < 24 || height < 24) found.push(`${element.outerHTML.slice(0, 80)} ${width}x${height}`)
      }
    }
    walk(document.querySelector('ghost-chat')!.shadowRoot!)
    return found
  })
  expect(small).toEqual([])
})

it('nothing sticks out to the side, in either direction, however narrow', async () => {
  for (const direction of ['ltr', 'rtl'] as const) {
    const page = await theatre.visit({ viewport: { width: 320, height: 600 }, direction })
    await busy(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await page.getByTestId('people-button').click()
    await page.getByTestId('online-list').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  }
})
