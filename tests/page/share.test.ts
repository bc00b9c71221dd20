/** The link to a room: what it says, and its picture. */
import { encode } from 'uqr'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTheatre, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

/** Opens the room and its dialog. */
async function share(visit: Parameters<Theatre['visit']>[0]) {
  const page = await theatre.visit(visit)
  await page.getByTestId('share-button').click()
  await page.locator('.qr').waitFor()
  return { page, link: await page.getByTestId('share-link').inputValue() }
}

describe('the link', () => {
  it('leads to the room, whatever its name is', async () => {
    const { page, link } = await share({ at: '/my-dapp/caf%C3%A9%20%2F%20bar' })
    expect(link).toBe(`${theatre.origin}/#/my-dapp/caf%C3%A9%20%2F%20bar`)
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('heading', { name: 'café / bar' }).waitFor()
  })

  it('names the relay that the page was told to use', async () => {
    const { page, link } = await share({ at: '/lobby', search: 'relay=https://relay.example' })
    expect(link).toBe(`${theatre.origin}/?relay=https%3A%2F%2Frelay.example#/lobby`)
    // The empty room invites with the same one.
    expect(await page.locator('ghost-chat').getAttribute('invite')).toBe(link)
  })

  it('is copied', async () => {
    const { page, link } = await share({ at: '/lobby', permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByTestId('copy-link').click()
    await page.getByTestId('copy-link').getByText('Copied', { exact: true }).waitFor()
    expect(await page.getByTestId('share-said').textContent()).toBe('')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  })

  it('is selected where the browser lets nobody copy', async () => {
    const { page, link } = await share({ at: '/lobby' })
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await page.getByTestId('copy-link').click()
    await page.getByTestId('share-said').getByText('copy it yourself').waitFor()
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(link)
  })

  it('is handed to the system where that takes links, and closing its list is no failure', async () => {
    const page = await theatre.visit({ at: '/lobby' })
    await page.evaluate(() => {
      const handed: unknown[] = []
      const refusals = [new DOMException('closed', 'AbortError'), new TypeError('broken')]
      const take = async (data: unknown): Promise<void> => {
        handed.push(data)
        const refusal = refusals.shift()
        if (refusal !== undefined) throw refusal
      }
      Object.defineProperty(navigator, 'share', { value: take, configurable: true })
      Object.assign(globalThis, { handed })
    })
    await page.getByTestId('share-button').click()
    const button = page.getByTestId('system-share')
    await button.click()
    expect(await page.getByTestId('share-said').textContent()).toBe('')
    await button.click()
    await page.getByTestId('share-said').getByText('Sharing didn’t work').waitFor()
    const handed = { title: 'lobby · Ghost Chat', url: `${theatre.origin}/#/lobby` }
    expect(await page.evaluate('globalThis.handed')).toEqual([handed, handed])
  })
})

describe('the QR code', () => {
  it('is the link’s, module by module, dark on white with four of white around it', async () => {
    const { page, link } = await share({ at: '/lobby', colorScheme: 'dark' })
    const { data, size } = encode(link, { ecc: 'M', border: 4 })
    const drawn = await page.locator('.qr').evaluate((picture) => ({
      box: picture.getAttribute('viewBox'),
      paths: [...picture.querySelectorAll('path')].map((path) => [
        path.getAttribute('fill'),
        path.getAttribute('d'),
      ]),
    }))
    expect(drawn.box).toBe(`0 0 ${size} ${size}`)
    const [white, dark] = drawn.paths
    expect(white).toEqual(['#ffffff', `M0 0h${size}v${size}h-${size}z`])
    const modules = [...dark![1]!.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`)
    const wanted = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])))
    expect(modules).toEqual(wanted)
    for (const edge of [0, 1, 2, 3, size - 1])
      expect(modules.some((at) => at.startsWith(`${edge} `))).toBe(false)
  })
})
