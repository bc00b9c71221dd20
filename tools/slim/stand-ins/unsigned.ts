// For the signing and verifying of messages in @libp2p/gossipsub. In this network every message goes without a
// signature of gossip's (`StrictNoSign` in gossip.ts): the envelope within has its sender's.
interface RawMessage {
  readonly topic: string
  readonly data?: Uint8Array
  readonly from?: Uint8Array
  readonly seqno?: Uint8Array
  readonly signature?: Uint8Array
  readonly key?: Uint8Array
}

interface Unsigned {
  readonly type: 'unsigned'
  readonly topic: string
  readonly data: Uint8Array
}

/** As gossipsub names what is wrong (types.js, ValidateError). */
type Fault = 'signature_present' | 'seqno_present' | 'from_present'

export async function buildRawMessage(
  _config: unknown,
  topic: string,
  original: Uint8Array,
  transformed: Uint8Array,
): Promise<{ raw: RawMessage; msg: Unsigned }> {
  return { raw: { topic, data: transformed }, msg: { type: 'unsigned', topic, data: original } }
}

export async function validateToRawMessage(
  _policy: unknown,
  { topic, data = new Uint8Array(0), signature, seqno, key }: RawMessage,
): Promise<{ valid: true; message: Unsigned } | { valid: false; error: Fault }> {
  if (signature !== undefined) return { valid: false, error: 'signature_present' }
  if (seqno !== undefined) return { valid: false, error: 'seqno_present' }
  if (key !== undefined) return { valid: false, error: 'from_present' }
  return { valid: true, message: { type: 'unsigned', topic, data } }
}
