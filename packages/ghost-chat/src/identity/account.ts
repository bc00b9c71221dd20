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
import { isProvider, type Eip1193Provider } from './wallet/eip1193.ts'

/** What a member wants to know of accounts, beside what every member can tell. */
export interface AccountOptions {
  /** The sites whose log-ins are believed, as `location.host` writes them. @default any; it is shown */
  readonly domains?: readonly string[]
  /**
   * Asked about accounts that are contracts (EIP-1271, EIP-6492): an EIP-1193 provider on their chain. It
   * learns whom you meet. @default none: such accounts stay unproven
   */
  readonly provider?: Eip1193Provider
}

/** What was found out of a proof: for good, or (`unproven`) until it is asked again. */
interface Finding {
  verdict: 'genuine' | 'forged' | 'unproven'
  retryAt: number
}

/** A copy of what was given, checked. @throws GhostChatError `ERR_OPTION_INVALID` */
export function accountOptions({ domains, provider }: AccountOptions): AccountOptions {
  if (domains !== undefined && !(Array.isArray(domains) && domains.every(isPlainDomain))) {
    throw new GhostChatError(
      'ERR_OPTION_INVALID',
      '"accounts.domains" expected hosts as location.host has them.',
    )
  }
  if (provider !== undefined && !isProvider(provider)) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"accounts.provider" expected an EIP-1193 provider.')
  }
  return Object.freeze({
    ...(domains === undefined ? {} : { domains: Object.freeze([...domains]) }),
    ...(provider === undefined ? {} : { provider }),
  })
}

const encoder = new TextEncoder()

export class AccountJudge {
  readonly #sha256: CryptoSuite['sha256']
  readonly #domains: ReadonlySet<string> | null
  readonly #provider: Eip1193Provider | undefined
  readonly #now: () => number
  /** By the proof's hash; the longest unused goes first (AC8). */
  readonly #findings = new Map<string, Finding>()
  #asking = 0
  /** Signatures that may be checked now, and when that was last reckoned (AC12). */
  #checks: number = LIMITS.proofBurst
  #reckonedAt = 0

  constructor(
    sha256: CryptoSuite['sha256'],
    { domains, provider }: AccountOptions = {},
    now: () => number = Date.now,
  ) {
    this.#sha256 = sha256
    this.#domains = domains === undefined ? null : new Set(domains)
    this.#provider = provider
    this.#now = now
  }

  /** Proofs remembered. */
  get size(): number {
    return this.#findings.size
  }

  /** As `judge`, for an envelope whose signature was verified; `undefined` where it claims no account. */
  async accountOf(
    { body, claims }: Envelope,
    mayCheck?: () => boolean,
  ): Promise<AccountClaim | null | 'busy' | undefined> {
    const proof = body.type === 'join' || body.type === 'here' ? body.proof : undefined
    return proof === undefined ? undefined : this.judge(proof, claims.iss, claims.aud, mayCheck)
  }

  /**
   * What a session's proof shows; `null` where it is forged, or not for this session or space (AC5, AC6);
   * `busy` where too many were looked at already (AC12).
   * @param mayCheck a narrower budget, of the bearer's for instance: asked first, and only for what is not remembered
   */
  async judge(
    proof: Proof,
    session: Did,
    topic: string,
    mayCheck: () => boolean = () => true,
  ): Promise<AccountClaim | null | 'busy'> {
    const space = parseTopic(topic)?.space
    if (proof.p.aud !== session || space === undefined || proof.p.resources[0] !== spaceUri(space))
      return null
    const finding = await this.#find(proof, mayCheck)
    if (finding === null) return 'busy'
    const { verdict } = finding
    if (verdict === 'forged') return null
    const welcome = this.#domains === null || this.#domains.has(proof.p.domain)
    return claimOf(proof, verdict === 'genuine' && welcome)
  }

  async #find(proof: Proof, mayCheck: () => boolean): Promise<Finding | null> {
    const key = encodeBase64url(await this.#sha256(encoder.encode(JSON.stringify(proof))))
    const known = this.#findings.get(key)
    if (known !== undefined) {
      // A Map keeps the order of insertion: put back, it is the latest used.
      this.#findings.delete(key)
      this.#findings.set(key, known)
      if (this.#now() < known.retryAt) return known
    }
    if (!mayCheck() || !this.#mayCheck()) return null
    // Only now: most people are guests, and the curve is 30 kB.
    const { checkSignature } = await import('./wallet/delegation.ts')
    const check = checkSignature(proof)
    const finding = known ?? { verdict: 'unproven', retryAt: Infinity }
    if (check.verdict === 'ask-contract') this.#askChain(finding, proof, check.hash)
    else finding.verdict = check.verdict
    this.#findings.set(key, finding)
    if (this.#findings.size > LIMITS.cachedProofs) {
      const oldest = this.#findings.keys().next()
      if (oldest.done !== true) this.#findings.delete(oldest.value)
    }
    return finding
  }

  /** A curve in JavaScript takes milliseconds, and throwaway wallets cost nothing: so many a second, no more. */
  #mayCheck(): boolean {
    const now = this.#now()
    const earned = (Math.max(0, now - this.#reckonedAt) * LIMITS.proofsPerSecond) / 1_000
    this.#checks = Math.min(LIMITS.proofBurst, this.#checks + earned)
    this.#reckonedAt = now
    if (this.#checks < 1) return false
    this.#checks--
    return true
  }

  /** Nobody waits for a chain: the answer counts from the session's next renewal (AC9). */
  #askChain(finding: Finding, proof: Proof, hash: string): void {
    const provider = this.#provider
    finding.retryAt = provider === undefined ? Infinity : this.#now() + LIMITS.chainRetry
    if (provider === undefined || this.#asking >= LIMITS.chainCalls) return
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
