/**
 * A rendezvous point without its streams: a request and who it is from, in; a response, out.
 */
import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { STATUS, type Request, type Response, type StatusName } from '../message.ts'
import { parseRecord } from '../record.ts'
import { Cookies } from './cookie.ts'
import type { ServerLimits } from './limits.ts'
import { Rates } from './rates.ts'
import { Registry, type RegistryCounts } from './registry.ts'

/** What somebody wants, for an app that wants to have a say. */
export interface AllowRequest {
  /** The peer id of who asks, as text. */
  readonly peer: string
  readonly action: 'register' | 'discover'
  /** `undefined` for every namespace together. */
  readonly namespace: string | undefined
}

export interface PointOptions {
  readonly limits: ServerLimits
  /** Whether a request without a namespace is answered with the registrations of all. */
  readonly listAll: boolean
  /** Whether a request is answered at all; E_NOT_AUTHORIZED where it is not. */
  readonly allow: (request: AllowRequest) => boolean | Promise<boolean>
  /** Milliseconds, never going back. */
  readonly now: () => number
  /** So many bytes that nobody can guess. */
  readonly randomBytes: (length: number) => Uint8Array
}

/** A registered peer, by its own signed record. Frozen. */
export interface RegisteredRecord {
  readonly id: PeerId
  readonly multiaddrs: readonly Multiaddr[]
}

/** How many requests had which outcome. */
export type StatusCounts = { readonly [Name in StatusName]: number }

export interface PointCounts extends RegistryCounts {
  readonly register: StatusCounts
  readonly discover: StatusCounts
  readonly unregister: number
}

export class Point {
  readonly #options: PointOptions
  readonly #registry: Registry
  readonly #cookies: Cookies
  readonly #registers: Rates
  readonly #discovers: Rates
  readonly #discoversByAddress: Rates
  readonly #counts = { register: noCounts(), discover: noCounts(), unregister: 0 }

