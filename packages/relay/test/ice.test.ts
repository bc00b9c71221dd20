import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { parseRelayInfo } from '../../ghost-chat/src/network/libp2p/well-known.ts'
import { describe, expect, test } from 'vitest'
import { startRelay } from '../../../tests/support/relay-process.ts'
import { publicNetworkOf } from '../src/network-address.ts'
import { iceServers, TURN_LIMITS, turnCredential } from '../src/ice.ts'
import { createRelay } from '../src/index.ts'

const STUN = 'stun:relay.example:3478'
const TURN = 'turn:relay.example:3478?transport=udp'
const SECRET = 'north of the wall'
const NOW = 1_800_000_000_000

async function wellKnown(url: string): Promise<{ text: string; servers: unknown }> {
  const text = await (await fetch(`${url}/.well-known/ghost-chat.json`)).text()
  return { text, servers: (JSON.parse(text) as { iceServers?: unknown }).iceServers }
}

describe('the password for a TURN server', () => {
  test('[NW15] is what OpenSSL makes of its name and the secret', () => {
    const { username, credential } = turnCredential({ urls: [TURN], secret: SECRET }, NOW, 'a')
    const { stdout, error } = spawnSync('openssl', ['dgst', '-sha1', '-binary', '-hmac', SECRET], {
      input: username,
    })
    // Where there is no OpenSSL, the same from its library.
    const expected = error ? createHmac('sha1', SECRET).update(username).digest() : stdout
    expect(credential).toBe(expected.toString('base64'))
    expect(credential).toHaveLength(28)
  })

  test('[NW15] is of a name that says in seconds when it ends: in ten minutes, unless set otherwise', () => {
    const nameOf = (ttl?: number): string =>
      turnCredential({ urls: [TURN], secret: SECRET, ttl }, NOW, null).username
    expect(nameOf()).toMatch(/^1800000600:[0-9a-f]{16}$/)
    expect(nameOf(3_600_000)).toMatch(/^1800003600:[0-9a-f]{16}$/)
  })

  test('[NW15] is of one user for one address, at every relay with the secret, so that a quota bounds it', () => {
    const userOf = (address: string | null, secret = SECRET, now = NOW): string | undefined =>
      turnCredential({ urls: [TURN], secret }, now, address).username.split(':')[1]
    expect(userOf('192.0.2.1')).toBe(userOf('192.0.2.1', SECRET, NOW + 3_600_000))
    expect(userOf('192.0.2.1')).not.toBe(userOf('192.0.2.2'))
    expect(userOf('192.0.2.1')).not.toBe(userOf('192.0.2.1', 'another secret'))
    // Behind a proxy that is not known as one, one quota would be everybody's.
    expect(userOf(null)).not.toBe(userOf(null))
  })

  test.each([
    ['8.8.8.8', '8.8.8.8'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['2600:1f18::1', '2600:1f18:0:0::/64'],
    ['2600:1f18::2', '2600:1f18:0:0::/64'],
    ['127.0.0.1', null],
    ['::ffff:127.0.0.1', null],
    ['::1', null],
    ['10.0.0.7', null],
    ['172.17.0.1', null],
    ['fd00::1', null],
    ['', null],
  ])('an asker at %s counts as %s', (host, network) => {
    expect(publicNetworkOf(host)).toBe(network)
  })
})

describe('the servers of a relay', () => {
  test('[NW14] are a list that members take', () => {
    const list = iceServers([STUN], { urls: [TURN, 'turns:relay.example'], secret: SECRET })(NOW, null)
    expect(list).toEqual([
      { urls: [STUN] },
      {
        urls: [TURN, 'turns:relay.example'],
        username: expect.any(String),
        credential: expect.any(String),
      },
    ])
    expect(iceServers()(NOW, null)).toEqual([])
  })

  test.each<[string, string[], Parameters<typeof iceServers>[1]]>([
    ['a STUN server that is none', ['https://relay.example'], undefined],
    ['a TURN server among those for STUN', [TURN], undefined],
    ['a STUN server among those for TURN', [], { urls: [STUN], secret: SECRET }],
    ['no TURN server in the list of them', [], { urls: [], secret: SECRET }],
    ['nine of a kind', Array.from({ length: 9 }, () => STUN), undefined],
    ['no secret', [], { urls: [TURN], secret: '' }],
    ['a secret that is too long', [], { urls: [TURN], secret: SECRET.repeat(31) }],
    ['a time too short', [], { urls: [TURN], secret: SECRET, ttl: TURN_LIMITS.ttlLeast - 1 }],
    ['a time too long', [], { urls: [TURN], secret: SECRET, ttl: TURN_LIMITS.ttlMost + 1 }],
    ['half a millisecond', [], { urls: [TURN], secret: SECRET, ttl: TURN_LIMITS.ttlLeast + 0.5 }],
  ])('ERR_OPTION_INVALID: %s; and the secret is not quoted', (_what, stun, turn) => {
    let thrown: unknown
    try {
      iceServers(stun, turn)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'ERR_OPTION_INVALID' })
    expect(String(thrown)).not.toContain(SECRET)
  })

  test.each([TURN_LIMITS.ttlLeast, TURN_LIMITS.ttlMost])('a time of %i ms is in bounds', (ttl) => {
    const secret = 's'.repeat(TURN_LIMITS.secretLength)
    expect(iceServers([], { urls: [TURN], secret, ttl })(NOW, null)).toHaveLength(1)
  })

  test('[NW15] are told with a name and a password to everyone who asks, by a proxy with a name of each', async () => {
    const relay = await createRelay({ port: 0, stun: [STUN], turn: { urls: [TURN], secret: SECRET } })
    const [one, other] = [await wellKnown(relay.url), await wellKnown(relay.url)]
    await relay.close()
    expect(parseRelayInfo(one.text)?.iceServers).toEqual(one.servers)
    expect(one.servers).toHaveLength(2)
    expect(one.servers).not.toEqual(other.servers)
    expect(one.text).not.toContain(SECRET)
  })
})

describe('ghost-relay', () => {
  test('takes the secret from its environment, tells it to nobody, and logs neither it nor a password', async () => {
    const args = ['--stun', STUN, '--turn', TURN]
    const relay = await startRelay({ args, env: { GHOST_TURN_SECRET: SECRET } })
    const { text, servers } = await wellKnown(relay.url)
    expect(await relay.stop()).toBe(0)
    expect(servers).toMatchObject([{ urls: [STUN] }, { urls: [TURN] }])
    const { username, credential } = (servers as { username: string; credential: string }[])[1]!
    expect(credential).toBe(createHmac('sha1', SECRET).update(username).digest('base64'))
    expect(text).not.toContain(SECRET)
    for (const word of [SECRET, username, credential]) expect(relay.log()).not.toContain(word)
  })

  test.each([
    ['a TURN server without a secret', ['--turn', TURN], 'need the secret'],
    ['a secret without a server', ['--turn-secret', SECRET], 'of no use'],
    ['a server that is none', ['--turn', 'nowhere', '--turn-secret', SECRET], 'are URLs such as'],
  ])('%s is one sentence, without the secret', async (_what, args, sentence) => {
    const refused = await startRelay({ args }).catch((error: unknown) => String(error))
    expect(refused).toContain(sentence)
    expect(refused).not.toContain(SECRET)
  })
})
