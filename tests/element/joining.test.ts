/** What moves on the page while somebody joins a room in which much was said. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADA, BEN, connected, NOUR, openTheatre, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())

/** Too long for the page's address. */
const backlog = Array.from({ length: 100 }, (_, index) => ({
  id: `old-${index}.0`,
  from: [ADA, BEN, NOUR][index % 3] ?? ADA,
  text: `said before ${index} ${'word '.repeat((index * 7) % 30)}`.trim(),
  timestamp: Date.now() - (200 - index) * 60_000,
}))

it.each([
  ['a phone', 390, 844],
  ['a desk', 1280, 720],
])('a hundred earlier messages shift less than 0.1 of the page on %s', async (_, width, height) => {
  const page = await theatre.visit({ viewport: { width, height } })
  await connected(page)
  await page.getByTestId('skeleton').waitFor()
  expect(await page.getByTestId('earlier-button').count()).toBe(0)
  await page.evaluate(
    ([said, dids]) => {
      scene.backlog = said
      for (const did of dids) scene.enter(did, `Person ${did.slice(-3)}`)
    },
    [backlog, [ADA, BEN, NOUR]] as const,
  )
  await page.getByTestId('message').getByText('said before 99').waitFor()
  await page.getByTestId('skeleton').waitFor({ state: 'detached' })
  await page.getByTestId('line').getByText('You’re reading.').waitFor()
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // Two frames later everything that moved has been told.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            new PerformanceObserver((list) => {
              resolve(
                list
                  .getEntries()
                  .reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0),
              )
            }).observe({ type: 'layout-shift', buffered: true })
            // No entry, no call.
            setTimeout(() => resolve(0), 1_000)
          }),
        )
      }),
  )
  expect(shift).toBeLessThan(0.1)
  expect(await theatre.clear()).toEqual([])
})
