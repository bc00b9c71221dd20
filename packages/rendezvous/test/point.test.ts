import { describe, expect, it } from 'vitest'
import { STATUS, type Request, type StatusName } from '../src/message.ts'
import { SERVER_LIMITS } from '../src/server/limits.ts'
import { Point, type PointOptions } from '../src/server/point.ts'
import { signedRecord, somebody, type Somebody } from './support/records.ts'

const alice = await somebody()
const bob = await somebody()

/** A point with a clock that is set by hand, and randomness that counts. */
function pointOf({ limits, ...options }: Partial<Omit<PointOptions, 'limits'>> & { limits?: object } = {}) {
  const clock = { now: 0 }
  let counter = 0
  const point = new Point({
    limits: { ...SERVER_LIMITS, ...limits },
    listAll: true,
    allow: () => true,
    now: () => clock.now,
    randomBytes: (length) => Uint8Array.from({ length }, () => (counter = (counter * 31 + 7) % 251)),
    ...options,
  })
  const register = async (who: Somebody, parts: Partial<Request & { type: 'register' }> = {}) => {
    const signed = 'signedPeerRecord' in parts ? undefined : await signedRecord(who)
    const request = {
      type: 'register',
      ns: 'ns',
      signedPeerRecord: signed,
      ttl: undefined,
      ...parts,
    } as const
    const response = await point.answer(request, who.peer)
    if (response?.type !== 'registerResponse') throw new Error('not the answer to a register')
    return { status: nameOf(response.status), ttl: response.ttl }
  }
  const discover = async (parts: Partial<Request & { type: 'discover' }> = {}, peer = bob.peer) => {
    const request = { type: 'discover', ns: 'ns', limit: undefined, cookie: undefined, ...parts } as const
    const response = await point.answer(request, peer)
    if (response?.type !== 'discoverResponse') throw new Error('not the answer to a discover')
    const { registrations, cookie } = response
    return { status: nameOf(response.status), registrations, cookie }
  }
  return { point, clock, register, discover }
}

const nameOf = (status: number) =>
  (Object.keys(STATUS) as StatusName[]).find((name) => STATUS[name] === status)

describe('REGISTER', () => {
  it('is answered with the TTL it got: 2 h where it asked for none', async () => {
    const { register, discover } = pointOf()
    expect(await register(alice)).toEqual({ status: 'OK', ttl: 7_200 })
    expect(await register(alice, { ttl: 10_000 })).toEqual({ status: 'OK', ttl: 10_000 })
    const { registrations } = await discover()
    expect(registrations).toEqual([{ ns: 'ns', signedPeerRecord: await signedRecord(alice), ttl: 10_000 }])
  })

  it.each([
    [7_199, 'E_INVALID_TTL'],
    [7_200, 'OK'],
    [7_201, 'OK'],
    [259_199, 'OK'],
    [259_200, 'OK'],
    [259_201, 'E_INVALID_TTL'],
    [2 ** 64, 'E_INVALID_TTL'],
    [0, 'E_INVALID_TTL'],
  ])('with a TTL of %i s is answered %s', async (ttl, status) => {
    expect(await pointOf().register(alice, { ttl })).toEqual({
      status,
      ttl: status === 'OK' ? ttl : undefined,
    })
  })

  it('gets the default nearest to what the point allows', async () => {
    expect(await pointOf({ limits: { minTtl: 1, maxTtl: 60 } }).register(alice)).toEqual({
      status: 'OK',
      ttl: 60,
    })
    expect(await pointOf({ limits: { minTtl: 9_000 } }).register(alice)).toEqual({ status: 'OK', ttl: 9_000 })
  })

  it.each([
    ['254 letters', 'a'.repeat(254), 'OK'],
    ['255 letters', 'a'.repeat(255), 'OK'],
    ['256 letters', 'a'.repeat(256), 'E_INVALID_NAMESPACE'],
    ['128 letters of two bytes', 'ä'.repeat(128), 'E_INVALID_NAMESPACE'],
    ['no letter', '', 'E_INVALID_NAMESPACE'],
    ['nothing', undefined, 'E_INVALID_NAMESPACE'],
  ])('with a namespace of %s is answered %s', async (_what, ns, status) => {
    expect((await pointOf().register(alice, { ns })).status).toBe(status)
  })

  it('needs a record that its sender signed, with an address', async () => {
    const { register } = pointOf()
    const good = await signedRecord(alice)
    const cases: readonly [Uint8Array | undefined, StatusName][] = [
      [undefined, 'E_INVALID_SIGNED_PEER_RECORD'],
      [new Uint8Array(0), 'E_INVALID_SIGNED_PEER_RECORD'],
      [good.subarray(0, -1), 'E_INVALID_SIGNED_PEER_RECORD'],
      [good.with(-1, good.at(-1)! ^ 1), 'E_INVALID_SIGNED_PEER_RECORD'],
      [await signedRecord(alice, { addresses: [] }), 'E_INVALID_SIGNED_PEER_RECORD'],
      [await signedRecord(alice, { domain: 'another' }), 'E_INVALID_SIGNED_PEER_RECORD'],
      [await signedRecord(alice, { codec: Uint8Array.of(1) }), 'E_INVALID_SIGNED_PEER_RECORD'],
      [await signedRecord(bob, { about: alice.id }), 'E_INVALID_SIGNED_PEER_RECORD'],
      [await signedRecord(bob), 'E_NOT_AUTHORIZED'],
      [good, 'OK'],
    ]
    for (const [signedPeerRecord, status] of cases) {
      expect((await register(alice, { signedPeerRecord })).status).toBe(status)
    }
  })

  it('needs a record that is not older than the one before', async () => {
    const { register } = pointOf()
    const records = await Promise.all([5n, 4n, 5n, 6n].map((seq) => signedRecord(alice, { seq })))
    const answers: unknown[] = []
    for (const signedPeerRecord of records) answers.push((await register(alice, { signedPeerRecord })).status)
    expect(answers).toEqual(['OK', 'E_INVALID_SIGNED_PEER_RECORD', 'OK', 'OK'])
  })

  it('has a record of so many bytes at most', async () => {
    const signedPeerRecord = await signedRecord(alice)
    for (const [spare, status] of [
      [-1, 'E_INVALID_SIGNED_PEER_RECORD'],
      [0, 'OK'],
      [1, 'OK'],
    ] as const) {
      const { register } = pointOf({ limits: { recordBytes: signedPeerRecord.length + spare } })
      expect((await register(alice, { signedPeerRecord })).status).toBe(status)
    }
  })
})

