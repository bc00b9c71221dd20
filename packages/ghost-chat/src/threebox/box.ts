/**
 * The box: where a dapp of 2019 begins.
 */
import { GhostChatError, openSpace, wallet, type Eip1193Provider, type SpaceOptions } from '../index.ts'
import { providerFor, reasonOf } from './account.ts'
import { BoxSpace } from './box-space.ts'
import { GhostThread } from './ghost-thread.ts'
import { Opened } from './opened.ts'
import { spaceOptions, type BoxOptions, type OpenSpaceOptions } from './options.ts'
import { threadSettings, type ThreadOptions } from './thread-options.ts'

/**
 * A person's box: a wallet, and the spaces that it was asked to open.
 *
 * What the wallet signs is not what 3box.js had it sign. That was one sentence, the same everywhere, and the person's
 * keys were made of the signature: whoever got the sentence signed had the keys. Here the wallet signs one readable
 * message (EIP-4361) when a space is first opened, which lets a key of this session speak for the account, on this
 * site, in this space, for a day. Opening the box itself asks nothing.
 *
 * @example
 * ```ts
 * import { Box } from 'ghost-chat/3box'
 * import { findWallets } from 'ghost-chat'
 *
 * const [found] = await findWallets()
 * const box = await Box.openBox(undefined, found?.provider, { relays: ['http://localhost:8080'] })
 * const space = await box.openSpace('my-dapp')
 * const thread = await space.joinThread('lobby', { ghost: true })
 * thread.on('message', ({ author, message }) => console.log(`${author}: ${JSON.stringify(message)}`))
 * await thread.post('hello world')
 * await box.logout()
 * ```
 */
export class Box {
  static #configured: BoxOptions = {}

  readonly #address: string | undefined
  readonly #provider: Eip1193Provider | undefined
  readonly #options: BoxOptions
  readonly #spaces = new Opened<BoxSpace>()
  /** Threads that are only read, by space and name. */
  readonly #reading = new Opened<GhostThread>()
  /** Ends what is being opened. */
  #ending = new AbortController()
  /** The spaces that are open, by their names. */
  readonly spaces: Record<string, BoxSpace> = Object.create(null) as Record<string, BoxSpace>

  private constructor(
    address: string | undefined,
    provider: Eip1193Provider | undefined,
    options: BoxOptions,
  ) {
    this.#address = address
    this.#provider = provider
    this.#options = { ...Box.#configured, ...options }
  }

  /**
   * Sets what every box and thread that is opened afterwards has for options where it has none of its own: relays,
   * say. Without any, an app meets at the page's own origin.
   */
  static configure(options: BoxOptions): void {
    Box.#configured = { ...Box.#configured, ...options }
  }

  /**
   * Opens the box of an address.
   * @param address the account that must sign; without one, the wallet's current one does
   * @param provider the wallet (EIP-1193): `window.ethereum`, or one of `findWallets()`
   */
  static openBox(
    address: string | null | undefined,
    provider: Eip1193Provider | null | undefined,
    options: BoxOptions = {},
  ): Promise<Box> {
    return Promise.resolve(new Box(address ?? undefined, provider ?? undefined, options))
  }

  /** A box of nobody yet: threads can be opened and read. With a wallet, `openSpace` logs in. */
  static create(provider?: Eip1193Provider | null, options: BoxOptions = {}): Box {
    return new Box(undefined, provider ?? undefined, options)
  }

  /** Opens a ghost thread to read it, without a box. */
  static openThread(
    space: string,
    name: string,
    options: ThreadOptions & BoxOptions = {},
  ): Promise<GhostThread> {
    return Box.create(undefined, options).openThread(space, name, options)
  }

