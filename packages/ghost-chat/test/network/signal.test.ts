import { describe, expect, it } from 'vitest'
import { ATTEMPT_LIMITS, Attempts } from '../../src/network/libp2p/attempts.ts'
import { mayTry, parseSignal } from '../../src/network/libp2p/signal.ts'

const frame = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const DATA = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n'

describe('signals', () => {
  it('[NW11] descriptions and candidates are taken; what else they hold is passed over', () => {
    expect(parseSignal(frame({ type: 'offer', sdp: DATA, more: 1 }))).toEqual({ type: 'offer', sdp: DATA })
    expect(parseSignal(frame({ type: 'answer', sdp: DATA }))).toEqual({ type: 'answer', sdp: DATA })
    const candidate = { type: 'candidate', candidate: 'candidate:1 1 UDP 1 192.0.2.1 9 typ host', mid: '0' }
    expect(parseSignal(frame(candidate))).toEqual(candidate)
  })

  it.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['no UTF-8', Uint8Array.of(0xff)],
    ['nothing', new Uint8Array(0)],
    ['a list', frame([])],
    ['null', frame(null)],
    ['another type', frame({ type: 'rollback', sdp: '' })],
    ['no description', frame({ type: 'offer' })],
    ['an empty description', frame({ type: 'offer', sdp: '' })],
    ['a description that is no text', frame({ type: 'answer', sdp: 1 })],
    ['a description of nothing', frame({ type: 'offer', sdp: 'v=0\r\n' })],
    ['a description of two channels', frame({ type: 'offer', sdp: DATA + DATA.slice(5) })],
    ['a description of a video', frame({ type: 'offer', sdp: DATA.replace('application', 'video') })],
    ['a video behind the channel', frame({ type: 'answer', sdp: `${DATA}m=video 9 UDP/TLS/RTP/SAVPF 96\n` })],
    ['a video after a bare CR', frame({ type: 'answer', sdp: `${DATA}a=x\rm=video 9 UDP/TLS/RTP/SAVPF 96` })],
    ['an empty candidate', frame({ type: 'candidate', candidate: '', mid: '0' })],
    ['a candidate of nothing', frame({ type: 'candidate', candidate: 'x' })],
    ['a candidate of too much', frame({ type: 'candidate', candidate: 'x', mid: '100' })],
  ])('[NW11] %s is no signal', (_what, bytes) => {
    expect(parseSignal(bytes)).toBeNull()
  })
})

it('[NW11] candidates within a description are passed over', () => {
  const sdp = `${DATA}a=candidate:1 1 UDP 1 10.0.0.1 22 typ host\r\na=end-of-candidates\r\na=setup:actpass\r\n`
  expect(parseSignal(frame({ type: 'offer', sdp }))).toEqual({
    type: 'offer',
    sdp: `${DATA}a=setup:actpass\r\n`,
  })
})

describe('attempts', () => {
  const { first, longest, good, peers } = ATTEMPT_LIMITS

  it('[NW13] a peer is dialled at once, then after 2 s, and each time after twice as long, up to 600 s', () => {
    const attempts = new Attempts()
    expect(attempts.dueAt('bob')).toBeLessThan(0)
    let least = first
    for (let failure = 0; failure < 12; failure++) {
      attempts.failed('bob', 0, false)
      expect(attempts.dueAt('bob')).toBeGreaterThanOrEqual(Math.min(least, longest))
      expect(attempts.dueAt('bob')).toBeLessThanOrEqual(Math.min(1.5 * least, longest))
      least *= 2
    }
    expect(attempts.dueAt('carol')).toBeLessThan(0)
  })

  it('[NW13] one that knows no direct links is left alone for 600 s, whatever the network does', () => {
    const attempts = new Attempts()
    attempts.failed('bob', 0, true)
    expect(attempts.dueAt('bob')).toBe(longest)
    attempts.forgive()
    expect(attempts.dueAt('bob')).toBe(longest)
  })

  it('[NW13] a link that is lost within a minute counts as a failure, one that lasted does not', () => {
    const attempts = new Attempts()
    for (let loss = 0; loss < 3; loss++) {
      attempts.succeeded('bob', 0)
      attempts.lost('bob', good - 1)
    }
    expect(attempts.dueAt('bob')).toBeGreaterThanOrEqual(good - 1 + 4 * first)
    attempts.succeeded('bob', 0)
    attempts.lost('bob', good)
    expect(attempts.dueAt('bob')).toBeLessThanOrEqual(good + 1.5 * first)
  })

  it('the loss of a link that never stood, or twice of one, says nothing', () => {
    const attempts = new Attempts()
    attempts.lost('bob', 0)
    expect(attempts.dueAt('bob')).toBeLessThan(0)
    attempts.succeeded('bob', 0)
    attempts.lost('bob', 1)
    const due = attempts.dueAt('bob')
    attempts.lost('bob', 100)
    expect(attempts.dueAt('bob')).toBe(due)
  })

  it('a network that was away is no fault of the peers', () => {
    const attempts = new Attempts()
    attempts.failed('bob', 0, false)
    attempts.forgive()
    expect(attempts.dueAt('bob')).toBeLessThan(0)
  })

  it(`${peers} peers are remembered, and no more`, () => {
    const attempts = new Attempts()
    for (let peer = 0; peer < peers; peer++) attempts.failed(`peer-${peer}`, 0, false)
    expect(attempts.dueAt('peer-0')).toBeGreaterThan(0)
    attempts.failed('one more', 0, false)
    expect(attempts.dueAt('peer-0')).toBeLessThan(0)
    expect(attempts.dueAt('peer-1')).toBeGreaterThan(0)
  })
})

it.each([
  ['candidate:1 1 UDP 2122260223 192.168.1.7 54321 typ host', true, true],
  ['a=candidate:1 1 udp 2122260223 8.8.8.8 54321 typ srflx raddr 0.0.0.0 rport 0', true, true],
  ['candidate:1 1 udp 1 fd00::1 5 typ host', true, true],
  ['candidate:1 1 udp 1 5d3b1a3c-0f6e-4b0a-9d59-1b7c6a2f4e11.local 5 typ host', true, true],
  ['candidate:1 1 UDP 2122260223 127.0.0.1 53 typ host', false, true],
  ['candidate:1 1 UDP 2122260223 ::1 53 typ host', false, true],
  ['candidate:1 1 tcp 1518280447 192.168.1.7 22 typ host tcptype passive', false, false],
  ['candidate:1 1 udp 1 printer.corp.example 53 typ host', false, false],
  ['candidate:1 1 udp 1 intranet.local 53 typ host', false, false],
  ['candidate:1 1 udp 1 2130706433 53 typ host', false, false],
  ['nonsense', false, false],
])(
  '[FD4] the candidate %s may be tried: %s, and %s where the relay is on this machine',
  (text, far, near) => {
    expect([mayTry(text, 'public'), mayTry(text, 'private'), mayTry(text, 'loopback')]).toEqual([
      far,
      far,
      near,
    ])
  },
)
