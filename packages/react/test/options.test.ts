import { guest, type MessageFilter, type Space } from 'ghost-chat'
import { describe, expect, it } from 'vitest'
import {
  joinKey,
  placeKey,
  profileKey,
  sayingOf,
  spaceKey,
  type UseGhostChatOptions,
} from '../src/options.ts'

const options = (more: Partial<UseGhostChatOptions> = {}): UseGhostChatOptions =>
  ({ space: 'my-dapp', room: 'lobby', relays: ['http://localhost:8080'], ...more }) as UseGhostChatOptions
const all: MessageFilter = () => true

describe('what is written in place', () => {
  it('says the same at every render', () => {
    const written = () =>
      sayingOf(options({ identity: () => guest(), filters: [() => true], profile: { name: 'Ada' } }))
    expect(written()).toBe(written())
  })

  it('says something else with another value, in whatever option', () => {
    const changes: Partial<UseGhostChatOptions>[] = [
      { space: 'other' },
      { room: 'garden' },
      { relays: [] },
      { relayOnly: true },
      { readOnly: true },
      { backlog: true },
      { flood: false },
      { transcript: { messages: 5 } },
      { timeout: 1 },
      { identity: () => guest() },
      { filters: [all] },
    ]
    const said = changes.map((change) => sayingOf(options(change)))
    expect(new Set([sayingOf(options()), ...said]).size).toBe(changes.length + 1)
  })

  it('is compared by reference between components', () => {
    const identity = (): ReturnType<typeof guest> => guest()
    expect(spaceKey(options({ identity }))).toBe(spaceKey(options({ identity })))
    expect(spaceKey(options({ identity }))).not.toBe(spaceKey(options({ identity: () => guest() })))
    expect(joinKey(options({ filters: [all] }))).toBe(joinKey(options({ filters: [all] })))
    expect(joinKey(options({ filters: [all] }))).not.toBe(joinKey(options({ filters: [() => true] })))
  })
})

describe('an open space', () => {
  // Nothing of it is looked at.
  const [one, other] = [Object.create(null), Object.create(null)] as [Space, Space]

  it('is itself and no other, by whatever name', () => {
    expect(spaceKey({ space: one, room: 'lobby' })).toBe(spaceKey({ space: one, room: 'garden' }))
    expect(spaceKey({ space: one, room: 'lobby' })).not.toBe(spaceKey({ space: other, room: 'lobby' }))
    expect(sayingOf({ space: one, room: 'lobby' })).not.toBe(sayingOf({ space: other, room: 'lobby' }))
    expect(placeKey({ space: one, room: 'lobby' })).not.toBe(placeKey({ space: '#1', room: 'lobby' }))
  })
})

it('a profile can be changed in the room, and makes no other stay', () => {
  const named = options({ profile: { name: 'Ada' } })
  for (const key of [placeKey, joinKey, sayingOf]) expect(key(named)).toBe(key(options()))
  expect(profileKey({ name: 'Ada' })).toBe(profileKey({ name: 'Ada' }))
  expect(profileKey({ name: 'Ada' })).not.toBe(profileKey({ avatar: 'Ada' }))
  expect(profileKey({})).toBe(profileKey(undefined))
})

it('a signal has no say in who shares a room', () => {
  const { signal } = new AbortController()
  expect(placeKey(options({ signal }))).toBe(placeKey(options()))
  expect(joinKey(options({ signal }))).toBe(joinKey(options()))
  expect(sayingOf(options({ signal }))).toBe(sayingOf(options()))
})
