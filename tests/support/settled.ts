/** Waits until nothing on a page fades in or moves: half-way the contrast is nobody's. What moves for ever does not count. */
import type { Page } from 'playwright-core'

export function settled(page: Page): Promise<unknown> {
  return page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ effect, playState }) =>
          playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  )
}
