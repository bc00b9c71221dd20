/** What people do in a room. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import {
  ADA,
  BEN,
  comeIn,
  connected,
  openTheatre,
  OWN_DID,
  say,
  signIn,
  walkIn,
  type Theatre,
} from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

/** On a machine that has other things to do. */
const SOON = { timeout: 10_000 }

const joins = (page: Page) => page.evaluate(() => scene.joins)

describe('the door', () => {
  it('leads into a room in one click, of a name that is offered, where one reads before anybody asks', async () => {
    const page = await theatre.visit()
    const name = await page.getByTestId('room-input').inputValue()
    await page.getByTestId('join-button').click()
    await page.getByRole('heading', { name }).waitFor()
    await connected(page)
    expect(new URL(page.url()).hash).toBe(`#/${name}`)
    expect(await joins(page)).toEqual([
      { space: 'ghost-chat', room: name, name: undefined, readOnly: true, relays: [theatre.origin] },
    ])
    expect(await page.getByTestId('online-count').textContent()).toBe('1')
  })

  it('says in words that a short name can be guessed, and not of those that it offers', async () => {
    const page = await theatre.visit()
    const note = page.getByTestId('guess-note')
    expect(await note.innerText()).toBe('')
    await page.getByTestId('room-input').fill('kitchen')
    await note.getByText('Strangers could guess this name').waitFor()
    expect(await page.getByTestId('room-input').getAttribute('aria-describedby')).toContain('room-guess')
    await page.getByTestId('another-name').click()
    expect(await note.innerText()).toBe('')
  })

  it('offers another name, and the lobby', async () => {
    const page = await theatre.visit()
    const name = await page.getByTestId('room-input').inputValue()
    await page.getByTestId('another-name').click()
    await expect.poll(() => page.getByTestId('room-input').inputValue()).not.toBe(name)
    await page.getByTestId('lobby-button').click()
    await page.getByRole('heading', { name: 'lobby' }).waitFor()
  })

  it('is walked through with the keyboard alone, and out again', async () => {
    const page = await theatre.visit()
    await page.getByTestId('room-input').focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('lobby')
    await page.keyboard.press('Enter')
    await connected(page)
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await page.getByTestId('name-input').waitFor()
    await page.keyboard.type('Mira')
    await page.keyboard.press('Enter')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()

    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    for (let presses = 0; presses < 30 && (await focused()) !== 'leave-button'; presses++) {
      await page.keyboard.press('Shift+Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByTestId('leave-question').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('join-button')
    await expect.poll(() => page.evaluate(() => scene.leaves)).toBe(2)
  })

  it('is passed by whoever follows a link, and the first post says under which name', async () => {
    const page = await theatre.visit({ at: '/my-dapp/caf%C3%A9%20%2F%20bar' })
    await page.getByRole('heading', { name: 'café / bar' }).waitFor()
    await connected(page)
    expect(await joins(page)).toMatchObject([{ space: 'my-dapp', room: 'café / bar', readOnly: true }])
    await say(page, 'hello')
    await signIn(page, '  Mira  ')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    expect((await joins(page))[1]).toMatchObject({ room: 'café / bar', name: 'Mira', readOnly: false })
  })

  it('asks for a name where none is left, and says what is wrong with one', async () => {
    const page = await theatre.visit()
    await page.getByTestId('room-input').fill(' ')
    await page.getByTestId('join-button').click()
    await page.getByTestId('error').getByText('Enter a room name').waitFor()
    await page.getByTestId('room-input').fill('m'.repeat(65))
    await page.getByTestId('join-button').click()
    await page.getByTestId('error').getByText('up to 64 characters').waitFor()
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    expect(focused).toBe('room-input')
    await page.getByTestId('room-input').fill('fine')
    expect(await page.getByTestId('error').isVisible()).toBe(false)
    expect(await page.evaluate(() => 'scene' in globalThis && scene.joins.length > 0)).toBe(false)
  })

  it.each([
    ['/a%E2%80%8Bb', 'invisible character'],
    [`/${'m'.repeat(65)}`, 'up to 64 characters'],
    [`/${'m'.repeat(65)}/lobby`, 'up to 64 characters'],
  ])('is where an address of no room leads: %s', async (at, words) => {
    const page = await theatre.visit({ at })
    await page.getByTestId('error').getByText(words).waitFor()
    expect(await page.getByTestId('room-input').isVisible()).toBe(true)
  })

  it('is where the back button leads, and forward leads into the room again', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.goBack()
    await page.getByTestId('join-button').waitFor()
    expect(await page.title()).toBe('Ghost Chat')
    await expect.poll(() => page.evaluate(() => scene.leaves)).toBe(1)
    await page.goForward()
    await connected(page)
    expect(await page.title()).toBe('lobby · Ghost Chat')
    expect((await joins(page)).length).toBe(2)
  })

  it('leads from room to room by the address alone', async () => {
    const page = await theatre.visit({ at: '/one' })
    await connected(page)
    await page.evaluate(() => {
      location.hash = '#/two'
    })
    await page.getByRole('heading', { name: 'two' }).waitFor()
    await connected(page)
    await expect.poll(async () => (await joins(page)).map(({ room }) => room)).toEqual(['one', 'two'])
    await expect.poll(() => page.evaluate(() => scene.leaves)).toBe(1)
    expect(await page.title()).toBe('two · Ghost Chat')
  })

  it('shows before the element and the library have arrived, and a room too', async () => {
    const page = await theatre.visit()
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>()
    const first = /\/main-[^/]+\.js$|\/chunk-[^/]+\.js$/
    await page.route(/\.js$/, async (route) => {
      if (!first.test(route.request().url())) await held
      await route.continue()
    })
    await page.reload()
    await page.getByTestId('join-button').waitFor()
    await page.getByTestId('room-input').fill('lobby')
    await page.getByTestId('join-button').click()
    await page.getByTestId('opening').getByText('Opening the room').waitFor()
    await page.getByRole('heading', { name: 'lobby' }).waitFor()
    release(undefined)
    await connected(page)
    expect(await page.getByTestId('opening').count()).toBe(0)
  })
})

describe('a room', () => {
  it('shows what others say, under their name and the end of their DID', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    const id = await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      return scene.say(did, 'good evening')
    }, ADA)
    const message = page.locator(`[data-testid=message][data-id="${id}"][data-from="${ADA}"]`)
    await message.getByText('good evening').waitFor()
    // Names are read by the clock, a moment later.
    await expect.poll(() => message.locator('.author').innerText()).toMatch(/Ada\s+aadaAda9xQ/)
  })

  it('names a message when its author becomes known', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.evaluate((did) => scene.say(did, 'first'), ADA)
    await page.getByTestId('message').getByText('Guest').waitFor()
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('message').getByText('Ada', { exact: true }).waitFor()
  })

  it('sets what is said to one alone apart, and says whom it is for', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate(
      ([ada, own]) => {
        scene.enter(ada, 'Ada')
        scene.say(ada, 'to all')
        scene.say(ada, 'psst', { to: own })
        scene.say(own, 'what?', { to: ada })
      },
      [ADA, OWN_DID] as const,
    )
    await page.locator('.message.direct:not(.own)').getByText('Only you and Ada').waitFor()
    await page.locator('.message.own.direct').getByText('Only you and Ada').waitFor()
    expect(await page.locator('.message.direct').count()).toBe(2)
    expect(await page.locator('.message:not(.direct)').getByTestId('direct-mark').count()).toBe(0)
  })

  it('marks a message that something turns out to be wrong with, where it stands', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    const ids = await page.evaluate((did) => ['one', 'two', 'three'].map((text) => scene.say(did, text)), ADA)
    await page.evaluate(([, second, third]) => {
      scene.doubt(second ?? '', 'missing')
      scene.doubt(third ?? '', 'two-faced')
    }, ids)
    await page.getByTestId('gap-mark').getByText('A message before this one is missing').waitFor()
    await page.getByTestId('gap-mark').getByText('The sender sent others something different').waitFor()
    expect(await page.getByTestId('text').allInnerTexts()).toEqual(['one', 'two', 'three'])
    expect(await page.getByTestId('gap-mark').count()).toBe(2)
  })

  it('counts and lists who is online', async () => {
    const page = await theatre.visit({ viewport: { width: 1280, height: 800 } })
    await comeIn(page)
    const count = () => page.getByTestId('online-count').textContent()
    await expect.poll(count).toBe('1')
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('online-list').getByText('Ada', { exact: true }).waitFor()
    await expect.poll(count).toBe('2')
    await page.evaluate((did) => scene.exit(did), ADA)
    await expect.poll(count).toBe('1')
  })

  it('sends a reply with the message it answers, and Escape takes the reply back', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    const id = await page.evaluate((did) => scene.say(did, 'who comes along?'), ADA)
    const question = page.getByTestId('message').filter({ hasText: 'who comes along?' })
    await question.hover()
    await question.getByTestId('reply-button').click()
    await page.keyboard.press('Escape')
    await say(page, 'not a reply')
    await question.hover()
    await question.getByTestId('reply-button').click()
    await say(page, 'me')
    await page.getByTestId('message').locator('.quote').getByText('who comes along?').waitFor()
    expect(await page.evaluate(() => scene.sent)).toEqual([
      { text: 'hello' },
      { text: 'not a reply' },
      { text: 'me', replyTo: id },
    ])
  })

  it('asks for what was said before, once there is somebody to ask, and puts it before the rest', async () => {
    const backlog = [{ id: 'old.0', from: ADA, text: 'said before', timestamp: Date.now() - 60_000 }]
    const page = await theatre.visit({ stage: { backlog } })
    await walkIn(page)
    await page.evaluate((did) => {
      scene.say(did, 'said now')
      scene.enter(did, 'Ben')
    }, BEN)
    await page.getByTestId('message').first().getByText('said before').waitFor()
    expect(await page.getByTestId('text').allInnerTexts()).toEqual(['said before', 'said now'])
  })

  it('breaks a line on Shift+Enter', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.getByTestId('composer').focus()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => scene.sent.at(-1))).toEqual({ text: 'one\ntwo' })
  })

  it('is left when the page is hidden for good, and joined again by one that the browser kept', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await expect.poll(() => page.evaluate(() => scene.leaves)).toBe(1)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await expect.poll(async () => (await joins(page)).length).toBe(2)
    await connected(page)
  })

  it('counts in the title what came while nobody looked', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.evaluate((did) => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      for (const text of ['one', 'two']) scene.say(did, text)
    }, ADA)
    await expect.poll(() => page.title()).toBe('(2) lobby · Ghost Chat')
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect.poll(() => page.title()).toBe('lobby · Ghost Chat')
  })

  it('says how one is connected, to whom, and by which relay', async () => {
    const page = await theatre.visit({ at: '/lobby', search: 'relay=http://127.0.0.1:1' })
    await connected(page)
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.connect('direct', [{ did, path: 'direct', rtt: 12 }])
    }, ADA)
    await page.getByTestId('connection').getByText('Connected').waitFor()
    await page.getByTestId('connection').click()
    const panel = page.getByTestId('connection-panel')
    await panel.getByText('http://127.0.0.1:1').waitFor()
    await panel.getByText('12 ms').waitFor()
  })
})

