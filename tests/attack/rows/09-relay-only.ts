/** Row 9: a member that keeps to relays sends nothing to an address that its app did not name. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rendezvous } from '@ghost-chat/rendezvous'
import { multiaddr } from '@multiformats/multiaddr'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import { stranger } from '../../e2e/strangers.ts'
import { hasStrace } from '../../nothing-kept/strace.ts'
import { freshPeerId, startDecoy, type Decoy } from '../../support/decoy.ts'
import { sender } from '../../support/envelopes.ts'
import { until } from '../../support/until.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Stage } from '../stage.ts'

const SCRIPT = fileURLToPath(new URL('../honest/shy-member.ts', import.meta.url))

/** A routing server whose every answer is the decoy. */
async function lyingRouting(stage: Stage, decoy: Decoy): Promise<{ url: string; answers: () => number }> {
  let answers = 0
  const server = createServer((_request, response) => {
    answers++
    void Promise.all([freshPeerId(), freshPeerId()]).then(([one, other]) => {
      const provider = (ID: string, address: string): unknown => ({
        ...{ Schema: 'peer', ID, Addrs: [address], Protocols: [] },
      })
      const plain = decoy.address.split('/p2p/')[0] ?? ''
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          Providers: [provider(one, plain), provider(other, `${decoy.address}/p2p-circuit`)],
        }),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stage.onEnd(async () => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answers: () => answers }
}

interface Sent {
  /** Connections to the decoy. */
  readonly decoy: number
  /** Addresses that were connected or sent to and are none of the app's; `null` without strace. */
  readonly strange: readonly string[] | null
  readonly calls: number
  /** What was offered and taken notice of. */
  readonly offered: string
}

async function offerAll(stage: Stage, relayOnly: boolean): Promise<Sent> {
  const hub = await stage.relay()
  const finder = await stage.relay(['--no-hub'])
  const decoy = await startDecoy()
  stage.onEnd(async () => decoy.close())
  const routing = await lyingRouting(stage, decoy)
  // Rendezvous: peers at the decoy, and behind it.
  const topic = '3box.chat.attack.sought'
  for (const address of [decoy.address.split('/p2p/')[0] ?? '', `${decoy.address}/p2p-circuit`]) {
    const liar = await libp2pNetwork({ relays: [finder.url], discovery: { rendezvous: false } })
    stage.onEnd(() => liar.close())
    const point = await until('the liar to be connected', () => liar.libp2p.getPeers()[0])
    await rendezvous()(liar.libp2p.services.rendezvousParts.components).register(point, topic, {
      ttl: 600,
      addresses: [multiaddr(address)],
    })
  }
  // Presence: strangers whose relay is the decoy, with a name and links that lead there.
  const room = '3box.chat.attack.shy'
  const peer = await stranger(hub.url)
  stage.onEnd(() => peer.stop())
  const at = `http://127.0.0.1:${decoy.port}`
  const profile = { name: `${at}/name`, image: `${at}/avatar.png`, avatar: `${at}/avatar.png`, url: at }
  const liars = await Promise.all(Array.from({ length: 3 }, () => sender()))
  const isTraced = await hasStrace()
  const directory = await mkdtemp(join(tmpdir(), 'ghost-chat-attack-'))
  stage.onEnd(() => rm(directory, { recursive: true, force: true }))
  const log = join(directory, 'calls')
  const orders = JSON.stringify({
    ...{ hub: hub.url, finder: finder.url, routing: routing.url, relayOnly },
    milliseconds: stage.amount(8_000, 60_000),
  })
  const tracing = ['strace', '-D', '-f', '-q', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', log, '--']
  const [command = '', ...args] = [
    ...(isTraced ? tracing : []),
    ...[process.execPath, '-C', 'ghost-chat-source', SCRIPT, orders],
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  stage.onEnd(async () => child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close')
  await until('the member to be in its room', () => said.includes('joined'), 60_000)
  await peer.join(room)
  let told = 0
  const telling = setInterval(() => {
    for (const liar of liars)
      void (async () => {
        const here = { type: 'here', prev: undefined, messages: undefined, head: null }
        const frame = await liar.say(room, '', {
          ...here,
          peer: await freshPeerId(),
          via: [decoy.address],
          profile,
        })
        await peer.gossip.publish(room, frame)
        await peer.gossip.publish(room, await liar.say(room, `${at}/link <img src="${at}/image">`))
        told++
      })().catch(() => undefined)
  }, 1_000)
  await ended
  clearInterval(telling)
  const calls = isTraced ? await readFile(log, 'utf8') : ''
  const named = new Set([hub.url, finder.url, routing.url].map((url) => new URL(url).port))
  const reached = [
    ...calls.matchAll(/sin6?_port=htons\((\d+)\).*?inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"/g),
  ]
  const strange = reached.flatMap(([, port = '', address = '']) =>
    address === '127.0.0.1' && named.has(port) ? [] : [`${address} ${port}`],
  )
  return {
    decoy: decoy.connections,
    strange: isTraced ? [...new Set(strange)] : null,
    calls: reached.length,
    offered: `${told} presences, ${routing.answers()} routing answers, ${/whispers \d+/.exec(said)?.[0] ?? 'no whispers'}`,
  }
}

export const relayOnly: Attack = {
  number: 9,
  promise: 'who keeps to relays keeps the address',
  attack:
    'a member in Node with `relayOnly` under strace (connect, sendto, sendmsg, sendmmsg), which whispers to everybody and asks for backlogs; strangers offer `via`, rendezvous records, routing answers, profiles and links that lead to a decoy',
  mustHold: '0 packets to any address that the app did not name',
  limits:
    'Node only: no page, no SDP or ICE, no strange DIDs; without strace the decoy alone tells; the same member without `relayOnly` is played as a control and does reach the decoy',
  againstAnyRelay: false,
  async play(stage) {
    const shy = await offerAll(stage, true)
    stage.progress(`with relayOnly: ${shy.offered}`)
    const open = await offerAll(stage, false)
    stage.progress(`without: ${open.offered}; ${open.decoy} connections to the decoy`)
    return outcomeOf([
      [shy.decoy === 0, `${shy.decoy} connections to the decoy`],
      [
        shy.strange === null || (shy.strange.length === 0 && shy.calls > 0),
        shy.strange === null
          ? 'no strace here'
          : `${shy.strange.length} strange addresses in ${shy.calls} calls ${shy.strange.slice(0, 5).join(', ')}`.trim(),
      ],
      [open.decoy > 0, `without relayOnly: ${open.decoy} connections to the decoy`],
    ])
  },
}
