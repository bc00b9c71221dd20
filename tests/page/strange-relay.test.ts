/** A link that names a relay that is neither the page's nor the person's: it is told nothing before a click. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connected, openTheatre, OWN_DID, say, type Theatre, type Visit } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const STRANGE = 'https://relay.example'
const LINK: Visit = { at: '/lobby', search: `relay=${STRANGE}` }

const joins = (page: Page) => page.evaluate(() => scene.joins)
const strip = (page: Page) => page.getByTestId('strange-relay')

/** Opens the link as somebody whom the page remembers. */
async function visitRemembered(settings: Record<string, unknown> = {}): Promise<Page> {
  const page = await theatre.visit(LINK)
  await page.evaluate(
    (kept) => localStorage.setItem('ghost-chat', kept),
    JSON.stringify({ identity: 'stored', nickname: 'Mira', ...settings }),
  )
  await page.reload()
  return page
}

describe('a link over a relay that one does not use', () => {
  it('is read as a guest, whoever the page remembers, and says where it leads', async () => {
    const page = await visitRemembered()
    await connected(page)
    expect(await joins(page)).toEqual([
      { space: 'ghost-chat', room: 'lobby', name: undefined, readOnly: true, relays: [STRANGE] },
    ])
    expect((await strip(page).innerText()).replaceAll(/\s+/g, ' ')).toContain(
      'This link uses relay.example, which isn’t your relay.',
    )
    const given = await page.evaluate(() => {
      const { nickname, identity } = document.querySelector('ghost-chat')!
      return [nickname, identity]
    })
    expect(given).toEqual(['', undefined])
  })

  it('speaks as the person once they take the relay, and does not ask again in this tab', async () => {
    const page = await visitRemembered()
    await connected(page)
    await page.getByTestId('take-relay').click()
    await strip(page).waitFor({ state: 'hidden' })
    await expect
      .poll(async () => (await joins(page)).map(({ name, readOnly, relays }) => [name, readOnly, relays]))
      .toEqual([
        [undefined, true, [STRANGE]],
        ['Mira', false, [STRANGE]],
      ])
    await page.reload()
    await connected(page)
    expect(await strip(page).isVisible()).toBe(false)
    expect(await joins(page)).toMatchObject([{ name: 'Mira', readOnly: false }])
  })

  it('is left for one’s own relay with the other button, as the person', async () => {
    const page = await visitRemembered()
    await connected(page)
    await page.getByTestId('own-relay').click()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await expect
      .poll(async () => (await joins(page)).at(-1))
      .toMatchObject({ name: 'Mira', readOnly: false, relays: [theatre.origin] })
    expect(await strip(page).isVisible()).toBe(false)
  })

  it('is said aloud, stands before the room for the keyboard, and gives the focus on to the room', async () => {
    const page = await visitRemembered()
    await connected(page)
    expect(await strip(page).getByRole('alert').innerText()).toContain('relay.example')
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    // From the line that one writes in, backwards over the bar.
    for (let step = 0; step < 20 && (await focused()) !== 'own-relay'; step++)
      await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe('take-relay')
    await page.keyboard.press('Enter')
    await strip(page).waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('ghost-chat')
  })

  it('keeps no name that was given there for elsewhere', async () => {
    const page = await visitRemembered({ identity: 'guest' })
    await connected(page)
    await say(page, 'hello')
    expect(await page.getByTestId('name-input').inputValue()).toBe('')
    await page.getByTestId('name-input').fill('Somebody')
    await page.getByTestId('join-button').click()
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    expect(await page.evaluate(() => sessionStorage.getItem('ghost-chat-nickname'))).toBeNull()
    expect(await page.locator(`[data-from="${OWN_DID}"]`).count()).toBe(1)
  })
})

describe('there is no strip', () => {
  it.each([
    ['the page’s own relay', () => ({ search: `relay=${theatre.origin}/` }), {}],
    ['the relay of the settings', () => LINK, { relay: 'https://relay.example/' }],
  ])('for %s', async (_, visit, settings) => {
    const page = await theatre.visit({ at: '/lobby', ...visit() })
    await page.evaluate(
      (kept) => localStorage.setItem('ghost-chat', kept),
      JSON.stringify({ identity: 'stored', nickname: 'Mira', ...settings }),
    )
    await page.reload()
    await connected(page)
    expect(await strip(page).isVisible()).toBe(false)
    expect(await joins(page)).toMatchObject([{ name: 'Mira', readOnly: false }])
  })

  it('but there is where one of several relays is strange, which alone is named', async () => {
    const page = await theatre.visit({ at: '/lobby', search: `relay=${theatre.origin} ${STRANGE}` })
    await connected(page)
    await strip(page).getByText('This link uses relay.example, which').waitFor()
  })
})
