/** Who one is in the rooms of this page, how it looks, and where it meets others: with the library as it is. */
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTheatre, type Theatre, type Visit } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre({ library: 'real' })
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

async function settings(visit: Visit = {}): Promise<Page> {
  const page = await theatre.visit(visit)
  await open(page)
  return page
}

async function open(page: Page): Promise<void> {
  await page.getByTestId('settings-button').click()
  await page.getByTestId('settings').waitFor()
}

const close = (page: Page) => page.getByRole('button', { name: 'Close: Settings' }).click()
const choose = (page: Page, label: string) =>
  page.getByTestId('identity').getByText(label, { exact: true }).click()
const use = (page: Page) => page.getByTestId('use-identity').click()
async function become(page: Page, label: string): Promise<void> {
  await choose(page, label)
  await use(page)
}
const did = (page: Page) => page.getByTestId('own-did').innerText()
const chosen = (page: Page) => page.locator('input[name=identity]:checked').inputValue()

const REMEMBERED = 'This browser'
const OWN_KEY = 'Portable key'
const WALLET = 'Wallet'

describe('a guest', () => {
  it('is what one is at first, and nothing about them outlives the tab', async () => {
    const page = await settings()
    expect(await chosen(page)).toBe('guest')
    await page.getByTestId('nickname-input').fill(' Mira ')
    await close(page)
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Mira')
    await page.reload()
    await open(page)
    expect(await page.getByTestId('nickname-input').inputValue()).toBe('Mira')
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([])
  })
})

describe('who is remembered on the device', () => {
  it('is the same after a reload and in another tab, under the same name', async () => {
    const page = await settings()
    await page.getByTestId('nickname-input').fill('Mira')
    await become(page, REMEMBERED)
    const before = await did(page)
    expect(before).toMatch(/^did:key:z6Mk/)
    await page.reload()
    await open(page)
    expect(await chosen(page)).toBe('stored')
    expect(await did(page)).toBe(before)

    const other = await page.context().newPage()
    await other.goto(theatre.origin)
    await open(other)
    expect(await did(other)).toBe(before)
    expect(await other.getByTestId('nickname-input').inputValue()).toBe('Mira')
    await other.close()
  })

  it('is another one in another space, and nobody can read the key', async () => {
    const page = await settings()
    await become(page, REMEMBERED)
    const here = await did(page)
    await page.goto(`${theatre.origin}/#/elsewhere/${'m'.repeat(65)}`)
    await open(page)
    expect(await did(page)).not.toBe(here)
    expect(await page.getByTestId('save-key').count()).toBe(0)
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    expect(kept).not.toMatch(/ghostkey1/)
  })

  it('is forgotten on demand, and somebody else afterwards', async () => {
    const page = await settings()
    await become(page, REMEMBERED)
    const before = await did(page)
    await page.getByTestId('forget-key').click()
    await page.getByTestId('no').click()
    expect(await did(page)).toBe(before)
    await page.getByTestId('forget-key').click()
    await page.getByTestId('yes').click()
    await expect.poll(() => chosen(page)).toBe('guest')
    await become(page, REMEMBERED)
    expect(await did(page)).not.toBe(before)
  })

  it('is nobody where the browser keeps nothing: that is said, and the guest stays', async () => {
    const page = await theatre.visit()
    await page.evaluate(() => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    })
    await open(page)
    await become(page, REMEMBERED)
    await page.getByTestId('identity-fault').getByText('its storage is off').waitFor()
    expect(await chosen(page)).toBe('guest')
  })
})

