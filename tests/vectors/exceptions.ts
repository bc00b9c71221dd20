/**
 * Where our verdict is not the file's, and why. One that is not needed any more fails the tests.
 */

const HIGH_S = 'the signature is in its high form (ID2); in the low form it is accepted'

export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = deepFrozen({
  'noble-curves/ed25519-zip215.json': {
    16: 'the key is of small order (VE8)',
    19: 'the key is of small order (VE8)',
    75: 'the key is of small order (VE8)',
  },
  'noble-curves/ed25519-edge-cases.json': {
    0: 'key and R are of small order (VE8)',
    1: 'the key is of small order (VE8)',
    2: 'R is of small order (VE8)',
    11: 'the key is not canonical (VE8)',
  },
  'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json': each(
    HIGH_S,
    [
      64, 66, 67, 68, 71, 77, 78, 80, 81, 85, 86, 87, 94, 95, 96, 100, 102, 104, 105, 107, 110, 111, 114, 115,
      117, 118, 138, 139, 140, 141, 142, 171, 172, 175, 176, 177, 180, 183, 189, 190, 191, 192, 195, 196, 197,
      199, 200, 204, 210, 211, 216, 217, 226, 227, 229, 233, 234, 237, 240, 242, 243, 244, 246, 248, 249, 250,
      252, 253, 257, 262,
    ],
  ),
  'wycheproof/ecdsa_secp256k1_sha256_p1363_test.json': each(
    HIGH_S,
    [
      1, 62, 63, 64, 66, 67, 68, 70, 72, 74, 75, 76, 78, 81, 83, 85, 87, 88, 89, 90, 95, 96, 97, 100, 102,
      112, 113, 115, 117, 134, 135, 136, 167, 168, 171, 172, 173, 174, 176, 177, 181, 187, 188, 192, 196, 198,
      200, 202, 206, 207, 212, 213, 221, 222, 226, 227, 228, 229, 231, 232, 233, 234, 235, 237, 238, 239, 240,
      241, 242, 243, 247, 252,
    ],
  ),
  'did-method-key/nist-curves.json': {
    'did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9':
      'P-384 is no key type of ours (EN4)',
    'did:key:z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54':
      'P-384 is no key type of ours (EN4)',
    'did:key:z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7':
      'P-521 is no key type of ours (EN4)',
    'did:key:z2J9gcGdb2nEyMDmzQYv2QZQcM1vXktvy1Pw4MduSWxGabLZ9XESSWLQgbuPhwnXN7zP7HpTzWqrMTzaY5zWe6hpzJ2jnw4f':
      'P-521 is no key type of ours (EN4)',
  },
  'wycheproof/json_web_key_test.json': {
    2: 'HS256 is no algorithm of ours (EN4)',
    5: 'RS256 is no algorithm of ours (EN4)',
    13: 'HS256 is no algorithm of ours (EN4)',
    14: 'HS384 is no algorithm of ours (EN4)',
    15: 'HS512 is no algorithm of ours (EN4)',
  },
})

function each(reason: string, ids: readonly number[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [String(id), reason]))
}

function deepFrozen<T extends Readonly<Record<string, object>>>(table: T): T {
  for (const inner of Object.values(table)) Object.freeze(inner)
  return Object.freeze(table)
}
