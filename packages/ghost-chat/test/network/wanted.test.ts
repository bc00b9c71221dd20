import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { expect, test } from 'vitest'
import { Wanted } from '../../src/network/libp2p/wanted.ts'
import type { PeerId } from '../../src/network/port.ts'

const some = (count: number): Promise<PeerId[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      return peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString() as PeerId
    }),
  )

test('[NW10] a name is read once, and none again that is no peer id, however often others come and go', () => {
  const read: string[] = []
  const wanted = new Wanted('self', (text) => read.push(text) > 0 && text.startsWith('1'))
  const peers = Array.from({ length: 200 }, (_, i) => `${i % 2}-${i}` as PeerId)
  for (let i = 1; i <= peers.length; i++) wanted.meet('room', peers.slice(0, i), i)
  expect(read).toEqual(peers)
})

test('[NW10] whom a room names is wanted since it was named first, and no name that is none', async () => {
  const [self = '', one, two, three] = await some(4)
  const [a, b, c] = [one, two, three] as [PeerId, PeerId, PeerId]
  const wanted = new Wanted(self)
  wanted.meet('room', [a, b, 'nobody' as PeerId], 10)
  wanted.meet('room', [b, c, 'nobody' as PeerId, `${a}x` as PeerId], 20)
  expect([...wanted.all()]).toEqual([
    [b, 10],
    [c, 20],
  ])
  expect([...wanted.of('room')]).toEqual([b, c])
  wanted.meet('other', [a], 30)
  wanted.meet('room', null, 40)
  expect([...wanted.all()]).toEqual([[a, 30]])
  // A room that was left and entered again begins anew.
  wanted.meet('room', ['nobody' as PeerId, b], 50)
  expect([...wanted.all()]).toEqual([
    [a, 30],
    [b, 50],
  ])
})
