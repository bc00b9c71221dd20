/**
 * What every network must do: one suite for all of them (see port.ts).
 *
 * The frames are genuine envelopes of a real room, because a relay passes nothing else on.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guest } from '../../src/identity/guest.ts'
import type { Channel, FrameVerdict, LinkState, Network, PeerId } from '../../src/network/index.ts'
import { topicOf } from '../../src/wire/topic.ts'
import { roomName, spaceName } from '../../src/wire/names.ts'
import { bytes, chatPayload, forge } from '../support/forge.ts'

/** A place to try a network in. */
export interface Lab {
  network: () => Promise<Network>
  /** Lets the network work until a condition holds; fails when it never does. */
  until: (condition: () => boolean) => Promise<void>
  /** Everybody loses everybody. */
  cut: () => Promise<void>
  restore: () => Promise<void>
  /** Somebody with a topic open, in a process of its own where there are processes, that can be ended at once. */
  doomed: (topic: string) => Promise<{ readonly self: string; readonly kill: () => void }>
  close: () => Promise<void>
}

interface Seat {
  readonly network: Network
  readonly channel: Channel
  readonly frames: string[]
  readonly states: LinkState[]
  verdict: () => Promise<FrameVerdict>
  answer: (request: Uint8Array, from: PeerId) => Promise<readonly Uint8Array[]>
  lost: (peer: PeerId) => void
}

const ROOM = topicOf(spaceName('acceptance'), roomName('one'))
const OTHER_ROOM = topicOf(spaceName('acceptance'), roomName('two'))
const writer = await guest()
const text = (frame: Uint8Array): string => new TextDecoder().decode(frame)
const bounds = { maxFrames: 100, maxBytes: 100_000 }
let written = 0

/** A frame unlike any other. */
async function frame(topic: string = ROOM): Promise<Uint8Array> {
  const iat = Math.floor(Date.now() / 1000)
  const payload = chatPayload(writer.did, {
    aud: topic,
    iat,
    exp: iat + 600,
    messages: [{ content: `${++written}` }],
  })
  return bytes(await forge(writer, payload))
}