  /**
   * Opens a space; the wallet is asked to sign, once. Threads of the space that were opened before to be read can be
   * posted in from then on.
   * @throws GhostChatError `ERR_WALLET_ABSENT`, `ERR_WALLET_REFUSED`, `ERR_WALLET_LOCKED`, `ERR_WALLET_CHANGED` when the
   * wallet is on another account than the box, `ERR_WALLET_FAILED`, and what `openSpace` of `ghost-chat` throws
   */
  async openSpace(name: string, options: OpenSpaceOptions = {}): Promise<BoxSpace> {
    const { signal } = this.#ending
    const opened = await this.#spaces.get(name, () => this.#open(name, options, signal))
    options.onSyncDone?.()
    return opened
  }

  /** Opens spaces, one after the other, as `openSpace` does. @param spaces names */
  async auth(spaces: readonly string[]): Promise<void> {
    for (const name of spaces) await this.openSpace(name)
  }

  /**
   * Opens a ghost thread: in the space if it is open, and else to be read. Posting then fails with `ERR_READ_ONLY`
   * until the space is opened.
   * @throws GhostChatError `ERR_OPTION_INVALID`, without `ghost: true` too, and what `Space.joinChat` throws
   */
  async openThread(space: string, name: string, options: ThreadOptions = {}): Promise<GhostThread> {
    const open = this.spaces[space.normalize('NFC')]
    if (open !== undefined) return open.joinThread(name, options)
    const settings = threadSettings(options)
    const { signal } = this.#ending
    const where = { space, options: spaceOptions(this.#options) }
    return this.#reading.get(keyOf(space, name), (forget) =>
      new GhostThread(name, where, settings, () => {
        forget()
        this.spaces[space.normalize('NFC')]?.forget(name)
      }).open(signal),
    )
  }

  /** Calls a function soon: nothing has to be synchronised. */
  onSyncDone(done: () => unknown): void {
    void this.syncDone.then(() => done())
  }

  get syncDone(): Promise<void> {
    return Promise.resolve()
  }

  /** Leaves all threads and spaces. What the wallet signed is of no use any more: its key is forgotten. */
  async logout(): Promise<void> {
    this.#ending.abort(new GhostChatError('ERR_CLOSED'))
    this.#ending = new AbortController()
    const [spaces, threads] = await Promise.all([this.#spaces.all(), this.#reading.all()])
    for (const name of Object.keys(this.spaces)) Reflect.deleteProperty(this.spaces, name)
    for (const [name] of spaces) this.#spaces.forget(name)
    await Promise.all(threads.map(([, thread]) => thread.close()))
    await Promise.all(spaces.map(([, space]) => space.close()))
  }

  async #open(name: string, { consentCallback }: OpenSpaceOptions, signal: AbortSignal): Promise<BoxSpace> {
    const { profile } = this.#options
    const options = { ...spaceOptions(this.#options), identity: this.#identity(signal) }
    const space = await openSpace(name, options).catch((error: unknown) => {
      throw reasonOf(error)
    })
    const opened = new BoxSpace(space, profile)
    ;(consentCallback ?? this.#options.consentCallback)?.(true, name)
    try {
      await this.#adopt(opened)
    } catch (error) {
      await opened.close()
      throw error
    }
    this.spaces[opened.name] = opened
    return opened
  }

  #identity(signal: AbortSignal): NonNullable<SpaceOptions['identity']> {
    const { identity, wallet: options } = this.#options
    if (identity !== undefined) return identity
    const [address, provider] = [this.#address, this.#provider]
    const own = address === undefined || provider === undefined ? provider : providerFor(address, provider)
    const signals = options?.signal === undefined ? [signal] : [signal, options.signal]
    return wallet({ ...options, provider: own, signal: AbortSignal.any(signals) })
  }

  /** Who read in a space before it was open speaks there now. */
  async #adopt(space: BoxSpace): Promise<void> {
    for (const [key, thread] of await this.#reading.all()) {
      if (key !== keyOf(space.name, thread.name)) continue
      await space.adopt(thread)
      this.#reading.forget(key)
    }
  }
}

/** No name holds a zero character. */
function keyOf(space: string, name: string): string {
  return `${space.normalize('NFC')}\0${name.normalize('NFC')}`
}