describe('UNREGISTER', () => {
  it('ends the sender’s own registration, and has no answer', async () => {
    const { point, register, discover } = pointOf()
    await register(alice)
    expect(await point.answer({ type: 'unregister', ns: 'ns' }, bob.peer)).toBeNull()
    expect((await discover()).registrations).toHaveLength(1)
    expect(await point.answer({ type: 'unregister', ns: 'ns' }, alice.peer)).toBeNull()
    expect((await discover()).registrations).toHaveLength(0)
    expect(point.counts()).toMatchObject({ unregister: 2, registrations: 0 })
  })
})

describe('DISCOVER', () => {
  it('with a cookie brings only what came since', async () => {
    const { register, discover } = pointOf()
    await register(alice)
    const first = await discover()
    expect(first.registrations).toHaveLength(1)
    expect((await discover({ cookie: first.cookie })).registrations).toHaveLength(0)
    await register(bob)
    const third = await discover({ cookie: first.cookie })
    expect(third.registrations.map(({ signedPeerRecord }) => signedPeerRecord)).toEqual([
      await signedRecord(bob),
    ])
  })

  it('with a cookie of another namespace, another point or nobody is answered E_INVALID_COOKIE', async () => {
    const { register, discover } = pointOf()
    await register(alice)
    const { cookie } = await discover()
    expect((await discover({ ns: 'another', cookie })).status).toBe('E_INVALID_COOKIE')
    expect((await discover({ ns: undefined, cookie })).status).toBe('E_INVALID_COOKIE')
    expect((await discover({ cookie: new Uint8Array(23) })).status).toBe('E_INVALID_COOKIE')
    expect((await discover({ cookie: (await discover({ ns: undefined })).cookie })).status).toBe(
      'E_INVALID_COOKIE',
    )
    expect((await discover({ cookie })).status).toBe('OK')
  })

  it('without a namespace brings those of all, unless the point keeps them to itself', async () => {
    const open = pointOf()
    await open.register(alice, { ns: 'one' })
    await open.register(alice, { ns: 'two' })
    for (const ns of [undefined, '']) expect((await open.discover({ ns })).registrations).toHaveLength(2)
    const closed = pointOf({ listAll: false })
    expect((await closed.discover({ ns: undefined })).status).toBe('E_NOT_AUTHORIZED')
    expect((await closed.discover()).status).toBe('OK')
  })

  it('of a namespace that is too long is answered E_INVALID_NAMESPACE; of an unknown one, with nobody', async () => {
    expect((await pointOf().discover({ ns: 'a'.repeat(255) })).status).toBe('OK')
    expect((await pointOf().discover({ ns: 'a'.repeat(256) })).status).toBe('E_INVALID_NAMESPACE')
  })

  it.each([
    [undefined, 3],
    [0, 3],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [2 ** 64, 3],
  ])('with a limit of %s, where 4 are registered and 3 make a page, brings %i', async (limit, many) => {
    const { register, discover } = pointOf({ limits: { pageRegistrations: 3 } })
    for (const who of [alice, bob, await somebody(), await somebody()]) await register(who)
    expect((await discover({ limit })).registrations).toHaveLength(many)
  })
})

