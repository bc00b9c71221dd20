import { describe, expect, it } from 'vitest'
import { platformCrypto, type CryptoSuite } from '../../src/identity/crypto.ts'
import { createVerifier, type Verifier } from '../../src/identity/verify.ts'
import { Inbox } from '../../src/chat/inbox.ts'
import { systemPlatform } from '../../src/chat/platform.ts'
import type { PeerId } from '../../src/network/port.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import type { Effect } from '../../src/room/effects.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { ignore } from '../../src/wire/verdict.ts'
import { closeAll, join, say, settled } from '../support/memory-chat.ts'
import { chatPayload, encodePart, HEADER, NOW } from '../support/forge.ts'
import { joinedRoom, met, stranger } from '../support/rooms.ts'

/** A verifier whose answers wait until a test lets them go, each by its place. */
function gated(): {
  readonly verifier: Pick<Verifier, 'verify'>
  readonly release: (place: number) => void
  readonly asked: () => number
} {
  const inner = createVerifier()
  const gates: PromiseWithResolvers<undefined>[] = []
  const verify: Verifier['verify'] = async (envelope) => {
    const gate = Promise.withResolvers<undefined>()
    gates.push(gate)
    await gate.promise
    return inner.verify(envelope)
  }
  return {
    verifier: { verify },
    release: (place) => gates[place]?.resolve(undefined),
    asked: () => gates.length,
  }
}

const texts = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'message' ? [effect.message.text] : []))

