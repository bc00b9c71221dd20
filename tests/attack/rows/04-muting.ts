/** Row 4: no stranger has another's envelope taken for a repetition. */
import { sender, type Sender } from '../../support/envelopes.ts'
import { rawPeer } from '../../support/raw-peer.ts'
import { until } from '../../support/until.ts'
import { witness } from '../../e2e/strangers.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Handed } from '../attackers/muter.ts'
import { percentile } from '../joins.ts'

const WAYS = ['over-rate', 'bit-flipped', 'wrong-room'] as const
/** Of one DID: fewer than the flood rule (GC3) lets through. */
const ENVELOPES_PER_DID = 15

export const muting: Attack = {
  number: 4,
  promise: 'muting',
  attack:
    '1,000 honest envelopes, each handed to the relay first by an attacker: over its rate, with a bit flipped, or in another room',
  mustHold: '1,000 of 1,000 arrive, 99 of 100 within 1 s',
  limits: 'an attacker that has an envelope before the relay: in a room it would have it over a direct link',
  againstAnyRelay: true,
  async play(stage) {
    const relay = await stage.relay()
    const topic = `3box.chat.attack.muting-${stage.seed}`
    const count = stage.amount(60, 1_000)
    const attacker = await stage.attacker('muter.ts', {
      relay: relay.url,
      topic,
      otherTopic: `3box.chat.attack.elsewhere-${stage.seed}`,
    })
    const [author, reader] = [await rawPeer(relay.url), await witness(relay.url, topic)]
    stage.onEnd(() => author.stop())
    stage.onEnd(() => reader.stop())
    await author.join(topic)
    await attacker.tells((told) => (told as { ready?: true }).ready)
    const senders: Sender[] = []
    const sentAt = new Map<string, number>()
    const arrivedAt = new Map<string, number>()
    const decoder = new TextDecoder()
    reader.gossip.addEventListener('message', ({ detail }) => {
      const text = decoder.decode(detail.data)
      if (!arrivedAt.has(text)) arrivedAt.set(text, performance.now())
    })
    const arrived = (): string[] => [...sentAt.keys()].filter((text) => arrivedAt.has(text))
    for (let number = 0; number < count; number++) {
      const place = Math.floor(number / ENVELOPES_PER_DID)
      const by = (senders[place] ??= await sender())
      const frame = await by.say(topic, `honest ${number}`)
      const text = decoder.decode(frame)
      attacker.order({ number, frame: text, how: WAYS[number % WAYS.length] ?? 'over-rate' } satisfies Handed)
      await attacker.tells((told) => ((told as { handed?: number }).handed === number ? true : undefined))
      // The attacker's copy is at the relay by then, unless the relay reads no further from it.
      await new Promise((resolve) => setTimeout(resolve, 30))
      sentAt.set(text, performance.now())
      // The attacker's copy may have come to the author itself by now: then the relay has passed it on.
      await author.gossip.publish(topic, frame).catch(() => undefined)
      if (number % 100 === 99) stage.progress(`${number + 1} of ${count} sent, ${arrived().length} arrived`)
    }
    await until('the last to arrive', () => arrived().length === count, 10_000).catch(() => undefined)
    const times = arrived().map((text) => Math.max(0, (arrivedAt.get(text) ?? 0) - (sentAt.get(text) ?? 0)))
    const p99 = percentile(times, 0.99)
    const missing = [...sentAt.keys()].flatMap((text, number) => (arrivedAt.has(text) ? [] : [number]))
    const ways = WAYS.map(
      (way, at) => `${missing.filter((number) => number % WAYS.length === at).length} ${way}`,
    )
    return outcomeOf([
      [
        times.length === count,
        `${times.length} of ${count} arrived${missing.length === 0 ? '' : ` (missing: ${ways.join(', ')})`}`,
      ],
      [stage.isTimely(p99, 1_000), `p99 ${p99.toFixed(0)} ms`],
    ])
  },
}
