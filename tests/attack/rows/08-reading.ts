/** Row 8: no text hurts a reader: not by its markup, not by its control characters, not by the work it makes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { ADA, BEN, connected, openTheatre } from '../../page/theatre.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Stage } from '../stage.ts'
import { hostileTexts } from '../texts.ts'

const MOST_MS = 50
/** Texts that one loading of the page shows: its list of messages is bounded, and so is what is handed over. */
const PER_PAGE = 400
const PER_CALL = 20
/** Milliseconds that the page is shown texts for, and texts that it must have shown by then. */
const MOST_TIME = 900_000
const LEAST_TEXTS = 5_000

interface Read {
  readonly shown: number
  /** Messages that were not drawn in the frame that followed. */
  readonly unseen: number
  /** The longest task, of the best of three showings of its text, and no longer than the thread worked on it. */
  readonly longest: number
  /** Elements in a message that are no links, and links that are none of the web. */
  readonly foreign: readonly string[]
  readonly problems: readonly string[]
}

async function readInPage(stage: Stage, texts: readonly string[]): Promise<Read> {
  const theatre = await openTheatre({ fast: true })
  stage.onEnd(() => theatre.close())
  const foreign = new Set<string>()
  const problems: string[] = []
  let [longest, shown, unseen] = [0, 0, 0]
  const end = performance.now() + MOST_TIME
  for (let from = 0; from < texts.length && performance.now() < end; from += PER_PAGE) {
    const page = await theatre.visit({ at: '/lobby' })
    page.setDefaultTimeout(60_000)
    await connected(page)
    const ofPage = texts.slice(from, from + PER_PAGE)
    for (let at = 0; at < ofPage.length; at += PER_CALL) {
      const seen = await page.evaluate(
        async ([some, people, most]) => {
          const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
          const found = new Set<string>()
          const list = document
            .querySelector('ghost-chat')!
            .shadowRoot!.querySelector('ghost-conversation')!
            .shadowRoot!.querySelector('ghost-messages')!.shadowRoot!
          const look = (): void => {
            for (const text of list.querySelectorAll('[data-testid=text]'))
              for (const one of text.querySelectorAll('*'))
                if (one.localName !== 'a' || !/^https?:/.test(one.getAttribute('href') ?? ''))
                  found.add(one.outerHTML.slice(0, 200))
          }
          let task = 0
          let unseen = 0
          const take = (entries: PerformanceEntryList): void => {
            for (const { duration } of entries) task = Math.max(task, duration)
          }
          // What was handed over is parsed by then.
          await frame()
          await frame()
          const observer = new PerformanceObserver((entries) => take(entries.getEntries()))
          observer.observe({ type: 'longtask' })
          /** Milliseconds of the longest task that showing a text takes; 0 where none is long. */
          const show = async (text: string, place: number): Promise<number> => {
            task = 0
            const person = people[place % people.length]!
            if (place % 10 === 0) scene.enter(person, text.slice(0, 64))
            const id = scene.say(person, text)
            if (place % 10 === 1) scene.say(person, 'an answer', { replyTo: id })
            await frame()
            if (list.querySelector(`[data-id="${CSS.escape(id)}"]`) === null) unseen++
            take(observer.takeRecords())
            return task
          }
          const slow: { place: number; time: number }[] = []
          for (const [place, text] of some.entries()) {
            let time = await show(text, place)
            // A task is told of once it has ended, and so may be in the frame that follows.
            if (place === some.length - 1) {
              await frame()
              await new Promise((resolve) => setTimeout(resolve))
              time = Math.max(time, task)
            }
            // Another process may have had the machine: the best of three tells, of this text and of the one before.
            for (let again = 0; again < 2 && time > most; again++) {
              await show(some[Math.max(0, place - 1)]!, place)
              const next = await show(text, place)
              await frame()
              time = Math.min(time, Math.max(next, task))
            }
            if (time > 0) slow.push({ place, time })
            if (place % 5 === 4) look()
          }
          look()
          observer.disconnect()
          return { slow, unseen, found: [...found] }
        },
        [ofPage.slice(at, at + PER_CALL), [ADA, BEN], MOST_MS] as const,
      )
      for (const { place, time } of seen.slow) {
        const text = ofPage[at + place] ?? ''
        const own = Math.min(time, await ownTime(page, text))
        if (own <= longest) continue
        longest = own
        stage.progress(`page: ${longest.toFixed(0)} ms for ${shortOf(text)}`)
      }
      for (const one of seen.found) foreign.add(one)
      unseen += seen.unseen
      shown += Math.min(PER_CALL, ofPage.length - at)
    }
    problems.push(...(await theatre.clear()))
    if ((from / PER_PAGE) % 10 === 9)
      stage.progress(`page: ${shown} texts, longest task ${longest.toFixed(0)} ms`)
  }
  return { shown, unseen, longest, foreign: [...foreign], problems }
}

/**
 * Milliseconds that the page's main thread works while it shows a text, of the best of three showings: no task in it is
 * longer. A task's length holds whatever other processes had the machine for meanwhile; this does not.
 */