describe('the settings of a room', () => {
  it('change the name and the person without leaving it', async () => {
    const page = await theatre.visit({ at: '/lobby' })
    await connected(page)
    await page.getByTestId('settings-button').click()
    await page.getByTestId('nickname-input').fill('Mira')
    await page.getByTestId('identity').getByText('This browser', { exact: true }).click()
    await page.getByTestId('use-identity').click()
    await page.getByTestId('own-did').waitFor()
    await page.keyboard.press('Escape')
    await expect
      .poll(async () => (await joins(page)).at(-1), SOON)
      .toMatchObject({ name: 'Mira', readOnly: false })
    // Nobody is asked who has said it already.
    await say(page, 'hello')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    await page.getByTestId('settings-button').click()
    await page.getByTestId('nickname-input').fill('Ada')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => scene.renames.at(-1))).toBe('Ada')
  })

  it('make nobody another person before the button is pressed: arrow keys move the choice alone', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    const before = await joins(page)
    await page.getByTestId('settings-button').click()
    await page.locator('input[name=identity]:checked').focus()
    const checked = () => page.locator('input[name=identity]:checked').inputValue()
    for (const kind of ['stored', 'key']) {
      await page.keyboard.press('ArrowDown')
      expect(await checked()).toBe(kind)
      await page
        .getByTestId('identity-draft')
        .getByText('You’ll leave the room and come back as someone new. Your private messages here go away.')
        .waitFor()
    }
    await page.keyboard.press('ArrowUp')
    await page.getByTestId('cancel-identity').click()
    expect(await checked()).toBe('guest')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await page.getByTestId('settings').waitFor({ state: 'detached' })
    expect(await joins(page)).toEqual(before)
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([])
    expect(await page.evaluate(() => scene.leaves)).toBe(1)

    await page.getByTestId('settings-button').click()
    expect(await checked()).toBe('guest')
    await page.locator('input[name=identity]:checked').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByTestId('use-identity').click()
    await expect.poll(async () => (await joins(page)).length).toBe(before.length + 1)
    // The button is gone; the focus stays with the choice.
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('value'))
    await expect.poll(focused).toBe('stored')
  })

  it('and the bell in the bar are one switch for the sound, also after a reload', async () => {
    const page = await theatre.visit({ at: '/lobby' })
    await connected(page)
    await page.getByTestId('sound-button').click()
    await page.getByTestId('settings-button').click()
    expect(await page.getByTestId('sound').isChecked()).toBe(true)
    await page.reload()
    await connected(page)
    expect(await page.getByTestId('sound-button').getAttribute('aria-pressed')).toBe('true')
    await page.getByTestId('settings-button').click()
    await page.getByTestId('sound').uncheck()
    await expect.poll(() => page.getByTestId('sound-button').getAttribute('aria-pressed'), SOON).toBe('false')
  })

  it('are behind one button on a phone, as is the link', async () => {
    const page = await theatre.visit({ at: '/lobby', viewport: { width: 390, height: 844 } })
    await connected(page)
    expect(await page.getByTestId('share-button').isVisible()).toBe(false)
    await page.getByTestId('menu-button').click()
    await page.getByTestId('menu-share').click()
    await page.getByTestId('share').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Escape')
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    expect(focused).toBe('menu-button')
  })
})
