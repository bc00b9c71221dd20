// For @libp2p/crypto's RSA, ECDSA and secp256k1: who has such a key is answered as one with a kind of key that
// libp2p does not know. Members and relays have Ed25519 keys.
import { UnsupportedKeyTypeError } from '@libp2p/interface'

const unsupported = (): never => {
  throw new UnsupportedKeyTypeError()
}

/** No key of this many bytes is taken for one of these kinds. */
const NEVER = -1
export { NEVER as privateKeyLength, NEVER as publicKeyLength }

export const ECDSA_P_256_OID = 'none'
export const ECDSA_P_384_OID = 'none'
export const ECDSA_P_521_OID = 'none'
export const RSAES_PKCS1_V1_5_OID = 'none'
export {
  unsupported as ECDSAPrivateKey,
  unsupported as decodeDer,
  unsupported as generateECDSAKeyPair,
  unsupported as generateRSAKeyPair,
  unsupported as generateSecp256k1KeyPair,
  unsupported as jwkToRSAPrivateKey,
  unsupported as pkcs1MessageToRSAPrivateKey,
  unsupported as pkcs1ToRSAPrivateKey,
  unsupported as pkiMessageToECDSAPrivateKey,
  unsupported as pkiMessageToECDSAPublicKey,
  unsupported as pkixMessageToRSAPublicKey,
  unsupported as pkixToRSAPublicKey,
  unsupported as unmarshalECDSAPrivateKey,
  unsupported as unmarshalECDSAPublicKey,
  unsupported as unmarshalSecp256k1PrivateKey,
  unsupported as unmarshalSecp256k1PublicKey,
}
