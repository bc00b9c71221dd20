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
    const times: number[] = []
    let seen = 0
    const decoder = new TextDecoder()
    const note = (): void => {
      for (; seen < reader.frames.length; seen++) {
        const at = sentAt.get(reader.frames[seen] ?? '')
        if (at === undefined) continue
        times.push(performance.now() - at)
        sentAt.delete(reader.frames[seen] ?? '')
      }
    }
    reader.gossip.addEventListener('message', () => queueMicrotask(note))
    for (let number = 0; number < count; number++) {
      const place = Math.floor(number / ENVELOPES_PER_DID)
      const by = (senders[place] ??= await sender())
      const frame = await by.say(topic, `honest ${number}`)
      const text = decoder.decode(frame)
      attacker.order({ number, frame: text, how: WAYS[number % WAYS.length] ?? 'over-rate' } satisfies Handed)
      await attacker.tells((told) => ((told as { handed?: number }).handed === number ? true : undefined))
      sentAt.set(text, performance.now())
      await author.gossip.publish(topic, frame).catch(() => undefined)
      if (number % 100 === 99) stage.progress(`${number + 1} of ${count} sent, ${times.length} arrived`)
    }
    await until('the last to arrive', () => sentAt.size === 0, 10_000).catch(() => undefined)
    const p99 = percentile(times, 0.99)
    return outcomeOf([
      [times.length === count, `${times.length} of ${count} arrived`],
      [stage.isTimely(p99, 1_000), `p99 ${p99.toFixed(0)} ms`],
    ])
  },
}
