import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { openSpace, seed } from '../../src/index.ts'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { keyPairOfSeed, nativeKeyPair, pureKeyPair } from '../../src/identity/ed25519-seed.ts'
import { nodeCrypto, nodeKeyPair } from '../../src/identity/ed25519-node.ts'
import { didOf } from '../../src/identity/did-key.ts'
import { deriveWith, hkdfSha256 } from '../../src/identity/hkdf.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { spaceName } from '../../src/wire/names.ts'
import { bytes, chatPayload, forge, NOW, TOPIC } from '../support/forge.ts'
import { rejectedCode, thrownCode } from '../support/thrown.ts'

const suite = await platformCrypto()
const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i)
const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'hex'))

const didIn = async (space: string, secret: Uint8Array = SECRET): Promise<string> =>
  (await seed(secret)(spaceName(space), suite)).did

/** What SPEC ID4 says, in the words of node:crypto. */
function independentDid(space: string): string {
  const info = `ghost-chat/v1/space-key/ed25519\0${space}`
  const key = Buffer.from(hkdfSync('sha256', SECRET, '', info, 32))
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key])
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  return didOf(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
}

it('[ID4] a seed gives the same DID in a space every time, and another in every space', async () => {
  expect(await didIn('my-dapp')).toBe(await didIn('my-dapp'))
  const dids = await Promise.all(['my-dapp', 'my-dapp2', 'my', 'My-dapp'].map((space) => didIn(space)))
  expect(new Set(dids).size).toBe(4)
})

it('[ID4] the key of a space is derived as the protocol says', async () => {
  expect(await didIn('my-dapp')).toBe('did:key:z6MkenY963UwjNM3Umnxh5HaJHF1nGNCTXeQV8tvLTJczJT4')
  for (const space of ['my-dapp', 'a', 'Tromsø', '聊天'])
    expect(await didIn(space)).toBe(independentDid(space))
})

it('[ID4] one space has one DID, whatever the normal form of its name', async () => {
  expect(await didIn('Troms\u00f8 caf\u00e9')).toBe(await didIn('Troms\u00f8 cafe\u0301'))
})

it('another seed gives another DID', async () => {
  expect(await didIn('my-dapp', new Uint8Array(32))).not.toBe(await didIn('my-dapp'))
})

it('what a seed signs is accepted', async () => {
  const identity = await seed(SECRET)(spaceName('my-dapp'), suite)
  if (!('sign' in identity)) throw new Error('A seed signs bytes.')
  const frame = bytes(await forge(identity, chatPayload(identity.did)))
  expect(await judgeFrame(frame, TOPIC, NOW, createVerifier())).toMatchObject({ verdict: 'accept' })
})

it('a seed that the app wipes afterwards still serves', async () => {
  const own = SECRET.slice()
  const factory = seed(own)
  own.fill(0)
  expect((await factory(spaceName('my-dapp'), suite)).did).toBe(await didIn('my-dapp'))
})

it.each([
  ['31 bytes', new Uint8Array(31)],
  ['33 bytes', new Uint8Array(33)],
  ['nothing', new Uint8Array(0)],
  ['a text', 'secret'],
  ['undefined', undefined],
  ['a list', Array.from({ length: 32 }, () => 1)],
])('%s is no seed', (_, value) => {
  expect(thrownCode(() => seed(value as Uint8Array))).toBe('ERR_OPTION_INVALID')
})

it('openSpace takes a seed', async () => {
  const space = await openSpace('my-dapp', { identity: seed(SECRET), network: new MemoryHub({}).network() })
  expect(space.did).toBe(await didIn('my-dapp'))
  await space.close()
})

it('a space whose identity cannot be made does not open, and leaves no network behind', async () => {
  const network = new MemoryHub({}).network()
  let closed = 0
  const made = () => {
    const close = async (): Promise<void> => {
      closed++
      await network.close()
    }
    return Promise.resolve(Object.assign(Object.create(network) as typeof network, { close }))
  }
  const identity = (): Promise<never> => Promise.reject(new Error('locked'))
  const opening = openSpace('my-dapp', { identity, network: made })
  expect(await rejectedCode(opening)).toBe('ERR_IDENTITY')
  expect(closed).toBe(1)
})

// RFC 8032 §7.1, test 1.
it.each([
  ['the platform', keyPairOfSeed],
  ['native', nativeKeyPair],
  [
    'Node’s',
    async (seed: Uint8Array) => {
      const node = nodeCrypto()
      if (node === null) throw new Error('This is Node.')
      return nodeKeyPair(node, seed)
    },
  ],
  ['pure', pureKeyPair],
])('%s makes the key pair and the signature of RFC 8032', async (_, make) => {
  const keys = await make(hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'))
  expect(Buffer.from(keys.publicKey).toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  )
  expect(Buffer.from(await keys.sign(new Uint8Array(0))).toString('hex')).toBe(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555' +
      'fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  )
})

it('HKDF is the same, native and pure, and as RFC 5869 has it', async () => {
  // Appendix A.3: no salt, no info.
  const secret = hex('0b'.repeat(22))
  const expected = '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d'
  for (const subtle of [crypto.subtle, undefined]) {
    const derived = await deriveWith(subtle, secret, new Uint8Array(0))
    expect(Buffer.from(derived).toString('hex')).toBe(expected)
  }
  expect(await hkdfSha256(secret, 'a')).not.toEqual(await hkdfSha256(secret, 'b'))
})
