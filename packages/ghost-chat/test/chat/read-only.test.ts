import { afterEach, beforeEach, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, roomOf, say, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode } from '../support/thrown.ts'

let hub: MemoryHub
let people: Person[]
let ann: Person
let ben: Person

beforeEach(async () => {
  hub = new MemoryHub()
  people = await roomOf(hub, 2)
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
})
afterEach(async () => {
  await closeAll(hub, people)
})

async function reader(): Promise<Person> {
  const cem = await join(hub, { join: { readOnly: true } })
  people.push(cem)
  await hub.settle(() => cem.chat.onlineUsers().length === 2)
  return cem
}

it('[PR10] a reader is counted by all and listed by nobody, himself included', async () => {
  const counts: number[] = []
  ann.chat.on('readers', (count) => counts.push(count))
  expect(ann.chat.readers()).toBe(0)
  const cem = await reader()
  await hub.settle(() => [ann, ben, cem].every(({ chat }) => chat.readers() === 1))
  for (const { chat } of people) {
    expect([...chat.onlineUsers()].sort()).toEqual([ann.space.did, ben.space.did].sort())
  }
  expect(cem.chat.users().some(({ self }) => self)).toBe(false)
  expect(ann.events).toEqual([`user-joined ${ben.space.did}`])
  await settled(hub, cem.chat.leaveChat())
  await hub.settle(() => ann.chat.readers() === 0)
  expect(counts).toEqual([1, 0])
  expect(cem.chat.readers()).toBe(0)
})

it('a reader hears, has the backlog, and says nothing', async () => {
  await say(hub, ann, 'before', [ben])
  const cem = await reader()
  expect((await settled(hub, cem.chat.requestBacklog())).map(String)).toEqual(['before'])
  const said = await say(hub, ann, 'now', [cem])
  expect(await rejectedCode(cem.chat.send('x'))).toBe('ERR_READ_ONLY')
  expect(await rejectedCode(cem.chat.reply(said, 'x'))).toBe('ERR_READ_ONLY')
  expect(await rejectedCode(cem.chat.send('x', { to: ann.space.did }))).toBe('ERR_READ_ONLY')
  await say(hub, ben, 'mark', [ann])
  expect(ann.heard).toEqual(['before', 'now', 'mark'])
})

it('a reader does not show the identity of the space, nor the same one twice', async () => {
  const frames: string[] = []
  const watcher = hub.network()
  watcher.open('3box.chat.my-dapp.lobby', {
    judge: (frame) => {
      const [, payload = ''] = new TextDecoder().decode(frame).split('.')
      frames.push(Buffer.from(payload, 'base64url').toString())
      return Promise.resolve('accept')
    },
    answer: () => Promise.resolve([]),
    changed: () => undefined,
    lost: () => undefined,
  })
  const cem = await reader()
  await settled(hub, cem.chat.leaveChat())
  await settled(hub, cem.space.joinChat('lobby', { readOnly: true }))
  await hub.flush()
  const readers = frames.map((text) => JSON.parse(text) as { iss: string; reader?: boolean; type: string })
  const joins = readers.filter(({ reader, type }) => reader === true && type === 'join').map(({ iss }) => iss)
  expect(new Set(joins).size).toBe(2)
  expect(frames.join()).not.toContain(cem.space.did)
  await watcher.close()
})

it('who only reads has no profile', async () => {
  const code = rejectedCode(ann.space.joinChat('other', { readOnly: true, profile: { name: 'Ann' } }))
  expect(await code).toBe('ERR_OPTION_INVALID')
  expect(await rejectedCode(ann.space.joinChat('other', { readOnly: 1 as never }))).toBe('ERR_OPTION_INVALID')
})

it('[TY7] an avatar is shown, and one that is none is refused', async () => {
  const avatar = 'https://example.org/dan.png'
  const dan = await join(hub, { join: { profile: { name: 'Dan', avatar } } })
  people.push(dan)
  await hub.settle(() => ann.chat.onlineUsers().length === 3)
  expect(ann.chat.users().find(({ did }) => did === dan.space.did)).toMatchObject({ name: 'Dan', avatar })
  const bad = ann.space.joinChat('other', { profile: { avatar: 'javascript:alert(1)' } })
  expect(await rejectedCode(bad)).toBe('ERR_OPTION_INVALID')
})