describe('the inbox', () => {
  it('[VE7] verifies side by side and decides in the order of arrival', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const { verifier, release, asked } = gated()
    const heard: string[] = []
    const inbox = new Inbox(
      room,
      verifier,
      () => NOW + 10,
      (effects) => heard.push(...texts(effects)),
    )
    const [one, two] = [await bob.chat('one', NOW + 1), await bob.chat('two', NOW + 2)]
    const judged = [inbox.take(one.text, 'live'), inbox.take(two.text, 'live')]
    expect(asked()).toBe(2)
    release(1)
    // The second is verified by now, or will be: it waits for the first either way.
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(heard).toEqual([])
    release(0)
    await Promise.all(judged)
    expect(heard).toEqual(['one', 'two'])
  })

  it('[VE7] one whose verification failed waits for nothing, and holds the place of nothing', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const gates = [1, 2, 3].map(() => Promise.withResolvers<undefined>())
    const inner = createVerifier()
    let asked = 0
    const verify: Verifier['verify'] = async (envelope) => {
      const place = asked++
      if (place === 1) return ignore('unresolved')
      await gates[place]?.promise
      return inner.verify(envelope)
    }
    const heard: string[] = []
    const inbox = new Inbox(
      room,
      { verify },
      () => NOW + 10,
      (effects) => heard.push(...texts(effects)),
    )
    const frames = [await bob.chat('one', NOW + 1), await bob.chat('two', NOW + 2)]
    const other = await (await stranger()).chat('ignored', NOW + 1)
    const [one, two] = frames.map(({ text }) => text) as [string, string]
    const judged = [inbox.take(one, 'live'), inbox.take(other.text, 'live'), inbox.take(two, 'live')]
    expect(await judged[1]).toMatchObject({ verdict: 'ignore', code: 'unresolved' })
    gates[2]?.resolve(undefined)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(heard).toEqual([])
    gates[0]?.resolve(undefined)
    await Promise.all(judged)
    expect(heard).toEqual(['one', 'two'])
  })

  it('[RP1] two copies that are verified at the same time are one message', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const heard: string[] = []
    const inbox = new Inbox(
      room,
      createVerifier(),
      () => NOW + 10,
      (effects) => heard.push(...texts(effects)),
    )
    const { text } = await bob.chat('one', NOW + 1)
    const judged = await Promise.all([
      inbox.take(text, 'live'),
      inbox.take(text, 'live'),
      inbox.take(text, 'kept'),
    ])
    expect(judged.map(({ ok }) => ok)).toEqual([true, false, false])
    expect(heard).toEqual(['one'])
  })

  it('[VE4] takes no more than it can verify, and goes on when there is room again', async () => {
    const { room } = await joinedRoom({ flood: null })
    const bob = await stranger()
    const { verifier, release } = gated()
    const inbox = new Inbox(
      room,
      verifier,
      () => NOW + 10,
      () => undefined,
    )
    const { text } = await bob.chat('x', NOW + 1)
    const held = Array.from({ length: LIMITS.verifying }, () => inbox.take(text, 'live'))
    expect(await inbox.take(text, 'live')).toMatchObject({ verdict: 'ignore', code: 'busy' })
    for (let place = 0; place < LIMITS.verifying; place++) release(place)
    await Promise.all(held)
    const next = inbox.take((await bob.chat('y', NOW + 2)).text, 'live')
    release(LIMITS.verifying)
    expect((await next).ok).toBe(true)
  })

  it('[NW21] a bearer is charged for each DID that is new here, and for a curve that is slow', async () => {
    const { room } = await joinedRoom()
    const inbox = new Inbox(
      room,
      // The charge is for looking at a signature, whatever comes of it.
      { verify: () => Promise.resolve(ignore('unresolved')) },
      () => NOW + 10,
      () => undefined,
    )
    const charged = async (did: string, alg = 'EdDSA'): Promise<number> => {
      let frames = 0
      const parts = [encodePart({ ...HEADER, alg }), encodePart(chatPayload(did)), 'A'.repeat(86)]
      await inbox.take(parts.join('.'), 'live', { from: 'bearer', charge: (more) => (frames += more) })
      return frames
    }
    const [bob, cem] = ['did:key:zBob', 'did:key:zCem']
    expect([await charged(bob), await charged(bob)]).toEqual([7, 0])
    expect([await charged(bob, 'ES256'), await charged(bob, 'ES256K')]).toEqual([3, 15])
    expect(await charged(cem, 'ES256K')).toBe(22)
    // Only so many DIDs are remembered: bob, who was heard the longest ago, is the first to be new again.
    for (let i = 1; i < LIMITS.cachedKeys; i++) await charged(`did:key:zNew${i}`)
    expect([await charged(cem), await charged(bob)]).toEqual([0, 7])
  })

  it('[SY7] what was not asked for is not taken in, of an answer or of a greeting', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const inbox = new Inbox(
      room,
      createVerifier(),
      () => NOW + 10,
      () => undefined,
    )
    const [here, said] = [await bob.presence('here', NOW + 1), await bob.chat('hi', NOW + 2)]
    const frame = new TextEncoder().encode(said.text)
    const judged = [
      await inbox.takeAnswer(frame, { ask: 'roster' }, bob.peer),
      await inbox.takeHello(here.text, 'another' as PeerId),
      await inbox.takeHello(said.text, bob.peer as PeerId),
    ]
    expect(judged).toMatchObject(judged.map(() => ({ ok: false, code: 'unasked' })))
    expect((await inbox.takeHello(here.text, bob.peer as PeerId)).ok).toBe(true)
    expect((await inbox.takeAnswer(frame, { ask: 'backlog', limit: 9, since: 0 }, bob.peer)).ok).toBe(true)
  })

  it('a verifier that fails costs nobody anything', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const broken: Pick<Verifier, 'verify'> = {
      verify: () => Promise.reject(new Error('no entropy')),
    }
    const inbox = new Inbox(
      room,
      broken,
      () => NOW + 10,
      () => undefined,
    )
    const { text } = await bob.chat('x', NOW + 1)
    expect(await inbox.take(text, 'live')).toMatchObject({ verdict: 'ignore' })
  })

  it('what is still being verified when the room is left is not heard any more', async () => {
    const hub = new MemoryHub()
    const suite = await platformCrypto()
    const gate = Promise.withResolvers<undefined>()
    let verifying = 0
    const slow: CryptoSuite = {
      ...suite,
      ed25519: {
        ...suite.ed25519,
        importKey: async (publicKey) => {
          const key = await suite.ed25519.importKey(publicKey)
          return {
            verify: async (signature, data) => {
              if (held) {
                verifying++
                await gate.promise
              }
              return key.verify(signature, data)
            },
          }
        },
      },
    }
    let held = false
    const ann = await join(hub)
    const ben = await join(hub, { platform: { ...systemPlatform, crypto: slow } })
    await hub.settle(() => ben.chat.onlineUsers().length === 2)
    await say(hub, ann, 'heard', [ben])
    held = true
    await ann.chat.send('not heard')
    // The delivery itself waits for the verdict, so it is not waited for here.
    const delivery = hub.flush()
    while (verifying === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    const leaving = ben.chat.leaveChat()
    gate.resolve(undefined)
    await delivery
    await settled(hub, leaving)
    expect(ben.heard).toEqual(['heard'])
    await closeAll(hub, [ann, ben])
  })
})