async function ownTime(page: Page, text: string): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const found = metrics.find(({ name }) => name === 'ThreadTime')
    if (found === undefined) throw new Error('This browser does not tell how long its main thread worked.')
    return found.value * 1_000
  }
  let least = Infinity
  for (let showing = 0; showing < 3 && least > MOST_MS; showing++) {
    const before = await worked()
    await page.evaluate(
      async ([said, person]) => {
        scene.say(person, said)
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      },
      [text, ADA] as const,
    )
    least = Math.min(least, (await worked()) - before)
  }
  await session.detach()
  return least
}

/** What a text is like, for the reader of a report. */
function shortOf(text = ''): string {
  return `${JSON.stringify(text.slice(0, 40))}, ${text.length} units`
}

/** What the terminal writes of its own: where the cursor goes, what is erased, colours, modes. */
const OWN_SEQUENCES =
  // eslint-disable-next-line no-control-regex -- control sequences are what it is about
  /\u001B\[(?:\?(?:1049|2004|25|2026)[hl]|2J|H|\d*[ABCDEFGK]|J|\d{1,2}m|38;5;\d{1,3}m)|\r?\n|\r/g
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g

async function readAtTerminal(
  stage: Stage,
  count: number,
): Promise<{ shown: number; longest: number; controls: readonly string[]; bytes: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'ghost-chat-attack-'))
  stage.onEnd(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'measured.json')
  const script = fileURLToPath(new URL('../honest/reading-terminal.ts', import.meta.url))
  const words = [process.execPath, '-C', 'ghost-chat-source', script, count, stage.seed, file]
  const child = spawn('script', ['-qfec', `stty cols 100 rows 40; exec ${words.join(' ')}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...{ TERM: 'xterm-256color', SHELL: '/bin/sh', FORCE_COLOR: '1', CI: 'false' },
      // As `ghost join` sets it before it loads React, which else notes every step of every drawing for good.
      NODE_ENV: 'production',
    },
  })
  stage.onEnd(async () => child.kill('SIGKILL'))
  const controls = new Set<string>()
  let [bytes, rest, wasSeen] = [0, '', false]
  const decoder = new TextDecoder()
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    const text = rest + decoder.decode(chunk, { stream: true })
    // A sequence may come in two pieces.
    const end = Math.max(0, text.length - 32)
    const cut = end === 0 ? -1 : text.lastIndexOf('\n', end)
    rest = text.slice(cut + 1)
    read(text.slice(0, cut + 1))
  })
  const read = (text: string): void => {
    wasSeen ||= text.includes('the last of all')
    const left = text.replaceAll(OWN_SEQUENCES, '')
    for (const { 0: control, index } of left.matchAll(CONTROL))
      if (controls.size < 20)
        controls.add(JSON.stringify(control + left.slice(index + 1, index + 12)).slice(1, -1))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  read(rest)
  if (code !== 0 || !wasSeen) throw new Error(`The terminal ended with ${String(code)} before the last text.`)
  const { longest, shown, worst } = JSON.parse(await readFile(file, 'utf8')) as {
    longest: number
    shown: number
    worst: string
  }
  stage.progress(`terminal: ${longest.toFixed(0)} ms for ${shortOf(worst)}`)
  return { shown, longest, controls: [...controls], bytes }
}

export const reading: Attack = {
  number: 8,
  promise: 'nothing that is written hurts who reads',
  attack:
    '20,000 texts of up to 8,000 bytes: the worst for every pattern of the interfaces, markup, control sequences, mixtures; as messages, names and quotes in the built page in Chromium, and at the terminal in a pseudo-terminal',
  mustHold:
    'the longest task below 50 ms each; no element but `a` in a message; no control character at the terminal but those of its own sequences',
  limits:
    'the terminal shows the first 5,000 of them, the page as many as 15 min allow; the network is taken away, so that no limit of a relay stands before the reader; a task counts by the best of three showings, and no more than the thread worked meanwhile; the browser tells of tasks of 50 ms and more only',
  againstAnyRelay: false,
  async play(stage) {
    const texts = hostileTexts(stage.amount(150, 20_000), stage.seed)
    // The pseudo-terminal draws its whole screen for each.
    const atTerminal = stage.amount(60, 5_000)
    const terminal = await readAtTerminal(stage, atTerminal)
    stage.progress(`terminal: ${terminal.shown} texts, longest ${terminal.longest.toFixed(0)} ms`)
    const page = await readInPage(stage, texts)
    const inPage = page.longest === 0 ? `below ${MOST_MS} ms` : `${page.longest.toFixed(0)} ms`
    return outcomeOf([
      [
        page.shown >= Math.min(texts.length, LEAST_TEXTS),
        `page: ${page.shown} of ${texts.length} texts, ${page.unseen} not drawn at once`,
      ],
      [stage.isTimely(page.longest, MOST_MS), `longest task ${inPage}`],
      [page.foreign.length === 0, `${page.foreign.length} foreign elements ${page.foreign[0] ?? ''}`.trim()],
      [page.problems.length === 0, `${page.problems.length} problems ${page.problems[0] ?? ''}`.trim()],
      [terminal.shown === atTerminal, `terminal: ${terminal.shown} texts`],
      [stage.isTimely(terminal.longest, MOST_MS), `longest task ${terminal.longest.toFixed(0)} ms`],
      [
        terminal.controls.length === 0,
        `${terminal.controls.length} control characters in ${(terminal.bytes / 2 ** 20).toFixed(1)} MiB ${terminal.controls.join(' ')}`.trim(),
      ],
    ])
  },
}