describe('rates', () => {
  it.each([
    ['register', 'registerBurst', 'registersPerSecond'],
    ['discover', 'discoverBurst', 'discoversPerSecond'],
  ] as const)(
    'of %s: a burst of 2, then one per second; E_UNAVAILABLE beyond',
    async (kind, burst, perSecond) => {
      const { clock, register, discover } = pointOf({ limits: { [burst]: 2, [perSecond]: 1 } })
      const ask = async (who: Somebody) =>
        (await (kind === 'register' ? register(who) : discover({}, who.peer))).status
      expect([await ask(alice), await ask(alice), await ask(alice)]).toEqual(['OK', 'OK', 'E_UNAVAILABLE'])
      expect(await ask(bob)).toBe('OK')
      clock.now = 999
      expect(await ask(alice)).toBe('E_UNAVAILABLE')
      clock.now = 1_000
      expect(await ask(alice)).toBe('OK')
    },
  )

  it('of discover are counted by address as well, whatever key asks', async () => {
    const limits = { discoverBurstPerAddress: 2, discoversPerSecondAndAddress: 1 }
    const { point, clock } = pointOf({ limits })
    const ask = async (address: string | null) => {
      const request = { type: 'discover', ns: 'ns', limit: undefined, cookie: undefined } as const
      const response = await point.answer(request, (await somebody()).peer, address)
      return response?.type === 'discoverResponse' ? nameOf(response.status) : 'none'
    }
    expect([await ask('a'), await ask('a'), await ask('a')]).toEqual(['OK', 'OK', 'E_UNAVAILABLE'])
    expect([await ask('b'), await ask(null), await ask(null), await ask(null)]).toEqual([
      'OK',
      'OK',
      'OK',
      'OK',
    ])
    clock.now = 1_000
    expect([await ask('a'), await ask('a')]).toEqual(['OK', 'E_UNAVAILABLE'])
  })

  it('count unregistering with registering, whose work it undoes', async () => {
    const { point, register } = pointOf({ limits: { registerBurst: 1, registersPerSecond: 1 } })
    await register(alice)
    await point.answer({ type: 'unregister', ns: 'ns' }, alice.peer)
    expect(point.counts().registrations).toBe(1)
  })
})

describe('an app’s say', () => {
  it('is asked with what is wanted; E_NOT_AUTHORIZED where it says no', async () => {
    const asked: unknown[] = []
    const { register, discover } = pointOf({
      allow: async (request) => {
        asked.push(request)
        return request.action === 'discover'
      },
    })
    expect((await register(alice)).status).toBe('E_NOT_AUTHORIZED')
    expect((await discover()).status).toBe('OK')
    expect(asked).toEqual([
      { peer: alice.peer, action: 'register', namespace: 'ns' },
      { peer: bob.peer, action: 'discover', namespace: 'ns' },
    ])
  })

  it('that fails is E_INTERNAL_ERROR, and the point goes on', async () => {
    let fails = true
    const { point, register, discover } = pointOf({
      allow: () => {
        if (fails) throw new Error('no database')
        return true
      },
    })
    expect(await register(alice)).toEqual({ status: 'E_INTERNAL_ERROR', ttl: undefined })
    expect((await discover()).status).toBe('E_INTERNAL_ERROR')
    fails = false
    expect((await register(alice)).status).toBe('OK')
    expect(point.counts()).toMatchObject({
      registrations: 1,
      register: { OK: 1, E_INTERNAL_ERROR: 1, E_UNAVAILABLE: 0 },
      discover: { OK: 0, E_INTERNAL_ERROR: 1 },
    })
  })
})
