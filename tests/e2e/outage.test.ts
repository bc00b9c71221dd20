/** Relays that are not there, not there yet, or not there for a while. */
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { openSpace } from 'ghost-chat'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { castOfFile, untilHeard, untilMet } from './cast.ts'
import type { Person, Stay } from './person-process.ts'

/** More is said here than a relay passes on by itself. */
const NO_FLOOD = ['--flood', 'off']

const cast = castOfFile()

/** Serves something that is no relay. */
async function serve(answer: RequestListener): Promise<{ url: string; close: () => void }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Says the texts one after the other, each when the one before was handed over. */
async function talk(stay: Stay, texts: readonly string[]): Promise<void> {
  for (const text of texts) await stay.send(text)
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name} ${i + 1}`)

// Side by side: one of these tests does nothing but wait.
describe.concurrent('what is not there', () => {
  describe('a relay that is not there', () => {
    test.each(['ftp://127.0.0.1', 'lobby', '/ip4/127.0.0.1/tcp/1', 'http://me:secret@127.0.0.1'])(
      'ERR_RELAY_ADDRESS: %s is no address of one',
      async (address) => {
        await expect(openSpace('tests', { relays: [address] })).rejects.toMatchObject({
          code: 'ERR_RELAY_ADDRESS',
        })
      },
    )

    test('ERR_RELAY_UNREACHABLE: something else is there', async ({ onTestFinished }) => {
      const { url, close } = await serve((_request, response) => response.writeHead(404).end())
      const space = await openSpace('tests', { relays: [url] })
      onTestFinished(async () => {
        await space.close()
        close()
      })
      await expect(space.joinChat('lobby', { timeout: 300 })).rejects.toMatchObject({
        code: 'ERR_RELAY_UNREACHABLE',
      })
    })

    test('ERR_RELAY_UNREACHABLE: nobody is there; and joining works once somebody is', async () => {
      const port = await freePort()
      const alice = await cast.person(`http://127.0.0.1:${port}`)
      await expect(alice.join('lobby', { timeout: 300 })).rejects.toMatchObject({
        code: 'ERR_RELAY_UNREACHABLE',
      })
      await cast.relay(port)
      const stay = await alice.join('lobby')
      expect(stay.state()).toBe('relayed')
      await stay.send('at last')
    })
  })

  describe('a sudden end', () => {
    describe('of a relay, which comes back as another', () => {
      const inTurn = { concurrent: false, timeout: 60_000 }
      let relay: RelayProcess
      let alice: Person
      let bob: Person
      beforeAll(async () => {
        relay = await cast.relay(0, NO_FLOOD)
        // Others would go on by their direct link, and notice little.
        const enter = () => cast.person(relay.url, 'tests', { relayOnly: true })
        ;[alice, bob] = await Promise.all([enter(), enter()])
      })

      async function comeBack(...stays: readonly Stay[]): Promise<void> {
        const { port, peerId } = relay
        relay = await cast.relay(port, NO_FLOOD)
        expect(relay.peerId).not.toBe(peerId)
        await until('everybody to be back', () => stays.every((stay) => stay.state() === 'relayed'))
      }

      test(
        '[GC4] the room resumes by itself, and nothing that was said is lost or doubled',
        inTurn,
        async () => {
          const patient = { flood: false, sendTimeout: 60_000 } as const
          const [atAlice, atBob] = await Promise.all([
            alice.join('lobby', patient),
            bob.join('lobby', patient),
          ])
          await untilMet(atAlice, atBob)
          const fromAlice = numbered('alice', 40)
          const fromBob = numbered('bob', 40)
          const talks = Promise.all([talk(atAlice, fromAlice), talk(atBob, fromBob)])
          // Whatever becomes of it is looked at below, after what may fail before.
          talks.catch(() => undefined)
          await Promise.all([untilHeard(atBob, ['alice 10']), untilHeard(atAlice, ['bob 10'])])
          await relay.kill()
          await until('both to say that they are offline', () =>
            [atAlice, atBob].every((stay) => stay.state() === 'offline'),
          )
          await comeBack(atAlice, atBob)
          await talks
          await Promise.all([untilHeard(atBob, fromAlice), untilHeard(atAlice, fromBob)])

          const everything = [...fromAlice, ...fromBob].sort()
          const logs = await Promise.all([atAlice, atBob].map((stay) => stay.messages()))
          expect(logs[0]).toEqual(logs[1])
          const texts = logs[0]!.map(({ text }) => text)
          expect(texts.filter((text) => text.startsWith('alice'))).toEqual(fromAlice)
          expect(texts.filter((text) => text.startsWith('bob'))).toEqual(fromBob)
          for (const stay of [atAlice, atBob]) {
            const heard = stay.heard().map(({ text }) => text)
            expect(heard.sort()).toEqual(everything)
            // Nobody was thought gone, so nobody came either.
            expect(stay.left()).toEqual([])
            expect(await stay.others()).toHaveLength(1)
          }
        },
      )

      test('[GC7] what is queued meanwhile goes out by itself, in order and once', inTurn, async () => {
        const [atAlice, atBob] = await Promise.all([
          alice.join('queue', { queue: true, sendTimeout: 0 }),
          bob.join('queue'),
        ])
        await untilMet(atAlice, atBob)
        await relay.kill()
        await until('both to be offline', () => [atAlice, atBob].every((stay) => stay.state() === 'offline'))
        const texts = numbered('queued', 10)
        const waiting = Promise.all(texts.map((text) => atAlice.send(text)))
        await comeBack(atAlice, atBob)
        await waiting
        await untilHeard(atBob, texts)
        await atAlice.send('and on')
        await untilHeard(atBob, ['and on'])
        for (const stay of [atAlice, atBob])
          expect((await stay.messages()).map(({ text }) => text)).toEqual([...texts, 'and on'])
        expect(atBob.heard().map(({ text }) => text)).toEqual([...texts, 'and on'])
      })

      test('[GC2] what is said meanwhile waits, or is given up and then never sent', inTurn, async () => {
        const [atAlice, atBob] = await Promise.all([
          alice.join('patience', { sendTimeout: 60_000 }),
          bob.join('patience', { sendTimeout: 300 }),
        ])
        await untilMet(atAlice, atBob)
        await relay.kill()
        await until('both to be offline', () => [atAlice, atBob].every((stay) => stay.state() === 'offline'))
        const waiting = atAlice.send('I can wait')
        await expect(atBob.send('now or never')).rejects.toMatchObject({ code: 'ERR_OFFLINE' })
        expect(atAlice.heard()).toEqual([])

        await comeBack(atAlice, atBob)
        await waiting
        await untilHeard(atBob, ['I can wait'])
        await atBob.send('here again')
        await untilHeard(atAlice, ['here again'])
        for (const stay of [atAlice, atBob])
          expect((await stay.messages()).map(({ text }) => text)).toEqual(['I can wait', 'here again'])
      })
    })
  })
})