describe('a key that one keeps', () => {
  it('makes the same person elsewhere, pasted or as its file', async () => {
    const page = await settings()
    await become(page, OWN_KEY)
    const mine = await did(page)
    const text = await page.getByTestId('key-text').inputValue()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('save-key').click(),
    ])
    expect(download.suggestedFilename()).toBe('ghost-chat-key.txt')
    const file = join(tmpdir(), `ghost-key-${process.pid}.txt`)
    await download.saveAs(file)
    expect(await readFile(file, 'utf8')).toContain(`\n${text}\n`)

    const bring = async (how: (elsewhere: Page) => Promise<void>): Promise<string> => {
      // Another device: none of the storage is the same.
      const elsewhere = await settings({ locale: 'en-GB' })
      await become(elsewhere, OWN_KEY)
      const other = await did(elsewhere)
      expect(other).not.toBe(mine)
      await elsewhere.getByText('Import a key').click()
      await how(elsewhere)
      await use(elsewhere)
      await expect.poll(() => did(elsewhere)).not.toBe(other)
      return did(elsewhere)
    }
    expect(
      await bring(async (elsewhere) => {
        await elsewhere.getByTestId('bring-key').fill(` ${text} `)
        await elsewhere.getByTestId('bring-key').press('Enter')
      }),
    ).toBe(mine)
    expect(await bring((elsewhere) => elsewhere.getByTestId('key-file').setInputFiles(file))).toBe(mine)
  })

  it('is of the tab alone, unless it is to stay', async () => {
    const page = await settings()
    await become(page, OWN_KEY)
    const mine = await did(page)
    const stored = () => page.evaluate(() => JSON.stringify(localStorage))
    expect(await stored()).not.toContain('ghostkey1')
    await page.reload()
    await open(page)
    expect(await did(page)).toBe(mine)

    await page.getByTestId('keep-key').check()
    await expect.poll(stored).toContain('ghostkey1')
    const other = await page.context().newPage()
    await other.goto(theatre.origin)
    await open(other)
    expect(await did(other)).toBe(mine)
    await other.close()

    await become(page, 'Guest')
    await expect.poll(stored).not.toContain('ghostkey1')
  })

  it('that was copied wrong is said to be none', async () => {
    const page = await settings()
    await become(page, OWN_KEY)
    const mine = await did(page)
    await page.getByText('Import a key').click()
    await page.getByTestId('bring-key').fill('ghostkey1' + 'A'.repeat(48))
    await page.getByTestId('bring-key').press('Enter')
    await page.getByTestId('key-said').getByText('That isn’t a complete key').waitFor()
    const long = join(tmpdir(), `ghost-long-${process.pid}.txt`)
    await writeFile(long, 'x'.repeat(9_000))
    await page.getByTestId('key-file').setInputFiles(long)
    await page.getByTestId('key-said').getByText('too long to be a key').waitFor()
    expect(await did(page)).toBe(mine)
  })

  it('lasts as long as the page where storage is blocked, and that is said', async () => {
    const page = await theatre.visit({ locale: 'en-US' })
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new DOMException('blocked', 'SecurityError')
          },
        })
    })
    await page.goto(`${theatre.origin}/?blocked`)
    await open(page)
    await become(page, OWN_KEY)
    await page.getByTestId('identity-said').getByText('can’t store anything for this page').waitFor()
    expect(await did(page)).toMatch(/^did:key:z6Mk/)
    await page.getByTestId('keep-key').click()
    await page.getByTestId('key-said').getByText('can’t store anything').waitFor()
    expect(await page.getByTestId('keep-key').isChecked()).toBe(false)
  })
})

