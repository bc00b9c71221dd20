/**
 * Judges the proofs of wallet accounts that presence carries (SPEC AC5 to AC9). The only place that calls an
 * account proven.
 */
import { GhostChatError } from '../errors.ts'
import { claimOf, spaceUri, type AccountClaim } from '../wire/account.ts'
import { encodeBase64url } from '../wire/base64url.ts'
import type { Envelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Proof } from '../wire/proof.ts'
import { isPlainDomain } from '../wire/siwe-grammar.ts'
import { parseTopic } from '../wire/topic.ts'
import type { CryptoSuite } from './crypto.ts'
import { FairBudget } from './fair-budget.ts'
import type { SignatureCheck } from './wallet/delegation.ts'
import { isProvider, type Eip1193Provider } from './wallet/eip1193.ts'

/** What a member wants to know of accounts, beside what every member can tell. */
export interface AccountOptions {
  /** The sites whose log-ins are believed, as `location.host` writes them. @default any; it is shown */
  readonly domains?: readonly string[]
  /**
   * Asked about accounts that are contracts (EIP-1271, EIP-6492): an EIP-1193 provider on their chain. It
   * learns whom you meet. Strangers choose what it is asked, so that is bounded: 30 accounts a minute in a room (AC9).
   * @default none: such accounts stay unproven
   */
  readonly provider?: Eip1193Provider
  /** `provider` is asked nothing in rooms of more sessions than this. @default 50 */
  readonly largestRoom?: number
}

/** Of whom and where a proof comes. */
export interface ProofContext {
  /** The bearers of a proof, by peer id, by address: each has a share of the budget (AC12). */
  readonly bearers?: readonly string[]
  /** Sessions in the room (AC9). */
  readonly sessions?: number
  /** A narrower budget: asked first, and only for what is not remembered and needs a curve. */
  readonly mayCheck?: () => boolean
}

/** What was found out of a proof: for good, or (`unproven`) until it is asked again. */
interface Finding {
  verdict: 'genuine' | 'forged' | 'unproven'
  retryAt: number
}

/** A copy of what was given, checked. @throws GhostChatError `ERR_OPTION_INVALID` */
export function accountOptions({ domains, provider, largestRoom }: AccountOptions): AccountOptions {
  if (domains !== undefined && !(Array.isArray(domains) && domains.every(isPlainDomain))) {
    throw new GhostChatError(
      'ERR_OPTION_INVALID',
      '"accounts.domains" expected hosts as location.host has them.',
    )
  }
  if (provider !== undefined && !isProvider(provider)) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"accounts.provider" expected an EIP-1193 provider.')
  }
  if (largestRoom !== undefined && !(Number.isSafeInteger(largestRoom) && largestRoom >= 0)) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"accounts.largestRoom" expected a number of sessions.')
  }
  return Object.freeze({
    ...(largestRoom === undefined ? {} : { largestRoom }),
    ...(domains === undefined ? {} : { domains: Object.freeze([...domains]) }),
    ...(provider === undefined ? {} : { provider }),
  })
}

const encoder = new TextEncoder()

const CONTRACT_UNKNOWN: Finding = Object.freeze({ verdict: 'unproven', retryAt: Infinity })

export class AccountJudge {
  readonly #sha256: CryptoSuite['sha256']
  readonly #domains: ReadonlySet<string> | null
  readonly #provider: Eip1193Provider | undefined
  readonly #largestRoom: number
  readonly #now: () => number
  /** By the proof's hash; the longest unused goes first (AC8). Contracts apart: anybody can make such proofs for free. */
  readonly #findings = new Map<string, Finding>()
  readonly #contracts = new Map<string, Finding>()
  readonly #budget = new FairBudget({ burst: LIMITS.proofBurst, perSecond: LIMITS.proofsPerSecond })
  /** Questions to the provider, counted by room. */
  readonly #questions = new Map<string, FairBudget>()
  #asking = 0

  constructor(
    sha256: CryptoSuite['sha256'],
    { domains, provider, largestRoom = LIMITS.chainRoom }: AccountOptions = {},
    now: () => number = Date.now,
  ) {
    this.#sha256 = sha256
    this.#domains = domains === undefined ? null : new Set(domains)
    this.#provider = provider
    this.#largestRoom = largestRoom
    this.#now = now
  }

  /** Proofs remembered. */
  get size(): number {
    return this.#findings.size + this.#contracts.size
  }

  /** As `judge`, for an envelope whose signature was verified; `undefined` where it claims no account. */
  async accountOf(
    { body, claims }: Envelope,
    context?: ProofContext,
  ): Promise<AccountClaim | null | 'busy' | undefined> {
    const proof = body.type === 'join' || body.type === 'here' ? body.proof : undefined
    return proof === undefined ? undefined : this.judge(proof, claims.iss, claims.aud, context)
  }

