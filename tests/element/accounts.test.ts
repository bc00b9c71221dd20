/** What a wallet account proves, and for which site: no mark says more than that. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, connected, NOUR, openTheatre, type Theatre } from './theatre.ts'

const ACCOUNT = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const row = (page: Page, did: string) => page.getByTestId('online-list').locator(`li[data-did="${did}"]`)

/** The text of the card of somebody who is in the list. */
async function cardOf(page: Page, did: string): Promise<string> {
  await row(page, did).getByRole('button').click()
  const card = page.getByTestId('person-card')
  await card.getByTestId('key').locator('summary').click()
  await card.getByText(did, { exact: true }).waitFor()
  const text = (await card.innerText()).replaceAll(/\s+/g, ' ')
  await page.keyboard.press('Escape')
  return text
}

describe('an account that was logged in', () => {
  it('AC10 on this very site bears a mark, and no site', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(
      ([did = '', account]) => scene.enter(did, 'Ada', account, { domain: location.host }),
      [ADA, ACCOUNT],
    )
    const mark = row(page, ADA).getByTestId('account-mark')
    await mark.waitFor()
    expect(await mark.getAttribute('aria-label')).toBe('Wallet account 0x52908400…E4169EE7, proven')
    expect(await row(page, ADA).getByTestId('account-site').count()).toBe(0)
    const card = await cardOf(page, ADA)
    expect(card).toContain(`Wallet account, proven ${ACCOUNT}`)
    expect(card).not.toContain(' by ')
  })

  it('AC10 on another site says so in the mark, in the list, beside its messages and on the card', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(
      ([did = '', account = '']) => {
        scene.enter(did, 'Ada', account, { domain: 'evil.example' })
        scene.say(did, 'trust me', { account, accountDomain: 'evil.example' })
      },
      [ADA, ACCOUNT],
    )
    await row(page, ADA).getByText('by evil.example').waitFor()
    const message = page.getByTestId('message')
    await message.getByText('by evil.example').waitFor()
    expect(await message.getByTestId('account-mark').getAttribute('aria-label')).toBe(
      'Wallet account 0x52908400…E4169EE7, proven by evil.example',
    )
    expect(await cardOf(page, ADA)).toContain(`Wallet account, proven by evil.example ${ACCOUNT}`)
  })

  it('AC10 on a site with a long name is shown with the end of it, which says whose it is', async () => {
    const page = await theatre.visit()
    await connected(page)
    const domain = `wallet.official.example.${'a'.repeat(40)}.evil.example`
    await page.evaluate(
      ([did = '', account, of = '']) => scene.enter(did, 'Ada', account, { domain: of }),
      [ADA, ACCOUNT, domain],
    )
    const site = await row(page, ADA).getByTestId('account-site').innerText()
    expect(site).toMatch(/^by …a+\.evil\.example$/)
    expect(await cardOf(page, ADA)).toContain(`proven by ${domain}`)
  })

  it('AC10 and is not proven here is called that on the card, and bears no mark', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(
      ([did = '', account]) => scene.enter(did, 'Ada', account, { domain: 'evil.example', proven: false }),
      [ADA, ACCOUNT],
    )
    await row(page, ADA).getByText('account not proven').waitFor()
    expect(await page.getByTestId('account-mark').count()).toBe(0)
    expect(await cardOf(page, ADA)).toContain(
      `Wallet account, claimed but not proven by evil.example ${ACCOUNT}`,
    )
  })
})

it('AC10 the page’s own log-ins are believed, and those of the attribute', async () => {
  const page = await theatre.visit()
  await connected(page)
  const host = await page.evaluate(() => location.host)
  expect(await page.evaluate(() => scene.domains)).toEqual([host])
  await page
    .locator('ghost-chat')
    .evaluate((element) => element.setAttribute('domains', ' app.example  wallet.example:8443 '))
  await expect
    .poll(() => page.evaluate(() => scene.domains))
    .toEqual([host, 'app.example', 'wallet.example:8443'])
})

describe('a name that two keys bear', () => {
  it('is marked in words at both, and each card has the other’s key', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(
      ([ada = '', ben = '', nour = '']) => {
        scene.enter(ada, 'Ada')
        scene.enter(nour, 'Nour')
        scene.enter(ben, 'ada ')
        scene.say(ben, 'it is me')
      },
      [ADA, BEN, NOUR],
    )
    for (const did of [ADA, BEN]) await row(page, did).getByText('shared name').waitFor()
    await page.getByTestId('message').getByText('shared name').waitFor()
    expect(await row(page, NOUR).getByTestId('namesake-mark').count()).toBe(0)
    expect(await cardOf(page, BEN)).toContain(`Compare the full keys: ${ADA}`)
    expect(await cardOf(page, ADA)).toContain(`Compare the full keys: ${BEN}`)
  })

  it('is marked at the second one when the first has left', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await row(page, ADA).waitFor()
    await page.evaluate((did) => scene.exit(did), ADA)
    await row(page, ADA).waitFor({ state: 'detached' })
    await page.evaluate((did) => scene.enter(did, 'Ada'), BEN)
    await row(page, BEN).getByText('shared name').waitFor()
  })
})

it('the end of a key beside a name has ten characters', async () => {
  const page = await theatre.visit()
  await connected(page)
  await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
  expect(await row(page, ADA).locator('.tail').innerText()).toBe(ADA.slice(-10))
})
