/** A room with nobody else in it, and the header: who is counted, and that it does not contradict what else is shown. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, connected, openTheatre, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const CHAT = { space: 'demo', room: 'lobby' }
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

describe('a room with nobody else in it', () => {
  it('says so, and has the address of the page to copy and as a QR code', async () => {
    const page = await theatre.visit({ ...CLIPBOARD, who: 'copies' })
    const invite = page.getByTestId('invite')
    await invite.getByText('You’re the first one here').waitFor()
    await page.locator('svg[data-testid="qr"]').waitFor()
    await page.getByTestId('copy-invite').click()
    await page.getByTestId('copy-invite').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
    // There is nobody to ask for earlier messages.
    expect(await page.getByTestId('earlier-button').count()).toBe(0)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await invite.waitFor({ state: 'detached' })
  })

  it('has the link that the page names, and none where the page wants none', async () => {
    const invite = 'https://chat.example/#/lobby'
    const page = await theatre.visit({ ...CLIPBOARD, who: 'copies', chat: { ...CHAT, invite } })
    await page.getByTestId('copy-invite').click()
    await page.getByTestId('copy-invite').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invite)
    await page.locator('ghost-chat').evaluate((element) => element.setAttribute('invite', ''))
    await page.getByTestId('copy-invite').waitFor({ state: 'detached' })
    await page.getByTestId('invite').getByText('You’re the first one here').waitFor()
    expect(await page.getByTestId('qr').count()).toBe(0)
  })

  it('shows the link to copy by hand where the browser keeps the clipboard to itself', async () => {
    const page = await theatre.visit({ chat: { ...CHAT, invite: 'https://chat.example/#/lobby' } })
    await page.getByTestId('copy-invite').waitFor()
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))
    })
    await page.getByTestId('copy-invite').click()
    await page.getByText('Couldn’t copy.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Invite link' }).inputValue()).toBe(
      'https://chat.example/#/lobby',
    )
  })

  it('leaves the messages all of the height that the invitation does not need', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'anybody?')
    const strip = page.locator('ghost-invite .strip')
    await strip.waitFor()
    const edge = async (box: ReturnType<typeof strip.boundingBox>) => (await box) ?? { y: NaN, height: NaN }
    const list = await edge(page.locator('ghost-messages').boundingBox())
    expect(Math.abs((await edge(strip.boundingBox())).y - list.y - list.height)).toBeLessThan(2)
  })

  it('goes on inviting, in one line, once something was said or others have left', async () => {
    const page = await theatre.visit()
    const invite = page.getByTestId('invite')
    await invite.waitFor()
    await sayAsGuest(page, 'hello')
    await invite.getByText('You’re the only one here.').waitFor()
    await page.getByText('Nobody has seen this yet.').waitFor()
    expect(await page.getByTestId('qr').count()).toBe(0)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await invite.waitFor({ state: 'detached' })
    await page.evaluate((did) => scene.exit(did), ADA)
    await invite.getByText('You’re the only one here.').waitFor()
    await page.getByTestId('copy-invite').waitFor()
  })
})

describe('the header', () => {
  it('counts you, and those who read', async () => {
    const page = await theatre.visit()
    await connected(page)
    const people = page.getByTestId('people-button')
    await people.getByText('Just you').waitFor()
    expect(await people.getAttribute('aria-label')).toBe('People: 1, just you')
    await page.getByTestId('readers').getByText('You’re reading').waitFor()
    await page.getByText('Nobody else is here yet.').waitFor()
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await people.getByText('2 here').waitFor()
    await page.getByText('Nobody else is here yet.').waitFor({ state: 'detached' })
  })

  it('says that the browser is offline, whatever the members know', async () => {
    const page = await theatre.visit({ who: 'offline' })
    await connected(page)
    await page.context().setOffline(true)
    await page.getByTestId('connection').getByText('You’re offline').waitFor()
    expect(await page.getByTestId('connection').getAttribute('data-state')).toBe('offline')
    await page.context().setOffline(false)
    await connected(page)
  })

  it.each([320, 390])('has the whole connection line on a phone of %i px, 44 px high', async (width) => {
    const page = await theatre.visit({ viewport: { width, height: 700 } })
    await connected(page)
    for (const state of ['relayed', 'direct', 'connecting', 'offline'] as const) {
      await page.evaluate((now) => scene.connect(now), state)
      await page.locator(`[data-testid="connection"][data-state="${state}"]`).waitFor()
      const line = page.getByTestId('connection').locator('span').last()
      expect(await line.evaluate((words) => words.scrollWidth <= words.clientWidth)).toBe(true)
    }
    const { x, y, width: wide, height } = (await page.getByTestId('connection').boundingBox())!
    const hit = (at: number) =>
      page.evaluate(
        ([left, top]) =>
          document
            .querySelector('ghost-chat')!
            .shadowRoot!.elementFromPoint(left, top)
            ?.closest('[data-testid="connection"]') !== null,
        [x + wide / 2, at] as const,
      )
    const middle = y + height / 2
    expect(await Promise.all([middle - 21.5, middle + 21.5].map(hit))).toEqual([true, true])
  })

  it('keeps what is wrong in sight between two attempts, and counts down to the next', async () => {
    const joinFailures = Array.from({ length: 4 }, () => 'ERR_RELAY_UNREACHABLE')
    const page = await theatre.visit({ stage: { joinFailures } })
    const banner = page.getByTestId('error')
    await banner.getByText('Retrying in 8 s.').waitFor({ timeout: 30_000 })
    const before = await banner.boundingBox()
    await banner.getByText('Retrying in 7 s.').waitFor()
    await page.evaluate(() => (scene.hold = true))
    await page.getByTestId('try-again').click()
    await banner.getByText('Trying again…').waitFor()
    expect(await page.getByTestId('connection').innerText()).toBe('Reconnecting…')
    expect(await banner.boundingBox()).toEqual(before)
    await page.evaluate(() => scene.release())
    await connected(page)
    expect(await banner.isVisible()).toBe(false)
  })
})
