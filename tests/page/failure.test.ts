/** What people see when something does not work, and that nothing they wrote is lost by it. */
import { LIMITS } from 'ghost-chat'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { comeIn, connected, openTheatre, say, signIn, walkIn, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

/** What the next messages fail with. */
const fail = (page: Page, ...codes: string[]) =>
  page.evaluate((given) => {
    scene.sendFailures.push(...given)
  }, codes)

describe('a message that was not sent', () => {
  it('stays, with the reason in words, and is sent again on demand', async () => {
    const reasons = [
      ['ERR_OFFLINE', 'there’s no connection'],
      ['ERR_RATE_LIMITED', 'writing very fast'],
      ['ERR_MESSAGE_TOO_LARGE', 'too long'],
      ['ERR_CLOSED', 'no longer in the room'],
      ['ERR_FROM_A_LATER_VERSION', 'something went wrong'],
    ] as const
    const page = await theatre.visit()
    await comeIn(page)
    await fail(page, ...reasons.map(([code]) => code))
    for (const [code, words] of reasons) {
      await say(page, code)
      await page.getByTestId('send-error').getByText(words).waitFor()
      expect(await page.evaluate((text) => scene.sent.some((sent) => sent.text === text), code)).toBe(false)
    }
    for (const [code] of reasons) {
      await page.getByTestId('outgoing').filter({ hasText: code }).getByTestId('retry-button').click()
      await page.getByTestId('message').getByText(code).waitFor()
    }
    expect(await page.getByTestId('outgoing').count()).toBe(0)
    expect(await page.evaluate(() => scene.sent.map(({ text }) => text))).toEqual([
      'hello',
      ...reasons.map(([code]) => code),
    ])
  })

  it('goes back into the composer to be edited, before what is written there', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await fail(page, 'ERR_OFFLINE')
    await say(page, 'first')
    await page.getByTestId('edit-button').waitFor()
    await page.getByTestId('composer').fill('second')
    await page.getByTestId('edit-button').click()
    expect(await page.getByTestId('composer').inputValue()).toBe('first\nsecond')
    expect(await page.getByTestId('outgoing').count()).toBe(0)
  })

  it('waits in the composer for whoever leaves and comes back', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await fail(page, 'ERR_OFFLINE')
    await say(page, 'keep me')
    await page.getByTestId('retry-button').waitFor()
    await page.getByTestId('leave-button').click()
    await page.getByTestId('yes').click()
    await page.getByTestId('join-button').click()
    await expect.poll(() => page.getByTestId('composer').inputValue()).toBe('keep me')
  })

  it('shows as being sent until the network has it', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate(() => {
      scene.hold = true
    })
    await say(page, 'slow')
    await page.getByTestId('outgoing').getByRole('img', { name: 'Sending…' }).waitFor()
    await page.evaluate(() => {
      scene.release()
    })
    await page.getByTestId('message').getByText('slow').waitFor()
    expect(await page.getByTestId('outgoing').count()).toBe(0)
  })
})

describe('the length of a message', () => {
  it('is refused a byte above the limit, where the text stays, and accepted at it', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await say(page, 'é'.repeat(LIMITS.messageBytes / 2) + '!')
    await page
      .getByTestId('composer-note')
      .getByText('Too long: remove about 1 character', { exact: true })
      .waitFor()
    await page.getByTestId('composer').press('Backspace')
    await page.getByTestId('composer').press('Enter')
    await expect.poll(() => page.evaluate(() => scene.sent[1]?.text.length)).toBe(LIMITS.messageBytes / 2)
    expect(await page.getByTestId('composer').inputValue()).toBe('')
  })
})

describe('a room that cannot be joined', () => {
  it('says why, tries again by itself, and joins when the relay answers', async () => {
    const page = await theatre.visit({ at: '/lobby', stage: { joinFailures: ['ERR_RELAY_UNREACHABLE'] } })
    await page.getByTestId('connection').getByText('Reconnecting').waitFor()
    await page.getByTestId('error').getByText('relay').waitFor()
    await say(page, 'written meanwhile')
    await signIn(page, 'Mira')
    await page.getByTestId('connection').getByText('Connected').waitFor()
    await page.getByTestId('error').waitFor({ state: 'hidden' })
    await page.getByTestId('message').getByText('written meanwhile').waitFor()
  })

  it('is tried at once on demand', async () => {
    const joinFailures = Array.from({ length: 3 }, () => 'ERR_RELAY_UNREACHABLE')
    const page = await theatre.visit({ at: '/lobby', stage: { joinFailures } })
    for (const when of ['in 1 s.', 'in 2 s.', 'in 4 s.']) {
      await page.getByTestId('error').getByText(when).waitFor()
      await page.getByTestId('try-again').click()
    }
    await connected(page)
  })

  it('is tried again when the library did not arrive', async () => {
    const page = await theatre.visit()
    await page.route('**/library-*.js', (route) => route.abort())
    await page.reload()
    await page.getByTestId('room-input').fill('lobby')
    await page.getByTestId('join-button').click()
    await page.getByTestId('error').getByText('didn’t load').waitFor()
    await page.unrouteAll()
    await connected(page)
    // The browser's own words for the files that we kept from it.
    expect(new Set(await theatre.clear())).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']))
  })

  it('can be loaded anew when the element did not arrive, and comes by itself with the network', async () => {
    const page = await theatre.visit({ at: '/lobby' })
    await page.route('**/room-*.js', (route) => route.abort())
    await page.reload()
    const opening = page.getByTestId('opening')
    await opening.getByText('Part of the page didn’t load').waitFor()
    await opening.getByRole('button', { name: 'Reload' }).waitFor()
    await page.unrouteAll()
    await page.context().setOffline(true)
    await page.context().setOffline(false)
    await connected(page)
    expect(new Set(await theatre.clear())).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']))
  })

  it('leads back to the door when the library refuses its name', async () => {
    const page = await theatre.visit({ stage: { joinFailures: ['ERR_NAME_INVALID'] } })
    await page.getByTestId('room-input').fill('a-b')
    await page.getByTestId('join-button').click()
    await page.getByTestId('error').getByText('This name cannot be used').waitFor()
    expect(await page.getByTestId('room-input').inputValue()).toBe('a-b')
  })
})

describe('a connection that is lost', () => {
  it('shows, in words, until it is back', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.evaluate(() => {
      scene.connect('offline')
    })
    await page.getByTestId('connection').getByText('Reconnecting…').waitFor()
    await page.getByTestId('error').getByText('Connection lost').waitFor()
    await page.evaluate(() => {
      scene.connect('direct')
    })
    await page.getByTestId('connection').getByText('Connected').waitFor()
    await page.getByTestId('error').waitFor({ state: 'hidden' })
  })
})
