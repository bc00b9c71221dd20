/**
 * A frame's way in: parse, screen, verify, let the room decide. Verification runs side by side, decisions
 * are made in the order of arrival (SPEC VE7).
 */
import type { Verification, Verifier, VerifyOptions } from '../identity/verify.ts'
import { parseEnvelope, parseEnvelopeText, type Envelope } from '../wire/envelope.ts'
import type { Claims } from '../wire/claims.ts'
import type { Alg } from '../wire/header.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { ignore } from '../wire/verdict.ts'
import type { PeerId } from '../network/port.ts'
import type { Effect, Outcome, Way } from '../room/effects.ts'
import { fitsQuestion, isNaming } from '../room/answers.ts'
import type { Request } from '../room/requests.ts'
import type { Room } from '../room/room.ts'
import type { CorrectedClock } from './corrected-clock.ts'

/** What became of a frame. `claims` stand as soon as it was well-formed; they are true only with `ok`. */
export type Judged = Outcome & {
  readonly claims?: Claims
  /** It counts here, and is not to be forwarded (AC12). */
  readonly unchecked?: boolean
}

interface TakeOptions {
  /** The peer that brought the frame. */
  readonly from?: string
  /** Called when the frame leaves the order, since its verification may take long (SPEC ID6). */
  readonly onAside?: (() => void) | undefined
  /** Told how much dearer than most the frame is, in frames (SPEC NW21). */
  readonly charge?: ((frames: number) => void) | undefined
  /** Whether it is an envelope that was asked for (SPEC SY7); any other is ignored. */
  readonly fits?: (envelope: Envelope) => boolean
}

/**
 * The cost of verifying beyond an Ed25519 signature by a known key, in such verifications: a browser's pure code takes 15
 * times as long for secp256k1, WebCrypto 4 times for P-256. A new key is imported, and its DID takes a place in a room.
 */
const KEY_CHARGE: Readonly<Record<Alg, number>> = Object.freeze({ EdDSA: 0, ES256: 3, ES256K: 15 })
const NEW_DID_CHARGE = 7

/** Learns the time from what comes in (SPEC TM5). */
type Listening = Pick<CorrectedClock, 'local' | 'heard' | 'mayLearn'>

export class Inbox {
  readonly #room: Room
  readonly #verifier: Pick<Verifier, 'verify'>
  readonly #now: () => number
  readonly #run: (effects: readonly Effect[]) => void
  readonly #clock: Listening | null
  /** DIDs whose signatures were looked at lately, the latest last. No more than a measure of work hangs on it. */
  readonly #met = new Set<Did>()
  #tail: Promise<unknown> = Promise.resolve()
  #verifying = 0

  constructor(
    room: Room,
    verifier: Pick<Verifier, 'verify'>,
    now: () => number,
    run: (effects: readonly Effect[]) => void,
    clock: Listening | null = null,
  ) {
    this.#room = room
    this.#verifier = verifier
    this.#now = now
    this.#run = run
    this.#clock = clock
  }

  /** Takes in an item of an answer, if it is what was asked for (SPEC SY7). */
  takeAnswer(frame: Uint8Array, request: Request, from: string): Promise<Judged> {
    // Of those who wrote, it says what they were called, and not that they are here (SY15).
    const way = (envelope: Envelope): Way =>
      request.ask === 'backlog' && isNaming(envelope.body) ? 'byline' : 'kept'
    return this.take(frame, way, { from, fits: (envelope) => fitsQuestion(request, envelope) })
  }

  /** Takes in what a peer says of itself by way of greeting (SPEC SY3): its own presence, and nothing else. */
  takeHello(presence: string, from: PeerId): Promise<Judged> {
    return this.take(presence, 'kept', {
      from,
      fits: ({ body }) => (body.type === 'join' || body.type === 'here') && body.peer === from,
    })
  }

  /** Takes a frame in and has the room's effects run. Never rejects. */
  take(
    frame: Uint8Array | string,
    how: Way | ((envelope: Envelope) => Way),
    { from, onAside, charge, fits = () => true }: TakeOptions = {},
  ): Promise<Judged> {
    const parsed = typeof frame === 'string' ? parseEnvelopeText(frame) : parseEnvelope(frame)
    if (!parsed.ok) return Promise.resolve(parsed)
    const { claims } = parsed.envelope
    if (!fits(parsed.envelope)) return Promise.resolve({ ...ignore('unasked'), claims })
    const way = typeof how === 'function' ? how(parsed.envelope) : how
    const clock = way === 'live' ? this.#clock : null
    const arrived = clock?.local() ?? 0
    const refused = this.#room.screen(parsed.envelope, way, this.#now())
    if (refused !== null) {
      if (clock?.mayLearn(parsed.envelope, refused) === true)
        void this.#learn(clock, parsed.envelope, arrived)
      return Promise.resolve({ ...refused, claims })
    }
    // Whoever sends faster than signatures can be checked is not given memory to wait in.
    if (this.#verifying >= LIMITS.verifying) return Promise.resolve(ignore('busy'))
    this.#verifying++
    charge?.(KEY_CHARGE[parsed.envelope.header.alg] + (this.#hasMet(claims.iss) ? 0 : NEW_DID_CHARGE))
    // A key that must be fetched holds up nobody else: strangers would choose how slowly (SPEC ID6).
    const aside = Promise.withResolvers<undefined>()
    const onWait = (): void => {
      aside.resolve(undefined)
      onAside?.()
    }
    const bearers = from === undefined ? [] : [from]
    const verification = this.#verify(parsed.envelope, { onWait, bearers, sessions: this.#room.size })
    // Nothing depends on the order of refusals; and what waits meanwhile may come again, by a better bearer.
    void verification.then(({ ok }) => {
      if (!ok) aside.resolve(undefined)
    })
    const judge = async (): Promise<Judged> => {
      const verified = await verification
      this.#verifying--
      const outcome = verified.ok ? this.#room.receive(verified.envelope, way, this.#now()) : verified
      if ('effects' in outcome) this.#run(outcome.effects)
      if (outcome.ok) {
        clock?.heard(parsed.envelope, arrived)
      }
      return { ...outcome, claims, unchecked: verified.ok && verified.unchecked === true }
    }
    const before = this.#tail
    const judged = Promise.race([before, aside.promise]).then(judge)
    this.#tail = before.then(() => Promise.race([judged, aside.promise]))
    return judged
  }

  #hasMet(did: Did): boolean {
    const met = this.#met.delete(did)
    this.#met.add(did)
    if (this.#met.size > LIMITS.cachedKeys)
      for (const oldest of this.#met) {
        this.#met.delete(oldest)
        break
      }
    return met
  }

  /** It is out of time by this member's clock: perhaps it is the clock that is wrong. */
  async #learn(clock: Listening, envelope: Envelope, arrived: number): Promise<void> {
    if ((await this.#verify(envelope)).ok) clock.heard(envelope, arrived)
  }

  async #verify(envelope: Envelope, options?: VerifyOptions): Promise<Verification> {
    try {
      return await this.#verifier.verify(envelope, options)
    } catch {
      // The platform's cryptography failed us; that is nobody's fault.
      return ignore('unsupported')
    }
  }
}
