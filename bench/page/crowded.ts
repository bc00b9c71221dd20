/** How long a message takes from its arrival until it is drawn, in a room with many people and much that was said. */
import type { Browser } from 'playwright-core'
import type { Host } from './host.ts'
import type { Stage } from '../../tests/element/stage.ts'

export const PEOPLE = [12, 500] as const
export const SAID = [50, 500, 5_000] as const
export const SLOWER = [1, 4] as const

export interface Frame {
  readonly people: number
  readonly said: number
  readonly slower: number
  /** From the library's event to the end of the frame that shows it, in milliseconds: one for each message. */
  readonly took: readonly number[]
}

const MESSAGES = 15
const DESK = { width: 1280, height: 800 }

/**
 * Frames are drawn as soon as they are ready, not with those of a screen: or the wait for it would be all that is
 * measured of what takes less than 17 ms.
 */
export const UNTHROTTLED = ['--disable-frame-rate-limit', '--disable-gpu-vsync']

/** In a page whose library is the stage of the element's tests: nothing but the interface takes time. */
export async function framesOf(browser: Browser, host: Host): Promise<Frame[]> {
  const frames: Frame[] = []
  for (const people of PEOPLE) {
    const context = await browser.newContext({ viewport: DESK, serviceWorkers: 'block' })
    try {
      const page = await context.newPage()
      await page.goto(`${host.origin}/#/crowded`)
      await page.getByTestId('online-list').waitFor({ state: 'attached' })
      const devtools = await context.newCDPSession(page)
      await page.evaluate(enter, people)
      let there = 0
      for (const said of SAID) {
        await page.evaluate(fill, [there, said - there, people] as const)
        there = said + MESSAGES * SLOWER.length
        for (const slower of SLOWER) {
          await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
          frames.push({ people, said, slower, took: await page.evaluate(drawn, [MESSAGES, people] as const) })
        }
        await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
      }
    } finally {
      await context.close()
    }
  }
  return frames
}

declare const scene: Stage

/** The rest runs in the page. */

async function enter(people: number): Promise<void> {
  const own = location.hash
  for (let n = 0; n < people; n += 1) {
    scene.enter(`did:key:z6Mkbench${String(n).padStart(6, '0')}${own.length}`, `Person ${n}`)
    if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve))
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
}

async function fill([from, count, people]: readonly [
  from: number,
  count: number,
  people: number,
]): Promise<void> {
  const own = location.hash
  for (let n = from; n < from + count; n += 1) {
    const who = (n * 7) % people
    scene.say(
      `did:key:z6Mkbench${String(who).padStart(6, '0')}${own.length}`,
      `Message ${n}: what somebody said in a few words.`,
    )
    if (n % 100 === 99) await new Promise((resolve) => setTimeout(resolve))
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000))
}

async function drawn([messages, people]: readonly [messages: number, people: number]): Promise<number[]> {
  const own = location.hash
  const took: number[] = []
  for (let n = 0; n < messages; n += 1) {
    // What the message before it left for later is done by then.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await new Promise((resolve) => requestIdleCallback(resolve))
    const began = performance.now()
    const who = (n * 11) % people
    scene.say(
      `did:key:z6Mkbench${String(who).padStart(6, '0')}${own.length}`,
      `New ${n}: what somebody says just now.`,
    )
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve()
        port2.postMessage(null)
      })
    })
    took.push(performance.now() - began)
  }
  return took
}
