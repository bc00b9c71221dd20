import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Did, User } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { wallet } from '../../src/identity/wallet/wallet.ts'
import { fakeWallet } from '../support/fake-wallet.ts'
import { intruder } from '../support/intruder.ts'
import { closeAll, join, settled, type Person, type PersonOptions } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { rejectedCode } from '../support/thrown.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
let ann: Person
let ben: Person
const AVATAR = 'https://pictures.example/ann.png'

beforeEach(async () => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock(Date.now())
  people = []
  ann = await enter({ join: { profile: { name: 'Ann' } } })
  ben = await enter()
  await met()
})
afterEach(() => closeAll(hub, people))

async function enter(options: PersonOptions = {}): Promise<Person> {
  const person = await join(hub, { platform: virtualPlatform(clock, people.length + 1), ...options })
  people.push(person)
  return person
}

async function met(): Promise<void> {
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length >= 2))
  await hub.idle()
}

/** Whom a person was told of from now on. */
function changes({ chat }: Person): Did[] {
  const dids: Did[] = []
  chat.on('user-changed', (did) => dids.push(did))
  return dids
}

const seen = (by: Person, did: Did): User | undefined => by.chat.users().find((user) => user.did === did)

describe('another profile', () => {
  it('[PR18] is seen by the others and oneself, and both are told, once', async () => {
    const [mine, theirs] = [changes(ann), changes(ben)]
    await settled(hub, ann.chat.setProfile({ name: 'Anna', avatar: AVATAR }))
    await hub.idle()
    for (const person of [ann, ben]) {
      expect(seen(person, ann.space.did)).toMatchObject({ name: 'Anna', avatar: AVATAR })
    }
    await settled(hub, ann.chat.setProfile({ name: 'Anna', avatar: AVATAR }))
    await hub.idle()
    expect([mine, theirs]).toEqual([[ann.space.did], [ann.space.did]])
    expect(ben.events).toEqual([`user-joined ${ann.space.did}`])
  })

  it('[PR18] takes the place of the whole profile', async () => {
    await settled(hub, ann.chat.setProfile({ avatar: AVATAR }))
    await hub.idle()
    expect(seen(ben, ann.space.did)).not.toHaveProperty('name')
  })

  it('[PR18] renewals without a change tell nobody anything', async () => {
    const theirs = changes(ben)
    for (let i = 0; i < 60; i++) {
      clock.advance(1_000)
      await hub.idle()
    }
    expect(ben.chat.onlineUsers()).toContain(ann.space.did)
    expect(theirs).toEqual([])
  })

  it('resolves when it was handed to the network, and not before', async () => {
    const tap = intruder(hub)
    await settled(hub, ann.chat.setProfile({ name: 'Anna' }))
    await hub.idle()
    expect(tap.claimsOf('here').map(({ profile }) => profile)).toEqual([{ name: 'Anna' }])
    await tap.channel.close()
    hub.up = false
    let isDone = false
    const waiting = ann.chat.setProfile({ name: 'Nan' }).then(() => {
      isDone = true
    })
    await hub.idle()
    expect(isDone).toBe(false)
    expect(seen(ann, ann.space.did)?.name).toBe('Nan')
    hub.up = true
    await settled(hub, waiting)
    await hub.idle()
    expect(seen(ben, ann.space.did)?.name).toBe('Nan')
  })

  it('outlives an outage, and leaving the room', async () => {
    await settled(hub, ann.chat.setProfile({ name: 'Anna' }))
    await settled(hub, ann.chat.leaveChat())
    await hub.settle(() => ben.chat.onlineUsers().length === 1)
    clock.advance(10)
    await settled(hub, ann.chat.joinChat())
    await hub.settle(() => ben.chat.onlineUsers().length === 2)
    expect(seen(ben, ann.space.did)?.name).toBe('Anna')
  })

  it('is checked as the option is', async () => {
    expect(await rejectedCode(ann.chat.setProfile({ name: 'x'.repeat(65) }))).toBe('ERR_NAME_INVALID')
    expect(await rejectedCode(ann.chat.setProfile({ avatar: 'javascript:x' }))).toBe('ERR_OPTION_INVALID')
    expect(seen(ann, ann.space.did)?.name).toBe('Ann')
    const cem = await enter({ join: { readOnly: true } })
    expect(await rejectedCode(cem.chat.setProfile({ name: 'Cem' }))).toBe('ERR_READ_ONLY')
    await settled(hub, ann.chat.leaveChat())
    expect(await rejectedCode(ann.chat.setProfile({ name: 'Anna' }))).toBe('ERR_NOT_JOINED')
  })

  it('fails when the room is left before it went out', async () => {
    hub.up = false
    const waiting = rejectedCode(ann.chat.setProfile({ name: 'Anna' }))
    await settled(hub, ann.chat.leaveChat())
    expect(await waiting).toBe('ERR_CLOSED')
  })
})

describe('what else changes', () => {
  it('[PR18] the newest session counts, and when it goes the other one', async () => {
    const identity = ann.space.home.identity
    const theirs = changes(ben)
    clock.advance(10)
    const other = await enter({ identity, join: { profile: { name: 'Phone' } } })
    await hub.settle(() => seen(ben, ann.space.did)?.name === 'Phone')
    expect(theirs).toEqual([ann.space.did])
    await settled(hub, other.chat.leaveChat())
    await hub.settle(() => seen(ben, ann.space.did)?.name === 'Ann')
    expect(theirs).toEqual([ann.space.did, ann.space.did])
  })

  it('[GC5] a profile cannot be changed so often that nobody takes the renewals, which are taken', async () => {
    let changed = 0
    for (; changed < 1_000; changed++) {
      const code = await settled(hub, rejectedCode(ann.chat.setProfile({ name: `Ann ${changed}` })))
      if (code !== undefined) {
        expect(code).toBe('ERR_RATE_LIMITED')
        break
      }
    }
    expect(changed).toBeGreaterThan(60)
    expect(changed).toBeLessThan(90)
    expect(seen(ben, ann.space.did)?.name).toBe(`Ann ${changed - 1}`)
    for (let i = 0; i < 60; i++) {
      clock.advance(1_000)
      await hub.idle()
    }
    expect(seen(ben, ann.space.did)?.name).toBe(`Ann ${changed - 1}`)
    await settled(hub, ann.chat.setProfile({ name: 'Ann' }))
  })

  it('[PR18] who comes, and comes back, has not changed', async () => {
    const theirs = changes(ben)
    await settled(hub, ann.chat.leaveChat())
    await hub.settle(() => ben.chat.onlineUsers().length === 1)
    const again = await enter({ identity: ann.space.home.identity, join: { profile: { name: 'Else' } } })
    await hub.settle(() => ben.chat.onlineUsers().length === 2)
    expect(seen(ben, again.space.did)?.name).toBe('Else')
    expect(theirs).toEqual([])
  })

  it('[PR18] an account whose proof ends', async () => {
    const identity = wallet({ provider: fakeWallet(), domain: 'chat.example', expiresIn: 120_000 })
    const cem = await enter({ identity })
    await hub.settle(() => seen(ben, cem.space.did)?.account !== undefined)
    const [mine, theirs] = [changes(cem), changes(ben)]
    for (let i = 0; i < 140; i++) {
      clock.advance(1_000)
      await hub.idle()
    }
    expect([seen(ben, cem.space.did), seen(cem, cem.space.did)]).toMatchObject(
      Array(2).fill({ unprovenAccount: cem.space.account }),
    )
    expect([mine, theirs]).toEqual([[cem.space.did], [cem.space.did]])
  })
})