  /**
   * What a session's proof shows; `null` where it is forged, or not for this session or space (AC5, AC6);
   * `busy` where too many were looked at already (AC12).
   */
  async judge(
    proof: Proof,
    session: Did,
    topic: string,
    context: ProofContext = {},
  ): Promise<AccountClaim | null | 'busy'> {
    const space = parseTopic(topic)?.space
    if (proof.p.aud !== session || space === undefined || proof.p.resources[0] !== spaceUri(space))
      return null
    const isKey = proof.s.t === 'eip191'
    const finding = await (isKey ? this.#findKey(proof, context) : this.#findContract(proof, topic, context))
    if (finding === null) return 'busy'
    const { verdict } = finding
    if (verdict === 'forged') return null
    const welcome = this.#domains === null || this.#domains.has(proof.p.domain)
    return claimOf(proof, verdict === 'genuine' && welcome)
  }

  /** A curve in JavaScript takes milliseconds, and throwaway wallets cost nothing: so many a second, no more. */
  async #findKey(proof: Proof, { mayCheck, bearers = [] }: ProofContext): Promise<Finding | null> {
    const key = await this.#keyOf(proof)
    const known = recall(this.#findings, key)
    if (known !== undefined) return known
    if (mayCheck?.() === false || !this.#budget.take(bearers, this.#now())) return null
    const { verdict } = await check(proof)
    const finding: Finding = { verdict: verdict === 'genuine' ? 'genuine' : 'forged', retryAt: Infinity }
    remember(this.#findings, key, finding)
    return finding
  }

  /** A contract's proof needs no curve, and so no time of the budget's: two hashes, less than its envelope took. */
  async #findContract(proof: Proof, topic: string, context: ProofContext): Promise<Finding> {
    const provider = this.#provider
    if (provider === undefined) {
      return (await check(proof)).verdict === 'forged' ? { verdict: 'forged', retryAt: 0 } : CONTRACT_UNKNOWN
    }
    const key = await this.#keyOf(proof)
    const known = recall(this.#contracts, key)
    if (known !== undefined && this.#now() < known.retryAt) return known
    const checked = await check(proof)
    if (checked.verdict !== 'ask-contract') return { verdict: 'forged', retryAt: 0 }
    const finding = known ?? { verdict: 'unproven', retryAt: 0 }
    if (!this.#mayAsk(topic, context)) return finding
    remember(this.#contracts, key, finding)
    this.#askChain(provider, finding, proof, checked.hash)
    return finding
  }

  /** Strangers choose what is asked of the app's service (AC9). */
  #mayAsk(topic: string, { bearers = [], sessions = 0 }: ProofContext): boolean {
    if (sessions > this.#largestRoom || this.#asking >= LIMITS.chainCalls) return false
    const [burst, perSecond] = [LIMITS.chainAsksPerMinute, LIMITS.chainAsksPerMinute / 60]
    const questions = this.#questions.get(topic) ?? new FairBudget({ burst, perSecond })
    remember(this.#questions, topic, questions)
    return questions.take(bearers, this.#now())
  }

  async #keyOf(proof: Proof): Promise<string> {
    return encodeBase64url(await this.#sha256(encoder.encode(JSON.stringify(proof))))
  }

  /** Nobody waits for a chain: the answer counts from the session's next renewal (AC9). */
  #askChain(provider: Eip1193Provider, finding: Finding, proof: Proof, hash: string): void {
    finding.retryAt = this.#now() + LIMITS.chainRetry
    this.#asking++
    const ask = async (): Promise<void> => {
      const { contractVouches } = await import('./wallet/contract.ts')
      if (await contractVouches(proof, hash, provider)) {
        finding.verdict = 'genuine'
        finding.retryAt = Infinity
      }
    }
    ask()
      // A chain that does not answer, or says no today, is asked again later.
      .catch(() => undefined)
      .finally(() => {
        this.#asking--
      })
  }
}

/** Loaded only when the first proof comes: most people are guests, and the curve is 30 kB. */
async function check(proof: Proof): Promise<SignatureCheck> {
  const { checkSignature } = await import('./wallet/delegation.ts')
  return checkSignature(proof)
}

/** The value under a key. A Map keeps the order of insertion: put back, it is the latest used. */
function recall<T>(map: Map<string, T>, key: string): T | undefined {
  const known = map.get(key)
  if (known === undefined) return undefined
  map.delete(key)
  map.set(key, known)
  return known
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= LIMITS.cachedProofs) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}
