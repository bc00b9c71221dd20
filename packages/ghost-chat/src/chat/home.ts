/**
 * What all rooms of a space share: identity, network, verifier, platform.
 */
import { GhostChatError, isErrorCode } from '../errors.ts'
import type { AccountOptions } from '../identity/account.ts'
import { platformCrypto, type CryptoSuite } from '../identity/crypto.ts'
import type { Identity, IdentityFactory } from '../identity/identity.ts'
import { newIdentity } from '../identity/key-identity.ts'
import type { Resolver } from '../identity/resolver.ts'
import { createVerifier, type Verifier } from '../identity/verify.ts'
import { NetworkError, type Network } from '../network/port.ts'
import { completeEngine } from '../older-engines.ts'
import type { Did } from '../wire/ids.ts'
import { spaceName, type RoomName, type SpaceName } from '../wire/names.ts'
import { topicOf } from '../wire/topic.ts'
import { Member } from './member.ts'
import type { MemberEvents } from './member-init.ts'
import type { JoinSettings, SpaceOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { spaceSettings } from './space-settings.ts'

/** A room that is being stayed in, as far as closing the space is concerned. */
export interface Stay {
  leaveChat: () => Promise<void>
}

export class Home {
  readonly name: SpaceName
  readonly platform: Platform
  readonly identity: Identity
  /** Users whose messages are not seen in any of the rooms. Nobody is told. */
  readonly blocked = new Set<Did>()
  readonly #network: Network
  readonly #crypto: CryptoSuite
  readonly #verifier: Verifier
  readonly #rooms = new Map<RoomName, Stay>()
  /** Rooms that are just being left: who comes back waits for it. */
  readonly #leaving = new Map<RoomName, Promise<unknown>>()
  #closed = false

  constructor(
    name: SpaceName,
    identity: Identity,
    network: Network,
    platform: Platform,
    crypto: CryptoSuite,
    accounts: AccountOptions,
    resolver?: Resolver,
  ) {
    this.name = name
    this.platform = platform
    this.identity = identity
    this.#network = network
    this.#crypto = crypto
    this.#verifier = createVerifier(crypto, accounts, resolver)
  }

  /**
   * Begins a stay in a room.
   * @throws GhostChatError `ERR_CLOSED`, `ERR_ALREADY_JOINED`
   */
  async enter(room: RoomName, settings: JoinSettings, events: MemberEvents, stay: Stay): Promise<Member> {
    await this.#leaving.get(room)
    if (this.#closed) throw new GhostChatError('ERR_CLOSED')
    if (this.#rooms.has(room)) throw new GhostChatError('ERR_ALREADY_JOINED')
    this.#rooms.set(room, stay)
    const { profile, flood, transcript, reader } = settings
    const { platform } = this
    const identity = await this.#identityOf(room, reader)
    const [network, verifier, crypto] = [this.#network, this.#verifier, this.#crypto]
    const topic = topicOf(this.name, room)
    return new Member({
      topic,
      profile,
      reader,
      flood,
      transcript,
      network,
      identity,
      crypto,
      verifier,
      platform,
      events,
    })
  }

  /** Whoever only reads does so as a guest of its own, whom nobody can link to the space's identity. */
  async #identityOf(room: RoomName, reader: boolean): Promise<Identity> {
    if (!reader) return this.identity
    try {
      return await newIdentity(this.#crypto)
    } catch (cause) {
      this.#rooms.delete(room)
      throw new GhostChatError('ERR_IDENTITY', undefined, { cause })
    }
  }

  /** Ends a stay, once the member has left. */
  async exit(room: RoomName, member: Member): Promise<void> {
    const left = member.leave()
    this.#leaving.set(room, left)
    await left
    this.#leaving.delete(room)
    this.#rooms.delete(room)
  }

  /** Leaves all rooms and closes the network. May be called twice. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all(Array.from(this.#rooms.values(), (stay) => stay.leaveChat()))
    // A room that is just being left still says goodbye over the network.
    await Promise.allSettled(this.#leaving.values())
    await this.#network.close()
  }
}

/**
 * @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID`, `ERR_RELAY_ADDRESS`, and what the making of
 * the identity throws
 */
export async function openHome(name: string, options: SpaceOptions): Promise<Home> {
  completeEngine()
  const checked = spaceName(name)
  const { platform, accounts, iceServers } = spaceSettings(options)
  const crypto = platform.crypto ?? (await platformCrypto())
  const [identity, network] = await Promise.allSettled([
    openIdentity(options.identity, checked, crypto),
    openNetwork({ ...options, iceServers }),
  ])
  if (identity.status === 'fulfilled' && network.status === 'fulfilled') {
    return new Home(checked, identity.value, network.value, platform, crypto, accounts, options.resolver)
  }
  // A network that was made for nothing is closed; one that was given belongs to whoever gave it.
  if (network.status === 'fulfilled' && typeof options.network !== 'object') await network.value.close()
  throw identity.status === 'rejected' ? identity.reason : (network as PromiseRejectedResult).reason
}

/** @throws GhostChatError `ERR_IDENTITY` unless the factory throws a GhostChatError of its own */
async function openIdentity(
  given: Identity | IdentityFactory | undefined,
  space: SpaceName,
  crypto: CryptoSuite,
): Promise<Identity> {
  if (given === undefined) return newIdentity(crypto)
  if (typeof given !== 'function') return given
  try {
    return await given(space, crypto)
  } catch (cause) {
    throw cause instanceof GhostChatError ? cause : new GhostChatError('ERR_IDENTITY', undefined, { cause })
  }
}

async function openNetwork(options: SpaceOptions): Promise<Network> {
  const { network, relays = [], relayOnly, iceServers, discovery, listen } = options
  try {
    if (typeof network === 'object') return network
    if (network !== undefined) return await network({})
    // Only now, so that a page can show itself before the network's code arrives.
    const { libp2pNetwork } = await import('#libp2p')
    return await libp2pNetwork({ relays, relayOnly, iceServers, discovery, listen })
  } catch (cause) {
    if (cause instanceof NetworkError && isErrorCode(cause.code)) {
      throw new GhostChatError(cause.code, cause.message, { cause })
    }
    throw cause
  }
}