describe('a key that is new', () => {
  it('is to be saved before one closes the settings: closing asks, and goes on to the key', async () => {
    const page = await settings()
    await become(page, OWN_KEY)
    await did(page)
    await page.getByTestId('save-first').getByText('Save it before you go').waitFor()
    const question = page.getByTestId('unsaved-key')
    const ways = [() => close(page), () => page.keyboard.press('Escape'), () => page.mouse.click(5, 5)]
    for (const way of ways) {
      await way()
      await question.getByText('You haven’t saved your key').waitFor()
      await page.getByTestId('no').click()
      await question.waitFor({ state: 'detached' })
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
      expect(focused).toBe('copy-key')
    }
    await close(page)
    await page.getByTestId('yes').click()
    await page.getByTestId('settings').waitFor({ state: 'detached' })
  })

  it.each([
    ['copied', (page: Page) => page.getByTestId('copy-key').click()],
    ['saved as a file', (page: Page) => page.getByTestId('save-key').click()],
    ['remembered by the browser', (page: Page) => page.getByTestId('keep-key').check()],
  ])('is closed without a question once it is %s, before it is used or after', async (_, save) => {
    const permissions = ['clipboard-read', 'clipboard-write']
    for (const order of ['before', 'after'] as const) {
      const page = await settings({ permissions })
      await choose(page, OWN_KEY)
      if (order === 'before') await save(page)
      await use(page)
      await did(page)
      if (order === 'after') await save(page)
      await page.getByTestId('save-first').waitFor({ state: 'hidden' })
      await close(page)
      await page.getByTestId('settings').waitFor({ state: 'detached' })
      expect(await page.getByTestId('unsaved-key').count()).toBe(0)
    }
  })

  it('says on its own button that it was copied', async () => {
    const page = await settings({ permissions: ['clipboard-read', 'clipboard-write'] })
    await choose(page, OWN_KEY)
    const key = await page.getByTestId('key-text').inputValue()
    await page.getByTestId('copy-key').click()
    await page.getByTestId('copy-key').getByText('Copied', { exact: true }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  })

  it('is nobody until it is used, and the same when one comes by it again', async () => {
    const page = await settings()
    await choose(page, OWN_KEY)
    const key = () => page.getByTestId('key-text').inputValue()
    await expect.poll(key).toMatch(/^ghostkey1/)
    const first = await key()
    await page.getByTestId('keep-key').check()
    await choose(page, 'Guest')
    await choose(page, OWN_KEY)
    await expect.poll(key).toBe(first)
    await page.getByTestId('cancel-identity').click()
    expect(await chosen(page)).toBe('guest')
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    expect(stored).not.toContain('ghostkey1')
    await close(page)
    await page.getByTestId('settings').waitFor({ state: 'detached' })
  })
})

describe('a wallet', () => {
  it('is looked for, and where there is none that is said and the guest stays', async () => {
    const page = await settings()
    await choose(page, WALLET)
    await page.getByTestId('identity-fault').getByText('No wallet found').waitFor()
    expect(await chosen(page)).toBe('guest')
  })

  it('that announces itself can be chosen, and is not remembered', async () => {
    const page = await theatre.visit()
    await page.evaluate(() => {
      const provider = { request: async () => [] }
      const info = {
        uuid: '3f2c8a44-1b5e-4a5e-9d6c-0123456789ab',
        name: '<img src=x onerror=alert(1)>',
        icon: 'data:image/svg+xml,<svg/>',
        rdns: 'example.wallet',
      }
      window.addEventListener('eip6963:requestProvider', () => {
        const detail = Object.freeze({ info, provider })
        window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
      })
    })
    await open(page)
    await choose(page, WALLET)
    const only = page.getByTestId('wallets').getByRole('radio', { name: '<img src=x onerror=alert(1)>' })
    expect(await only.isChecked()).toBe(true)
    await use(page)
    await page.getByTestId('identity-panel').getByText('asks you once when you join a room').waitFor()
    expect(await chosen(page)).toBe('wallet')
    await page.reload()
    await open(page)
    expect(await chosen(page)).toBe('guest')
  })
})

describe('how it looks', () => {
  it('is as the system says, or as one chose, also after a reload', async () => {
    const page = await settings({ colorScheme: 'light' })
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await ground()
    await page.getByText('Dark', { exact: true }).click()
    await expect.poll(ground).not.toBe(light)
    const dark = await ground()
    await page.reload()
    await expect.poll(ground).toBe(dark)
    await open(page)
    await page.getByText('System', { exact: true }).click()
    await expect.poll(ground).toBe(light)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(ground).toBe(dark)
    await page.getByText('Light', { exact: true }).click()
    await expect.poll(ground).toBe(light)
  })

  it('is what it was where another script left nonsense in the storage', async () => {
    const page = await theatre.visit()
    for (const nonsense of ['{', '[]', '"x"', '{"theme":7,"relay":"javascript:x","identity":"admin"}']) {
      await page.evaluate((text) => localStorage.setItem('ghost-chat', text), nonsense)
      await page.reload()
      await open(page)
      expect(await chosen(page)).toBe('guest')
      expect(await page.getByTestId('relay-input').inputValue()).toBe('')
    }
  })
})

describe('the relay', () => {
  it('that is no address is refused in words, and another one is kept', async () => {
    const page = await settings()
    const field = page.getByTestId('relay-input')
    await field.fill('javascript:alert(1)')
    await field.press('Tab')
    await page.getByTestId('relay-fault').getByText('Start with https://').waitFor()
    await field.fill('http://127.0.0.1:1')
    await field.press('Tab')
    await page.getByTestId('relay-fault').waitFor({ state: 'hidden' })
    await page.reload()
    await open(page)
    expect(await page.getByTestId('relay-input').inputValue()).toBe('http://127.0.0.1:1')
    await page.getByTestId('settings').getByText('In use: http://127.0.0.1:1, you chose it').waitFor()
  })

  it('that a link names and cannot be one is said at the door', async () => {
    const page = await theatre.visit({ at: '/lobby', search: 'relay=javascript:alert(1)' })
    await page.getByTestId('error').getByText('This link has a bad relay address').waitFor()
    expect(new URL(page.url()).search).toBe('')
  })
})