  constructor(options: PointOptions) {
    const { limits, randomBytes } = options
    this.#options = options
    this.#registry = new Registry(limits, () => randomBytes(6).reduce((sum, byte) => sum * 256 + byte, 0))
    this.#cookies = new Cookies(randomBytes(32))
    const peers = limits.countedPeers
    this.#registers = new Rates({ perSecond: limits.registersPerSecond, burst: limits.registerBurst, peers })
    this.#discovers = new Rates({ perSecond: limits.discoversPerSecond, burst: limits.discoverBurst, peers })
    this.#discoversByAddress = new Rates({
      perSecond: limits.discoversPerSecondAndAddress,
      burst: limits.discoverBurstPerAddress,
      peers,
    })
  }

  /**
   * Answers a request; `null` for one that has no response. Never rejects, save for the signal.
   *
   * @param peer the id of the asker, as the connection proved it
   * @param address the network address that it asks from; `null` where that is not counted
   */
  async answer(
    request: Request,
    peer: string,
    address: string | null = null,
    signal?: AbortSignal,
  ): Promise<Response | null> {
    switch (request.type) {
      case 'register': {
        const ttl = request.ttl ?? this.#defaultTtl()
        const status = await this.#guarded(() => this.#register(request, ttl, peer, signal), signal)
        this.#counts.register[status]++
        const taken = status === 'OK' ? ttl : undefined
        return { type: 'registerResponse', status: STATUS[status], statusText: undefined, ttl: taken }
      }
      case 'unregister': {
        const now = this.#options.now()
        this.#counts.unregister++
        if (this.#registers.take(peer, now)) this.#registry.unregister(peer, request.ns ?? '', now)
        return null
      }
      case 'discover': {
        const outcome = await this.#guarded(() => this.#discover(request, peer, address), signal)
        const status = typeof outcome === 'string' ? outcome : 'OK'
        this.#counts.discover[status]++
        return typeof outcome === 'string' ? { ...NOTHING, status: STATUS[outcome] } : outcome
      }
    }
  }

  /** Who is registered in a namespace, for the app that runs this point: no request, and not counted. */
  registered(namespace: string, most: number): readonly RegisteredRecord[] {
    const { found } = this.#registry.discover(namespace, null, most, this.#options.now())
    return found.flatMap(({ record }) => shown(record))
  }

  /** What a registered peer says of itself; `null` for one that is not registered. */
  recordOf(peer: string): RegisteredRecord | null {
    this.#registry.counts(this.#options.now())
    const known = this.#registry.recordOf(peer)
    return known === undefined ? null : (shown(known.bytes)[0] ?? null)
  }

  counts(): PointCounts {
    const { register, discover, unregister } = this.#counts
    return Object.freeze({
      ...this.#registry.counts(this.#options.now()),
      register: Object.freeze({ ...register }),
      discover: Object.freeze({ ...discover }),
      unregister,
    })
  }

  async #register(
    { ns, signedPeerRecord }: Request & { type: 'register' },
    ttl: number,
    peer: string,
    signal?: AbortSignal,
  ): Promise<StatusName> {
    const { limits, now, allow } = this.#options
    if (!this.#registers.take(peer, now())) return 'E_UNAVAILABLE'
    if (ns === undefined || !this.#isNamespace(ns)) return 'E_INVALID_NAMESPACE'
    if (ttl < limits.minTtl || ttl > limits.maxTtl) return 'E_INVALID_TTL'
    if (signedPeerRecord === undefined || signedPeerRecord.length > limits.recordBytes) {
      return 'E_INVALID_SIGNED_PEER_RECORD'
    }
    if (!(await allow({ peer, action: 'register', namespace: ns }))) return 'E_NOT_AUTHORIZED'
    const known = this.#registry.recordOf(peer)
    if (known !== undefined && equal(known.bytes, signedPeerRecord)) {
      return this.#registry.register(peer, ns, known, ttl, now())
    }
    const record = parseRecord(signedPeerRecord)
    if (record === null || record.multiaddrs.length === 0) return 'E_INVALID_SIGNED_PEER_RECORD'
    if (record.id.toString() !== peer) return 'E_NOT_AUTHORIZED'
    if (!(await record.verify(signal === undefined ? {} : { signal }))) return 'E_INVALID_SIGNED_PEER_RECORD'
    // A copy: the bytes are a view of the frame that brought them, and of whatever came along.
    const fresh = { bytes: signedPeerRecord.slice(), seq: record.seq }
    return this.#registry.register(peer, ns, fresh, ttl, now())
  }

  async #discover(
    { ns, limit, cookie }: Request & { type: 'discover' },
    peer: string,
    address: string | null,
  ): Promise<StatusName | Response> {
    const { limits, now, allow, listAll } = this.#options
    if (!this.#discovers.take(peer, now())) return 'E_UNAVAILABLE'
    if (address !== null && !this.#discoversByAddress.take(address, now())) return 'E_UNAVAILABLE'
    // Encoders that do not tell empty from absent write no namespace as an empty one, and no limit as 0.
    const namespace = ns === '' ? undefined : ns
    if (namespace === undefined && !listAll) return 'E_NOT_AUTHORIZED'
    if (namespace !== undefined && !this.#isNamespace(namespace)) return 'E_INVALID_NAMESPACE'
    const from = cookie === undefined || cookie.length === 0 ? null : this.#cookies.open(cookie, namespace)
    if (from === null && cookie !== undefined && cookie.length > 0) return 'E_INVALID_COOKIE'
    if (!(await allow({ peer, action: 'discover', namespace }))) return 'E_NOT_AUTHORIZED'
    const most = Math.min(limit === undefined || limit === 0 ? Infinity : limit, limits.pageRegistrations)
    const { found, position } = this.#registry.discover(namespace, from, most, now())
    return {
      ...NOTHING,
      registrations: found.map(({ namespace: of, record, ttl }) => ({
        ns: of,
        signedPeerRecord: record,
        ttl,
      })),
      cookie: this.#cookies.seal(position, namespace),
    }
  }

  /** What fails here is no fault of who asks. */
  async #guarded<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T | 'E_INTERNAL_ERROR'> {
    try {
      return await work()
    } catch {
      signal?.throwIfAborted()
      return 'E_INTERNAL_ERROR'
    }
  }

  #isNamespace(ns: string): boolean {
    return ns !== '' && new TextEncoder().encode(ns).length <= this.#options.limits.namespaceBytes
  }

  /** The default, or what is nearest to it of what is allowed. */
  #defaultTtl(): number {
    const { defaultTtl, minTtl, maxTtl } = this.#options.limits
    return Math.min(Math.max(defaultTtl, minTtl), maxTtl)
  }
}

/** A record that was verified when it came. */
function shown(record: Uint8Array): readonly RegisteredRecord[] {
  const parsed = parseRecord(record)
  return parsed === null ? [] : [Object.freeze({ id: parsed.id, multiaddrs: parsed.multiaddrs })]
}

const NOTHING = {
  type: 'discoverResponse',
  registrations: [],
  cookie: undefined,
  status: STATUS.OK,
  statusText: undefined,
} as const

function noCounts(): Record<StatusName, number> {
  const names = Object.keys(STATUS) as StatusName[]
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<StatusName, number>
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
