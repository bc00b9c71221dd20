/** Signing in, which happens when somebody first says something and not before. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, connected, openTheatre, say, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const ICON =
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'

describe('the first message', () => {
  it('asks who says it; what was read stays, once, and the message goes out', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.say(did, 'before you came')
    }, ADA)
    await page.getByTestId('message').getByText('before you came').waitFor()
    await sayAsGuest(page, 'hello', ' Mira ')
    expect(await page.evaluate(() => scene.joins.map(({ name, readOnly }) => [name, readOnly]))).toEqual([
      [undefined, true],
      ['Mira', false],
    ])
    // The reader has left.
    expect(await page.evaluate(() => scene.leaves)).toBe(1)
    expect(await page.evaluate(() => scene.sent)).toEqual([{ text: 'hello' }])
    expect(await page.getByTestId('message').getByText('before you came').count()).toBe(1)
    await say(page, 'and more')
    await page.getByTestId('message').getByText('and more').waitFor()
    expect(await page.getByTestId('name-input').count()).toBe(0)
  })

  it('goes back to the composer when nobody wants to say it, with the focus', async () => {
    const page = await theatre.visit()
    await connected(page)
    await say(page, 'well…')
    await page.getByTestId('cancel-sign-in').click()
    const composer = page.getByTestId('composer')
    await expect.poll(() => composer.inputValue()).toBe('well…')
    await expect.poll(() => composer.evaluate((field) => field.matches(':focus'))).toBe(true)
    expect(await page.evaluate(() => scene.joins.length)).toBe(1)
    await composer.press('Enter')
    await page.getByTestId('name-input').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => composer.inputValue()).toBe('well…')
  })

  it('misses nothing that is said while somebody signs in', async () => {
    const page = await theatre.visit()
    await connected(page)
    await say(page, 'hello')
    await page.evaluate(() => (scene.hold = true))
    await page.getByTestId('join-button').click()
    await page.evaluate((did) => scene.say(did, 'meanwhile'), ADA)
    await page.evaluate(() => scene.release())
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    await expect.poll(() => page.getByTestId('message').getByText('meanwhile').count()).toBe(1)
    expect(await page.getByTestId('message').count()).toBe(2)
  })

  it('makes nobody come who was here before it, and is told in the one line of the entrance', async () => {
    const page = await theatre.visit()
    await connected(page)
    const notices = page.getByTestId('line')
    await notices.getByText('You’re reading.').waitFor()
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await sayAsGuest(page, 'hello', 'Mira')
    await notices.getByText('You joined · 2 people here').waitFor()
    // Who speaks now is told of those who are there, as of those who come.
    await page.evaluate((ada) => scene.enter(ada, 'Ada'), ADA)
    await page.waitForFunction(() => performance.now() > 2_500)
    await page.evaluate((ben) => scene.enter(ben, 'Ben'), BEN)
    await notices.getByText(/^.Ben. joined$/).waitFor()
    expect(await notices.count()).toBe(2)
  })

  it('waits where the room cannot be entered yet, and goes out when it can', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(() => (scene.joinFailures = ['ERR_RELAY_UNREACHABLE']))
    await say(page, 'hello')
    await page.getByTestId('join-button').click()
    await page.getByTestId('outgoing').getByText('hello').waitFor()
    await page.getByTestId('error').getByText('Can’t reach the relay').waitFor()
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  })

  it('stays with the reason where a name is refused, and asks once more', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(() => (scene.joinFailures = ['ERR_NAME_INVALID']))
    await say(page, 'hello')
    await page.getByTestId('join-button').click()
    await page.getByTestId('send-error').getByText('This name cannot be used.').waitFor()
    await page.evaluate((did) => scene.say(did, 'still heard'), ADA)
    await page.getByTestId('message').getByText('still heard').waitFor()
    await page.getByTestId('retry-button').click()
    await page.getByTestId('join-button').click()
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    expect(await page.evaluate(() => scene.joins.length)).toBe(2)
  })

  it('keeps those blocked who were blocked while reading', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('online-list').locator(`li[data-did="${ADA}"] button`).click()
    await page.getByTestId('block-button').click()
    await sayAsGuest(page, 'hello')
    await page.getByTestId('online-list').getByText('blocked').waitFor()
  })

  it('is asked about by the page itself, where it wants to', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(() => {
      document.addEventListener('ghost-sign-in', (event) => {
        event.preventDefault()
        document.querySelector('ghost-chat')!.guest = true
      })
    })
    await say(page, 'hello')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    expect(await page.getByTestId('name-input').count()).toBe(0)
  })

  it('goes out as whom the page names, without a question', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(() => {
      const element = document.querySelector('ghost-chat')!
      element.identity = async () =>
        ({ did: 'did:key:z6MkownownownownownownownownownownownownMe42' }) as never
    })
    await expect
      .poll(() => page.evaluate(() => scene.joins.map(({ readOnly }) => readOnly)))
      .toEqual([true, false])
    await say(page, 'hello')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  })
})

describe('a guest', () => {
  it('who comes back to the page, or to the room, is the same one and is not asked again', async () => {
    const page = await theatre.visit()
    await connected(page)
    const asked = await page.evaluateHandle(() => {
      const asked: string[] = []
      document.querySelector('ghost-chat')!.guestIdentity = async (space) => {
        asked.push(space)
        return { did: 'did:key:z6MkownownownownownownownownownownownownMe42' } as never
      }
      return asked
    })
    await sayAsGuest(page, 'hello')
    const roles = () => page.evaluate(() => scene.joins.map(({ name, readOnly }) => [name, readOnly]))
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    })
    const mira = ['Mira', false]
    await expect.poll(roles).toEqual([[undefined, true], mira, mira])
    await page.evaluate(async () => {
      const chat = document.querySelector('ghost-chat')!
      chat.remove()
      await new Promise((resolve) => setTimeout(resolve, 50))
      document.body.append(chat)
    })
    await expect.poll(roles).toEqual([[undefined, true], mira, mira, mira])
    expect(await asked.jsonValue()).toEqual(['demo', 'demo', 'demo'])
    // To name that guest changes nobody, and another room knows nobody.
    await page.evaluate(() => {
      const chat = document.querySelector('ghost-chat')!
      chat.identity = chat.guestIdentity
    })
    await say(page, 'the same')
    await page.getByTestId('message').getByText('the same', { exact: true }).waitFor()
    expect(await roles()).toHaveLength(4)
    await page.evaluate(() => {
      const chat = document.querySelector('ghost-chat')!
      chat.identity = undefined
      chat.room = 'elsewhere'
    })
    await expect.poll(async () => (await roles()).at(-1)).toEqual([undefined, true])
  })

  it('is the last one while something was said and nobody else is here, readers among them', async () => {
    const page = await theatre.visit()
    await connected(page)
    const isLast = () => page.evaluate(() => document.querySelector('ghost-chat')!.isLast)
    expect(await isLast()).toBe(false)
    await sayAsGuest(page, 'hello')
    await expect.poll(isLast).toBe(true)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await expect.poll(isLast).toBe(false)
    await page.evaluate((did) => scene.exit(did), ADA)
    await expect.poll(isLast).toBe(true)
    await page.evaluate(() => scene.read(1))
    await expect.poll(isLast).toBe(false)
    await page.evaluate(() => scene.read(0))
    await expect.poll(isLast).toBe(true)
    await page.evaluate(() => scene.connect('offline'))
    await expect.poll(isLast).toBe(false)
  })
})

describe('wallets', () => {
  const two = [{ name: 'Orange', icon: ICON }, { name: 'Plain' }]

  it('that are found are listed, and one signs', async () => {
    const page = await theatre.visit({ stage: { wallets: two } })
    await connected(page)
    await say(page, 'hello')
    await page.getByTestId('wallet').getByText('Plain', { exact: true }).click()
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    await page.getByTestId('online-list').getByTestId('account-mark').waitFor()
  })

  it('that refuse, or are locked, are explained, and one may choose again', async () => {
    const page = await theatre.visit({
      stage: { wallets: two, walletFailures: ['ERR_WALLET_REFUSED', 'ERR_WALLET_LOCKED'] },
    })
    await connected(page)
    await say(page, 'hello')
    await page.getByTestId('wallet').first().click()
    await page.getByTestId('sign-in-error').getByText('declined in the wallet').waitFor()
    await page.getByTestId('wallet').first().click()
    await page.getByTestId('sign-in-error').getByText('is locked').waitFor()
    await page.getByTestId('join-button').click()
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  })

  it('that do not answer are waited for no longer when one cancels', async () => {
    const page = await theatre.visit({ stage: { wallets: two } })
    await connected(page)
    await say(page, 'hello')
    await page.evaluate(() => (scene.hold = true))
    await page.getByTestId('wallet').first().click()
    await page.getByText('Confirm in your wallet').waitFor()
    await page.getByTestId('cancel-sign-in').click()
    await expect.poll(() => page.getByTestId('composer').inputValue()).toBe('hello')
    await page.evaluate(() => scene.release())
    await sayAsGuest(page, 'as a guest then')
    expect(await page.evaluate(() => scene.joins.length)).toBe(2)
    expect(await page.evaluate(() => scene.sent.map(({ text }) => text))).toEqual(['as a guest then'])
  })

  it('that are not there are told of', async () => {
    const page = await theatre.visit()
    await connected(page)
    await say(page, 'hello')
    await page.getByTestId('no-wallet').getByText('No wallet found').waitFor()
  })
})
