/**
 * This peer's own signed record, as it is registered.
 */
import type { PeerId, PrivateKey } from '@libp2p/interface'
import type { AddressManager } from '@libp2p/interface-internal'
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import type { Multiaddr } from '@multiformats/multiaddr'
import { RendezvousError } from './errors.ts'
import { RECORD_FORMS } from './record.ts'

export interface OwnRecordComponents {
  readonly peerId: PeerId
  readonly privateKey: PrivateKey
  readonly addressManager: Pick<AddressManager, 'getAddresses'>
}

export class OwnRecord {
  readonly #components: OwnRecordComponents
  #last: { readonly of: string; readonly bytes: Uint8Array } | null = null
  readonly #form: (typeof RECORD_FORMS)[keyof typeof RECORD_FORMS]
  #seq = 0n

  /** @param form which form of a record the points take */
  constructor(components: OwnRecordComponents, form: keyof typeof RECORD_FORMS = 'standard') {
    this.#components = components
    this.#form = RECORD_FORMS[form]
  }

  /**
   * The record, signed anew only when the addresses have changed: a point need not verify again what it knows.
   *
   * @throws RendezvousError `ERR_NO_ADDRESSES`
   */
  async signed(addresses?: readonly Multiaddr[]): Promise<Uint8Array> {
    const { peerId, privateKey, addressManager } = this.#components
    // Without this peer's own id at the end: the record says whose they are. A relay's id within stays.
    const self = `/p2p/${peerId.toString()}`
    const multiaddrs = (addresses ?? addressManager.getAddresses()).map((each) =>
      each.toString().endsWith(self) ? each.decapsulate(self) : each,
    )
    if (multiaddrs.length === 0) throw new RendezvousError('ERR_NO_ADDRESSES')
    const of = multiaddrs.join()
    if (this.#last?.of === of) return this.#last.bytes
    // Greater than before even if the clock was set back: points refuse a record that is older than one they know.
    const now = BigInt(Date.now())
    this.#seq = now > this.#seq ? now : this.#seq + 1n
    const record = new PeerRecord({ peerId, multiaddrs, seqNumber: this.#seq })
    const sealed = Object.assign(record, this.#form)
    const bytes = (await RecordEnvelope.seal(sealed, privateKey)).marshal()
    this.#last = { of, bytes }
    return bytes
  }
}
