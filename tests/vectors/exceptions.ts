/**
 * Where our verdict is not the file's, and why. One that is not needed any more fails the tests.
 */
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

function deepFrozen<T extends Readonly<Record<string, object>>>(table: T): T {
  for (const inner of Object.values(table)) Object.freeze(inner)
  return Object.freeze(table)
}
