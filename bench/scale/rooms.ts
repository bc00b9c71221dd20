/**
 * What a room's size costs one member, without a network: a real room with so many real sessions in its roster.
 */
import { percentile } from '../compare/figures.ts'
import { guest } from '../../packages/ghost-chat/src/identity/guest.ts'
import { platformCrypto } from '../../packages/ghost-chat/src/identity/crypto.ts'
import { signEnvelope } from '../../packages/ghost-chat/src/identity/sign.ts'
import { OwnSession } from '../../packages/ghost-chat/src/room/own-session.ts'
import { Room } from '../../packages/ghost-chat/src/room/room.ts'
import { DEFAULT_TRANSCRIPT } from '../../packages/ghost-chat/src/room/transcript-bounds.ts'
import type { Draft, VerifiedEnvelope } from '../../packages/ghost-chat/src/wire/envelope.ts'
import { sessionId } from '../../packages/ghost-chat/src/wire/ids.ts'
import { roomName, spaceName } from '../../packages/ghost-chat/src/wire/names.ts'
import { topicOf } from '../../packages/ghost-chat/src/wire/topic.ts'

const TOPIC = topicOf(spaceName('bench'), roomName('scale'))
/** Long enough that nobody's lease ends while it is measured, in milliseconds. */
const LEASE = 3_600_000
/** Members of whom something comes in; each is met `ROUNDS` times. */
const SPEAKERS = 10
const ROUNDS = 300
/** Envelopes, or ticks, that are timed together. */
const BATCH = 50

/** Microseconds. */
export interface RoomCost {
  readonly message: number
  readonly renewal: number
  readonly tick: number
}

const suite = await platformCrypto()

/** Somebody else's session. */
async function stranger(): Promise<(body: Draft['body'], now: number) => Promise<VerifiedEnvelope>> {
  const identity = await guest()
  const session = new OwnSession(identity.did, sessionId(crypto.getRandomValues(new Uint8Array(16))), TOPIC)
  return async (body, now) => {
    const envelope = await signEnvelope(identity, session.draft(body, LEASE, now), suite)
    session.commit(envelope)
    return envelope
  }
}

export async function costOf(members: number, tell: (done: number) => void): Promise<RoomCost> {
  const { did } = await guest()
  const room = new Room({
    ...{ topic: TOPIC, did, sid: sessionId(new Uint8Array(16)), peer: 'own', profile: {}, reader: false },
    ...{ flood: null, transcript: DEFAULT_TRANSCRIPT, random: () => 0.5 },
  })
  const start = Date.now()
  const speakers: Awaited<ReturnType<typeof stranger>>[] = []
  const here = (peer: string): Draft['body'] => ({ type: 'here', peer, profile: {}, reader: false })
  for (let at = 0; at < members - 1; at++) {
    const write = await stranger()
    room.receive(await write(here(`peer-${at}`), start), 'kept', start)
    if (at < SPEAKERS) speakers.push(write)
    if (at % 100 === 0) tell(at)
  }
  const listed = room.roster.allPeers().length
  if (listed !== members - 1) throw new Error(`Of ${members - 1} others ${listed} are in the roster.`)
  const messages: VerifiedEnvelope[] = []
  const renewals: VerifiedEnvelope[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, write] of speakers.entries()) {
      messages.push(await write({ type: 'chat', messages: [{ content: `message ${round}` }] }, start + round))
      renewals.push(await write(here(`peer-${at}`), start + round))
    }
  }
  const take = (envelope: VerifiedEnvelope, now: number): void => {
    // As a member does with every frame: the room says when it must be woken.
    const outcome = room.receive(envelope, 'live', now)
    if (!outcome.ok) throw new Error(`the room refused an envelope as ${outcome.code}`)
    room.wakeAt(now)
  }
  return {
    message: each(messages, (envelope) => take(envelope, start + ROUNDS)),
    renewal: each(renewals, (envelope) => take(envelope, start + ROUNDS)),
    tick: each(messages, (_, at) => void room.tick(start + ROUNDS + at)),
  }
}

/** Microseconds for each of the second half, in the median batch: others may want the machine in between. */
function each<T>(items: readonly T[], act: (item: T, at: number) => void): number {
  const batches: number[] = []
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH)
    const start = performance.now()
    for (const [at, item] of batch.entries()) act(item, from + at)
    batches.push(((performance.now() - start) / batch.length) * 1_000)
  }
  return percentile(batches.slice(batches.length >> 1), 0.5)
}
