/** Row 12: a room's name is not found by trying names, and a link tells a stranger's relay nothing of the reader. */
import { inventName } from '../../../apps/web/src/names.ts'
import { claimsOf, witness } from '../../e2e/strangers.ts'
import { connected, openTheatre, say } from '../../page/theatre.ts'
import { until } from '../../support/until.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Stage } from '../stage.ts'

const SPACE = 'ghost-chat'
const PREFIX = `3box.chat.${SPACE}.`

interface Guessed {
  readonly tallies: Readonly<Record<string, { asked: number; refused: number; found: number }>>
  readonly listed: readonly string[]
  readonly knownFound: Readonly<Record<string, number>>
}

async function guess(stage: Stage): Promise<Guessed> {
  const relay = await stage.relay(['--routing', '--federate'])
  const rooms = [inventName(), inventName(), inventName()]
  for (const room of rooms) await (await stage.person(relay, SPACE)).join(room)
  const attacker = await stage.attacker('guesser.ts', {
    relay: relay.url,
    prefix: PREFIX,
    milliseconds: stage.amount(2_000, 120_000),
    known: rooms,
  })
  return attacker.tells((told) => told as Guessed)
}

/** Bits of a name's choices, each by its likeliest: what an attacker tries first. */
function bitsOf(names: readonly string[]): number {
  const parts = names.map((name) => {
    const [quality = '', thing = '', ...groups] = name.split('-')
    return [quality, thing, ...groups.join('')]
  })
  const [places = []] = parts
  return places.reduce((sum, _, place) => {
    const counts = new Map<string, number>()
    for (const { [place]: part = '' } of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
    return sum - Math.log2(Math.max(...counts.values()) / parts.length)
  }, 0)
}

/** What a stranger's relay hears of somebody whom the page remembers, before the click and after it. */
async function followLink(stage: Stage): Promise<{ before: number; after: number; frames: number }> {
  const [own, strange] = [await stage.relay(), await stage.relay()]
  const theatre = await openTheatre({ library: 'real', others: [own.url, strange.url, 'ws:'] })
  stage.onEnd(() => theatre.close())
  const topic = `${PREFIX}linked`
  const [atOwn, atStrange] = [await witness(own.url, topic), await witness(strange.url, topic)]
  stage.onEnd(() => atOwn.stop())
  stage.onEnd(() => atStrange.stop())
  const page = await theatre.visit()
  await page.evaluate(
    (kept) => localStorage.setItem('ghost-chat', kept),
    JSON.stringify({ identity: 'stored', nickname: 'Mira', relay: own.url }),
  )
  await page.goto(`${theatre.origin}/#/linked`)
  await page.reload()
  await connected(page)
  await say(page, 'hello')
  const issuers = (frames: readonly string[]): unknown[] => frames.map((frame) => claimsOf(frame)['iss'])
  const did = await until('the person to be heard at its own relay', () =>
    atOwn.frames.length === 0 ? null : issuers(atOwn.frames)[0],
  )
  await page.goto(`${theatre.origin}/?relay=${encodeURIComponent(strange.url)}#/linked`)
  await page
    .getByTestId('strange-relay')
    .waitFor({ timeout: 5_000 })
    .catch(() => undefined)
  await connected(page)
  // What a page says on entering it says within this time; so that there is something to hear, it is told to speak.
  await new Promise((resolve) => setTimeout(resolve, stage.amount(2_000, 30_000)))
  const of = (): number => issuers(atStrange.frames).filter((iss) => iss === did).length
  const [before, frames] = [of(), atStrange.frames.length]
  const take = page.getByTestId('take-relay')
  if (await take.isVisible()) await take.click()
  await until('the person to be heard after the click', () => of() > 0, 20_000).catch(() => undefined)
  return { before, after: of(), frames }
}

export const links: Attack = {
  number: 12,
  promise: 'a link is a secret as long as it looks',
  attack:
    'names as the page invents them, asked for 2 min by rendezvous, routing and FD3 of a relay with three rooms of such names; a link over a stranger’s relay, opened by a person whom the page remembers',
  mustHold:
    '0 rooms found, none listed; at least 64 bits by the choices of 20,000 invented names; 0 envelopes of the remembered DID at the stranger’s relay before a click',
  limits:
    '2 min instead of an hour, and no questions to the DHT, which holds hashes; the same attacker finds each room by each way once it is told the name',
  againstAnyRelay: false,
  async play(stage) {
    const { tallies, listed, knownFound } = await guess(stage)
    stage.progress(`names tried: ${JSON.stringify(tallies)}; told: ${JSON.stringify(knownFound)}`)
    const bits = bitsOf(Array.from({ length: 20_000 }, inventName))
    const link = await followLink(stage)
    const all = Object.entries(tallies)
    const found = all.reduce((sum, [, tally]) => sum + tally.found, 0)
    const words = all.map(([way, { asked, refused }]) => `${asked - refused} by ${way}`)
    return outcomeOf([
      [found === 0, `${found} rooms found by names tried (${words.join(', ')})`],
      [listed.length === 0, `${listed.length} listed ${listed.join(' ')}`.trim()],
      [
        all.every(([way]) => (knownFound[way] ?? 0) === 3),
        `told the names: ${Object.entries(knownFound)
          .map(([way, count]) => `${count} of 3 by ${way}`)
          .join(', ')}`,
      ],
      [bits >= 64, `${bits.toFixed(1)} bits`],
      [link.before === 0, `${link.before} envelopes of the person before the click, ${link.after} after it`],
      [link.after > 0, 'the click is heard'],
    ])
  },
}
