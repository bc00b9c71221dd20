/** A path at which there is no page, on a static host and at a relay that serves the page. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, type Relay } from '@ghost-chat/relay'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildPage } from '../../apps/web/build.ts'
import { openTheatre, type Theatre } from './theatre.ts'

let folder: string
let relay: Relay
let theatre: Theatre
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghost-wrong-path-'))
  await buildPage({ outDir: folder })
  relay = await createRelay({ host: '127.0.0.1', port: 0, pages: folder })
  theatre = await openTheatre({ others: [relay.url] })
})
afterAll(async () => {
  await theatre.close()
  await relay.close()
  await rm(folder, { recursive: true, force: true })
})
afterEach(async () => {
  // The browser reports the answer's status, and nothing else is wrong.
  expect(await theatre.clear()).toEqual([expect.stringContaining('404')])
})

/** Whether the page's own style has arrived. */
const isStyled = (page: Page) =>
  page.getByTestId('door-link').evaluate((link) => getComputedStyle(link).display === 'inline-flex')

describe.each([
  ['a static host', () => theatre.origin],
  ['a relay that serves the page', () => relay.url],
])('a wrong path at %s', (_, origin) => {
  it.each(['/lobby', '/some/where/deep.html'])('%s says so, and leads to the door', async (path) => {
    const page = await theatre.visit()
    const answer = await page.goto(origin().replace(/\/$/, '') + path)
    expect(answer?.status()).toBe(404)
    await page.getByRole('heading', { name: 'There’s no such page' }).waitFor()
    expect(await isStyled(page)).toBe(true)
    await page.getByTestId('door-link').click()
    await page.getByTestId('join-button').waitFor()
  })
})
