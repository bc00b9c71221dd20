/** What people do in a room. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, comeIn, openTheatre, OWN_DID, say, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

describe('the door', () => {
  it('is walked through with the keyboard alone, and out again', async () => {
    const page = await theatre.visit()
    await page.keyboard.type('lobby')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Mira')
    await page.keyboard.press('Enter')
    await page.getByTestId('connection').getByText('Connected through the relay').waitFor()
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()

    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    for (let presses = 0; presses < 20 && (await focused()) !== 'leave-button'; presses++) {
      await page.keyboard.press('Shift+Tab')
    }
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('join-button')
    expect(await page.evaluate(() => stage.leaves)).toBe(1)
  })

  it('joins the space and room of the address, under the nickname', async () => {
    const page = await theatre.visit({ at: '/my-dapp/caf%C3%A9%20%2F%20bar' })
    await page.getByTestId('name-input').fill('  Mira  ')
    await page.getByTestId('join-button').click()
    await page.getByRole('heading', { name: 'café / bar' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => stage.joins))
      .toEqual([{ space: 'my-dapp', room: 'café / bar', name: 'Mira' }])
  })

  it('lets nobody in by an address alone, and asks for a room where none is named', async () => {
    const page = await theatre.visit({ at: '/lobby' })
    expect(await page.getByTestId('room-input').inputValue()).toBe('lobby')
    await page.getByTestId('room-input').fill(' ')
    await page.getByTestId('join-button').click()
    await page.getByTestId('error').getByText('Give the room a name').waitFor()
    expect(await page.evaluate(() => globalThis.stage.joins)).toEqual([])
  })

  it('is where the back button leads, and forward leads into the room again', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.goBack()
    await page.getByTestId('join-button').waitFor()
    expect(await page.evaluate(() => stage.leaves)).toBe(1)
    await page.goForward()
    await page.getByTestId('connection').getByText('Connected').waitFor()
    expect(await page.evaluate(() => stage.joins.length)).toBe(2)
  })

  it('shows before the library has arrived', async () => {
    const page = await theatre.visit()
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>()
    await page.route('**/fake-space-*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.reload()
    await page.getByTestId('join-button').waitFor()
    await page.getByTestId('room-input').fill('lobby')
    await page.getByTestId('join-button').click()
    await page.getByTestId('connection').getByText('Connecting').waitFor()
    await say(page, 'written early')
    await page.getByTestId('outgoing').getByText('written early').waitFor()
    release(undefined)
    await page.getByTestId('message').getByText('written early').waitFor()
    expect(await page.evaluate(() => stage.sent)).toEqual([{ text: 'written early' }])
  })
})

describe('a room', () => {
  it('shows what others say, under their name and the end of their DID', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    const id = await page.evaluate((did) => {
      stage.enter(did, 'Ada')
      return stage.say(did, 'good evening')
    }, ADA)
    const message = page.locator(`[data-testid=message][data-id="${id}"][data-from="${ADA}"]`)
    await message.getByText('good evening').waitFor()
    expect(await message.locator('.author').innerText()).toMatch(/Ada\s+Ada9xQ/)
  })

  it('names a message when its author becomes known', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate((did) => stage.say(did, 'first'), ADA)
    await page.getByTestId('message').getByText('Guest').waitFor()
    await page.evaluate((did) => stage.enter(did, 'Ada'), ADA)
    await page.getByTestId('message').getByText('Ada', { exact: true }).waitFor()
  })

  it('sets what is said to one alone apart, and says whom it is for', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate(
      ([ada, own]) => {
        stage.enter(ada, 'Ada')
        stage.say(ada, 'to all')
        stage.say(ada, 'psst', { to: own })
        stage.say(own, 'what?', { to: ada })
      },
      [ADA, OWN_DID] as const,
    )
    await page.locator('.message.direct').getByText('only to you').waitFor()
    await page.locator('.message.own.direct').getByText('only to Ada').waitFor()
    expect(await page.locator('.message.direct').count()).toBe(2)
    expect(await page.locator('.message:not(.direct)').getByTestId('direct-mark').count()).toBe(0)
  })

  it('marks a message that something turns out to be wrong with, where it stands', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    const ids = await page.evaluate((did) => ['one', 'two', 'three'].map((text) => stage.say(did, text)), ADA)
    await page.evaluate(([, second, third]) => {
      stage.doubt(second ?? '', 'missing')
      stage.doubt(third ?? '', 'two-faced')
    }, ids)
    await page.getByTestId('gap-mark').getByText('something before it is missing').waitFor()
    await page.getByTestId('gap-mark').getByText('contradicted').waitFor()
    expect(await page.getByTestId('message').locator('.text').allInnerTexts()).toEqual([
      'one',
      'two',
      'three',
    ])
    expect(await page.getByTestId('gap-mark').count()).toBe(2)
  })

  it('counts and lists who is online', async () => {
    const page = await theatre.visit({ viewport: { width: 1280, height: 800 } })
    await comeIn(page)
    const count = () => page.getByTestId('online-count').textContent()
    await expect.poll(count).toBe('1')
    await page.evaluate((did) => stage.enter(did, 'Ada'), ADA)
    await page.getByTestId('online-list').getByText('Ada', { exact: true }).waitFor()
    await expect.poll(count).toBe('2')
    await page.evaluate((did) => stage.exit(did), ADA)
    await expect.poll(count).toBe('1')
    await page.getByTestId('line').getByText('left').waitFor()
  })

  it('sends a reply with the message it answers, and Escape takes the reply back', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    const id = await page.evaluate((did) => stage.say(did, 'who comes along?'), ADA)
    await page.getByTestId('message').hover()
    await page.getByTestId('reply-button').click()
    await page.keyboard.press('Escape')
    await say(page, 'not a reply')
    await page.getByTestId('reply-button').first().click()
    await say(page, 'me')
    await page.getByTestId('message').locator('.quote').getByText('who comes along?').waitFor()
    expect(await page.evaluate(() => stage.sent)).toEqual([
      { text: 'not a reply' },
      { text: 'me', replyTo: id },
    ])
  })

  it('asks for what was said before, once there is somebody to ask, and marks it', async () => {
    const backlog = [{ id: 'old.0', from: ADA, text: 'said before', timestamp: Date.now() - 60_000 }]
    const page = await theatre.visit({ stage: { backlog } })
    await comeIn(page)
    await page.evaluate((did) => {
      stage.say(did, 'said now')
      stage.enter(did, 'Ben')
    }, BEN)
    const first = page.getByTestId('message').first()
    await first.getByText('said before').waitFor()
    await first.getByText('earlier').waitFor()
    expect(await page.getByTestId('message').count()).toBe(2)
  })

  it('breaks a line on Shift+Enter', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => stage.sent)).toEqual([{ text: 'one\ntwo' }])
  })

  it('is left when the page is hidden for good', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
    expect(await page.evaluate(() => stage.leaves)).toBe(1)
  })
})
