/**
 * Many sessions of as many DIDs that accuse everybody else of being gone, at full rate, while peers that read nothing have
 * the hub hold frames back for them.
 */
import { LIMITS } from 'ghost-chat/wire'
import { gossipInternals } from 'ghost-chat/network/gossip'
import { sender, type Sender } from '../../support/envelopes.ts'
import type { RawPeer } from '../../support/raw-peer.ts'
import { claimsOf, stranger, witness } from '../../e2e/strangers.ts'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly topic: string
  readonly accused: readonly string[]
  readonly sessions: number
  readonly peers: number
  readonly slowReaders: number
}

/** Between two turns, and how many accuse in each: a member believes 32 accusations of a DID in 10 s (PR14). */
const TURN = 100
const LEASE = 60_000
const STATE = { prev: undefined, messages: undefined, head: null }

const { relay, topic, accused, sessions, peers: peerCount, slowReaders } = ordersOf<Orders>()
if (new URL(relay).hostname === '127.0.0.1') comeFrom('127.0.0.9')
const reader = await persistently(() => witness(relay, topic))
const peers: RawPeer[] = []
for (let i = 0; i < peerCount; i++) {
  peers.push(
    await persistently(async () => {
      const peer = await stranger(relay)
      await peer.join(topic)
      return peer
    }),
  )
}
const accusers: Sender[] = await Promise.all(Array.from({ length: sessions }, () => sender()))
const names = new Set(accused)
const suspects = new Map<string, string>()
let [said, bytes, read] = [0, 0, 0]

/** On a machine that has much to do a dial may time out: it is dialled again. */
async function persistently<T>(enter: () => Promise<T>): Promise<T> {
  for (let left = 10; ; left--) {
    try {
      return await enter()
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

/** Notes sessions as they say that they are here, and what of their presence went out of the hub to one member. */
function listen(): void {
  for (; read < reader.frames.length; read++) {
    const frame = reader.frames[read] ?? ''
    const claims = claimsOf(frame)
    if (!names.has(String(claims['iss']))) continue
    suspects.set(String(claims['iss']), String(claims['sid']))
    if (claims['type'] === 'here') bytes += frame.length
  }
}

function peerOf(at: number): RawPeer {
  return peers[at % peers.length] as RawPeer
}

async function publish(at: number, frame: Uint8Array): Promise<void> {
  await peerOf(at)
    .gossip.publish(topic, frame)
    .catch(() => undefined)
}

async function beHere(): Promise<void> {
  for (const [i, accuser] of accusers.entries()) {
    const now = Date.now() / 1_000
    const peer = peerOf(i).libp2p.peerId.toString()
    const lease = { iat: now, exp: now + LEASE / 1_000 }
    await publish(i, await accuser.say(topic, '', { ...STATE, ...lease, type: 'here', peer }))
  }
}

/** A peer in the room that reads nothing more, for as long as the relay bears it. */
async function readSlowly(): Promise<void> {
  const slow = await stranger(relay)
  await slow.join(topic)
  const [hub] = slow.libp2p.getPeers().map(String)
  gossipInternals(slow.gossip)
    .inbound(hub ?? '')
    ?.pause()
  setTimeout(() => void slow.stop(), 8_000)
}

/** Long frames, of which a queue at the hub is soon full. */
async function fill(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const one = await sender()
    await publish(i, await one.say(topic, 'x', { padding: 'x'.repeat(22_500) }))
  }
}

let turns = 0
async function accuse(perTurn: number): Promise<void> {
  listen()
  const everybody = [...suspects]
  for (let i = 0; i < perTurn && everybody.length > 0; i++) {
    const at = turns * perTurn + i
    const named = Array.from({ length: Math.min(LIMITS.suspectsPerEnvelope, everybody.length) }, (_, k) => {
      const [iss, sid] = everybody[(at * LIMITS.suspectsPerEnvelope + k) % everybody.length] as [
        string,
        string,
      ]
      return { iss, sid, seq: LIMITS.sequence - 1 }
    })
    const accuser = accusers[at % accusers.length] as Sender
    await publish(at, await accuser.say(topic, '', { ...STATE, type: 'suspect', suspects: named }))
    said++
  }
  turns++
}

process.on('disconnect', () => process.exit(0))
const now = { isAttacking: false }
process.on('message', (order: 'report' | 'attack' | 'end') => {
  listen()
  if (order === 'report') void tell({ bytes, said, known: suspects.size })
  else now.isAttacking = order === 'attack'
})
await beHere()
setInterval(() => void beHere(), LEASE / 3)
await tell({ ready: true })
let next = 0
for (;;) {
  const start = performance.now()
  if (now.isAttacking) {
    if (start > next) {
      next = start + 5_000
      for (let i = 0; i < slowReaders; i++) await readSlowly().catch(() => undefined)
      await fill(21)
    }
    await accuse(Math.ceil((sessions * LIMITS.suspicions * TURN) / LIMITS.suspicionWindow))
    if (turns % 10 === 0) await fill(4)
  }
  listen()
  await new Promise((resolve) => setTimeout(resolve, Math.max(5, start + TURN - performance.now())))
}
