/**
 * Saying goodbye when the page goes away (SPEC PR16).
 *
 * A page that is closed gets one last task, and what another thread answers comes after it: nothing can be signed
 * any more. So a signed `leave` is kept ready, and handed to the network within that task. It is only good for as
 * long as nothing else was said after it was made.
 */
import type { CryptoSuite } from '../identity/crypto.ts'
import type { Identity } from '../identity/identity.ts'
import { signEnvelope } from '../identity/sign.ts'
import type { Room } from '../room/room.ts'
import { frameOf, type Draft, type VerifiedEnvelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Clock } from './platform.ts'

export interface FarewellInit {
  readonly room: Pick<Room, 'draftState'>
  readonly identity: Identity
  readonly crypto: CryptoSuite
  readonly now: () => number
  readonly clock: Pick<Clock, 'after'>
  readonly publish: (frame: Uint8Array) => Promise<void>
  /** Where `pagehide` is fired. Without it there is nothing to do: a process ends as it likes. */
  readonly page: EventTarget | undefined
}

export class Farewell {
  readonly #init: FarewellInit
  #leave: VerifiedEnvelope | null = null
  #signing = false
  /** When the latest were signed, oldest first, in milliseconds: as many as one pause allows. */
  #signedAt: readonly number[] = []
  #callOff: (() => void) | null = null
  #closed = false

  constructor(init: FarewellInit) {
    this.#init = init
    // Another program that signs may ask its person each time: not for something that nobody wanted to say.
    if ('sign' in init.identity) init.page?.addEventListener('pagehide', this.#onPageHide)
    else this.#closed = true
  }

  /**
   * Signs anew if what is ready will not do: at once, or a moment later when much was signed just now. To be called
   * when something went out, and now and then.
   */
  refresh(): void {
    const { page, room, now } = this.#init
    if (this.#closed || page === undefined || this.#signing || this.#callOff !== null) return
    const time = now()
    const draft = room.draftState('leave', time)
    if (draft === null || this.#isGood(draft, LIMITS.farewellAge)) return
    // A clock may be set back: then what was signed "later" does not count.
    this.#signedAt = this.#signedAt.filter((at) => Math.abs(time - at) < LIMITS.farewellPause)
    if (this.#signedAt.length < LIMITS.farewellBurst) void this.#sign(draft, time)
    else this.#later()
  }

  /** Nothing more is said. May be called twice. */
  close(): void {
    this.#closed = true
    this.#leave = null
    this.#callOff?.()
    this.#callOff = null
    this.#init.page?.removeEventListener('pagehide', this.#onPageHide)
  }

  #later(): void {
    this.#callOff = this.#init.clock.after(LIMITS.farewellPause, () => {
      this.#callOff = null
      this.refresh()
    })
  }

  async #sign(draft: Draft, time: number): Promise<void> {
    const { identity, crypto } = this.#init
    this.#signing = true
    this.#signedAt = [...this.#signedAt, time]
    try {
      const leave = await signEnvelope(identity, draft, crypto)
      if (!this.#closed) this.#leave = leave
    } catch {
      // The others will notice that this member is gone, if not at once.
      this.#signing = false
      return
    }
    this.#signing = false
    // Something may have been said meanwhile.
    this.refresh()
  }

  #onPageHide = (event: Event): void => {
    // The browser may bring the page back as it was: then nobody has left.
    if ('persisted' in event && event.persisted === true) return
    const { room, now, publish } = this.#init
    const draft = room.draftState('leave', now())
    if (this.#leave === null || draft === null || !this.#isGood(draft, LIMITS.skew)) return
    publish(frameOf(this.#leave.text)).catch(() => undefined)
    stay(LIMITS.farewellStay)
  }

  /** Whether what is ready says what the draft says, and is not too old, in milliseconds. */
  #isGood({ claims: { seq, link, issuedAt } }: Draft, age: number): boolean {
    if (this.#leave === null) return false
    const { claims } = this.#leave
    const isLatest = claims.seq === seq && JSON.stringify(claims.link) === JSON.stringify(link)
    return isLatest && Math.abs(issuedAt - claims.issuedAt) < age
  }
}

/**
 * Keeps the page from ending for some milliseconds. What it wrote to a socket lies in a pipe to another process of
 * the browser, and Chromium forgets what is in it when the page's process ends first: without this about one
 * goodbye in five was lost. There is no other way to wait in a page's last task.
 */
function stay(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}