export function describeNetwork(name: string, open: () => Promise<Lab>): void {
  describe(`the ${name} network`, () => {
    let lab: Lab
    let networks: Network[]

    beforeEach(async () => {
      lab = await open()
      networks = []
    })
    afterEach(async () => {
      for (const network of networks) await network.close()
      await lab.close()
    })

    async function sit(topic: string = ROOM, network?: Network): Promise<Seat> {
      const own = network ?? (await lab.network())
      if (network === undefined) networks.push(own)
      const frames: string[] = []
      const states: LinkState[] = []
      const seat = {
        network: own,
        frames,
        states,
        verdict: (): Promise<FrameVerdict> => Promise.resolve('accept'),
        answer: (request: Uint8Array): Promise<readonly Uint8Array[]> =>
          Promise.resolve([request, bytes('end')]),
        lost: (_peer: PeerId): void => undefined,
      }
      const channel = own.open(topic, {
        judge: (received) => {
          frames.push(text(received))
          return seat.verdict()
        },
        answer: (request) => seat.answer(request),
        changed: () => {
          states.push(channel.state)
        },
        lost: (peer) => {
          seat.lost(peer)
        },
      })
      await lab.until(() => channel.state === 'relayed' || channel.state === 'direct')
      return Object.assign(seat, { channel })
    }

    async function ask(from: Seat, to: Seat, request = 'hello', options = bounds): Promise<string[]> {
      const got: string[] = []
      const work = (async () => {
        for await (const answer of from.channel.request(to.network.self, bytes(request), options))
          got.push(text(answer))
      })()
      let done = false
      const watched = work.finally(() => (done = true))
      watched.catch(() => undefined)
      await lab.until(() => done)
      await watched
      return got
    }

    /** Publishes from one seat until another hears it: meshes need a moment to form. */
    async function heard(from: Seat, to: Seat): Promise<void> {
      const before = to.frames.length
      await from.channel.publish(await frame())
      await lab.until(() => to.frames.length > before)
    }

    it('[NW1] hands a frame to everyone else on the topic, once, and not to the sender', async () => {
      const seats = [await sit(), await sit(), await sit()]
      const [a, b, c] = seats
      if (a === undefined || b === undefined || c === undefined) throw new Error('three seats')
      const one = await frame()
      await a.channel.publish(one)
      await lab.until(() => b.frames.length > 0 && c.frames.length > 0)
      await heard(b, a)
      expect([a.frames.length, b.frames, c.frames[0]]).toEqual([1, [text(one)], text(one)])
    })

    it('keeps a sender’s frames in order, both ways', async () => {
      const [a, b] = [await sit(), await sit()]
      const forth = await Promise.all(Array.from({ length: 50 }, () => frame()))
      const back = await Promise.all(Array.from({ length: 50 }, () => frame()))
      for (const [i, sent] of forth.entries()) {
        await a.channel.publish(sent)
        await b.channel.publish(back[i] ?? sent)
      }
      await lab.until(() => b.frames.length === 50 && a.frames.length === 50)
      expect(b.frames).toEqual(forth.map(text))
      expect(a.frames).toEqual(back.map(text))
    })

    it('keeps topics apart, also those of one node', async () => {
      const [a, b] = [await sit(), await sit()]
      const elsewhere = await sit(OTHER_ROOM, b.network)
      await a.channel.publish(await frame())
      await lab.until(() => b.frames.length === 1)
      expect(elsewhere.frames).toEqual([])
    })

    it('survives a handler that throws or rejects', async () => {
      const [a, b] = [await sit(), await sit()]
      b.verdict = () => {
        throw new Error('mine')
      }
      await heard(a, b)
      b.verdict = () => Promise.reject(new Error('mine'))
      await heard(a, b)
      b.answer = () => Promise.reject(new Error('mine'))
      await expect(ask(a, b)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
      b.answer = () => Promise.resolve([bytes('fine')])
      expect(await ask(a, b)).toEqual(['fine'])
    })

    it('refuses a frame of more than 32,768 bytes', async () => {
      const a = await sit()
      await expect(a.channel.publish(new Uint8Array(32_769))).rejects.toMatchObject({
        code: 'ERR_FRAME_TOO_LARGE',
      })
    })

    it('[NW5] carries a request to one peer and its answer back', async () => {
      const [a, b] = [await sit(), await sit()]
      expect(await ask(a, b)).toEqual(['hello', 'end'])
      expect(await ask(b, a, 'and back')).toEqual(['and back', 'end'])
    })

    it('cuts an answer off after so many frames, or bytes', async () => {
      const [a, b] = [await sit(), await sit()]
      b.answer = () =>
        Promise.resolve(Array.from({ length: 20 }, (_, i) => bytes(`answer ${String(i).padStart(2, '0')}`)))
      expect(await ask(a, b, 'x', { maxFrames: 3, maxBytes: 1_000 })).toHaveLength(3)
      expect(await ask(a, b, 'x', { maxFrames: 100, maxBytes: 45 })).toHaveLength(5)
    })

    it('says of a peer that is not there, or not in the room, that it cannot be reached or is gone', async () => {
      const a = await sit()
      const b = await sit(OTHER_ROOM)
      const code: unknown = expect.stringMatching(/^ERR_(?:UNREACHABLE|PEER_GONE)$/)
      await expect(ask(a, b)).rejects.toMatchObject({ name: 'NetworkError', code })
      await b.network.close()
      await expect(ask(a, b)).rejects.toMatchObject({ code })
    })

    it('gives a request up when its signal is aborted', async () => {
      const [a, b] = [await sit(), await sit()]
      b.answer = () => new Promise(() => undefined)
      const controller = new AbortController()
      const asking = ask(a, b, 'x', { ...bounds, signal: controller.signal } as typeof bounds)
      const outcome = expect(asking).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
      setTimeout(() => {
        controller.abort(new Error('never mind'))
      }, 5)
      await outcome
    })

    it('hears nothing after closing a topic, which can be opened again at once', async () => {
      const [a, b] = [await sit(), await sit()]
      await heard(a, b)
      await b.channel.close()
      await b.channel.close()
      const again = await sit(ROOM, b.network)
      await heard(a, again)
      expect(b.frames).toHaveLength(1)
      await expect(b.channel.publish(await frame())).rejects.toMatchObject({ name: 'NetworkError' })
    })

    it('is offline when all is lost, says so, and finds back by itself', async () => {
      const [a, b] = [await sit(), await sit()]
      await heard(a, b)
      await lab.cut()
      await lab.until(() => a.channel.state === 'offline' && b.channel.state === 'offline')
      expect(a.states.at(-1)).toBe('offline')
      await expect(a.channel.publish(await frame())).rejects.toMatchObject({ code: 'ERR_OFFLINE' })
      await expect(ask(a, b)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
      await lab.restore()
      await lab.until(() => a.channel.state === 'relayed' && b.channel.state === 'relayed')
      await heard(a, b)
      await heard(b, a)
      expect(await ask(a, b)).toEqual(['hello', 'end'])
    })

    it('[NW6] tells of a peer whose process ended, in the rooms that it was in, and bears a handler that throws', async () => {
      const seats = [await sit(), await sit(), await sit()]
      const elsewhere = await sit(OTHER_ROOM)
      const told: string[] = []
      for (const seat of [...seats, elsewhere]) {
        seat.lost = (peer) => {
          told.push(peer)
          throw new Error('mine')
        }
      }
      elsewhere.lost = () => told.push('elsewhere')
      const [first, second] = [await lab.doomed(ROOM), await lab.doomed(ROOM)]
      first.kill()
      await lab.until(() => told.length > 0)
      // Three of the four others are told, so at least two of the seats. What the second one is told is no matter.
      await lab.until(() => told.length >= 2)
      expect(new Set(told)).toEqual(new Set([first.self]))
      second.kill()
      await lab.until(() => told.filter((peer) => peer === second.self).length === 3)
      expect(told).not.toContain('elsewhere')
      const [a, b] = seats
      if (a === undefined || b === undefined) throw new Error('two seats')
      await heard(a, b)
    })

    it('[NW6] tells nobody of a peer that left the room', async () => {
      const [a, b] = [await sit(), await sit()]
      const told: string[] = []
      a.lost = (peer) => told.push(peer)
      await b.channel.close()
      await b.network.close()
      const doomed = await lab.doomed(ROOM)
      doomed.kill()
      await lab.until(() => told.length > 0)
      expect(told).toEqual([doomed.self])
    })

    it('opens nothing once it was closed, which may be done twice', async () => {
      const a = await sit()
      await a.network.close()
      await a.network.close()
      const handler = {
        judge: a.verdict,
        answer: () => Promise.resolve([]),
        changed: () => undefined,
        lost: () => undefined,
      }
      expect(() => a.network.open(ROOM, handler)).toThrow(
        expect.objectContaining({ code: 'ERR_CLOSED' }) as Error,
      )
    })
  })
}
