// The packages that people of 3Box, Ceramic and IDX have: theirs signs, ours verifies.
import { DID, type DIDOptions } from 'dids'
import { Ed25519Provider } from 'key-did-provider-ed25519'
import { getResolver } from 'key-did-resolver'
import { expect, it } from 'vitest'
import { didProvider, fromDid, openSpace, type Identity, type IdentityFactory } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'

const seed = Uint8Array.from({ length: 32 }, (_, i) => i)
const DID_OF_SEED = 'did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd'

/** Says something as that identity to somebody who verifies it. */
async function heard(identity: Identity | IdentityFactory): Promise<{ did: string; text: string }> {
  const hub = new MemoryHub()
  let done = false
  const talk = async (): Promise<{ did: string; text: string }> => {
    const [listener, speaker] = await Promise.all([
      openSpace('my-dapp', { network: hub.network() }),
      openSpace('my-dapp', { network: hub.network(), identity }),
    ])
    const listening = await listener.joinChat('lobby')
    const message = new Promise<{ did: string; text: string }>((resolve) => {
      listening.on('message', (did, said) => {
        resolve({ did, text: String(said) })
      })
    })
    const speaking = await speaker.joinChat('lobby')
    await speaking.send('gm')
    const result = await message
    await Promise.all([listener.close(), speaker.close()])
    return result
  }
  const result = talk().finally(() => {
    done = true
  })
  await hub.settle(() => done)
  return result
}

it('[ID7] key-did-provider-ed25519 signs for a room', async () => {
  const provider = new Ed25519Provider(seed)
  expect(await heard(didProvider(provider as Parameters<typeof didProvider>[0]))).toEqual({
    did: DID_OF_SEED,
    text: 'gm',
  })
})

it('[ID7] a DID of dids signs for a room', async () => {
  // Two versions of did-resolver, whose types differ in what nobody uses here.
  const resolver = getResolver() as unknown as NonNullable<DIDOptions['resolver']>
  const did = new DID({ provider: new Ed25519Provider(seed), resolver })
  await did.authenticate()
  expect(await heard(fromDid(did))).toEqual({ did: DID_OF_SEED, text: 'gm' })
})
