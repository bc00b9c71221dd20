/** The test cases of 3box.js and of ipfs-pubsub-room, on ours. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { settled } from '../support/memory-chat.ts'
import { Box, type GhostThread } from '../../src/threebox/index.ts'
import { Company, listen, met, onHub, post } from './dapp.ts'

let hub: MemoryHub
let company: Company
let enter: Company['enter']
let two: Company['two']

beforeEach(() => {
  hub = new MemoryHub()
  company = new Company(hub)
  ;({ enter, two } = company)
})
afterEach(() => company.logOut())

const members = (thread: GhostThread): Promise<string[]> => thread.listMembers()

describe('3box.js', () => {
  it('creates a chat, which says that it is a ghost', async () => {
    const { thread } = await enter()
    expect(thread.name).toBe('lobby')
    expect(thread.isGhost).toBe(true)
    expect(await thread.listMembers()).toEqual([])
    expect(await thread.getPosts()).toEqual([])
  })

  it('sets the identity later', async () => {
    const box = Box.create(null, onHub(hub))
    const ann = await enter()
    const thread = await settled(hub, box.openThread('my-dapp', 'lobby', { ghost: true }))
    await hub.settle(() => thread.chat.onlineUsers().length === 1)
    expect(await members(thread)).toEqual([ann.space.DID])
    await expect(thread.post('too early')).rejects.toThrow('Can not send message if not authenticated')
    const space = await settled(hub, box.openSpace('my-dapp'))
    await hub.settle(() => ann.thread.chat.onlineUsers().length === 2)
    await post(hub, { thread }, 'now', [ann])
    expect(ann.posts[0]?.author).toBe(space.DID)
    await settled(hub, box.logout())
  })

  it('catches messages of its own: the sender receives its own post', async () => {
    const ann = await enter()
    const id = await post(hub, ann, 'hello', [ann])
    expect(await ann.thread.getPosts()).toEqual(ann.posts)
    expect(ann.posts).toEqual([
      {
        type: 'chat',
        author: ann.space.DID,
        message: 'hello',
        timestamp: expect.any(Number) as number,
        postId: id,
      },
    ])
  })

  it('two nodes see each other’s join and list each other', async () => {
    const [ann, ben] = await two()
    expect(await members(ann.thread)).toEqual([ben.space.DID])
    expect(await members(ben.thread)).toEqual([ann.space.DID])
    expect(ann.told).toContain(`joined ${ben.space.DID} ${ben.thread.peerId}`)
    expect(ben.told).toContain(`joined ${ann.space.DID} ${ann.thread.peerId}`)
  })

  it('a broadcast arrives with author, message, id and time', async () => {
    const [ann, ben] = await two()
    const before = Math.floor(Date.now() / 1000)
    const id = await post(hub, ann, 'wide', [ben])
    const [wide] = ben.posts
    expect(wide).toMatchObject({ type: 'chat', author: ann.space.DID, message: 'wide', postId: id })
    expect(Number.isInteger(wide?.timestamp)).toBe(true)
    expect(wide?.timestamp).toBeGreaterThanOrEqual(before)
    expect(wide?.timestamp).toBeLessThanOrEqual(Date.now() / 1000)
    const posts = await ben.thread.getPosts()
    expect(posts.pop()).toEqual(wide)
  })

  it('a broadcast may be an object', async () => {
    const [ann, ben] = await two()
    await settled(hub, ann.thread.post({ kind: 'move', to: [1, 2] }))
    await hub.settle(() => ben.posts.length === 1)
    expect(ben.posts[0]?.message).toEqual({ kind: 'move', to: [1, 2] })
  })

  it('a direct message arrives, by peer id and by DID, at the one it is for only', async () => {
    const [ann, ben] = await two()
    const cem = await enter()
    await met(hub, ann, ben, cem)
    await post(hub, ann, 'direct peer', [ben], ben.thread.peerId)
    await post(hub, ann, 'direct did', [ben], ben.space.DID)
    await post(hub, ann, 'wide', [ben, cem])
    expect(ben.posts.map(({ message, to }) => [message, to])).toEqual([
      ['direct peer', ben.space.DID],
      ['direct did', ben.space.DID],
      ['wide', undefined],
    ])
    expect(cem.posts.map(({ message }) => message)).toEqual(['wide'])
    await expect(settled(hub, ann.thread.post('x', 'QmNobody'))).rejects.toThrow('not in the room')
  })

  it('the backlog that comes by itself is the peer’s own posts', async () => {
    const ann = await enter()
    for (const text of ['one', 'two', 'three']) await post(hub, ann, text, [ann])
    const ben = await enter()
    const updates: unknown[] = []
    ben.thread.onUpdate((event) => updates.push(event))
    await hub.settle(() => updates.length === 1)
    expect(updates).toEqual([
      {
        type: 'backlog',
        author: ben.space.DID,
        message: await ann.thread.getPosts(),
        timestamp: expect.any(Number) as number,
      },
    ])
    expect(await ben.thread.getPosts()).toEqual(await ann.thread.getPosts())
    expect((await ben.thread.getPosts(2)).map(({ message }) => message)).toEqual(['two', 'three'])
    expect(ben.posts).toEqual([])
  })

  it('a peer that is filtered joins all the same, and a filter blocks an author’s posts', async () => {
    const ann = await enter()
    const asked: unknown[] = []
    const filter = (payload: unknown, did: string, peer: string): boolean => {
      asked.push([payload, did, peer])
      return did !== ann.space.DID
    }
    const ben = await enter({ thread: { ghostFilters: [filter] } })
    await met(hub, ann, ben)
    expect(await members(ben.thread)).toEqual([ann.space.DID])
    await post(hub, ann, 'wide', [ann])
    await post(hub, ben, 'mark', [ben, ann])
    expect(ben.posts.map(({ message }) => message)).toEqual(['mark'])
    expect(await ben.thread.getPosts()).not.toEqual(await ann.thread.getPosts())
    const { timestamp } = ann.posts[0] ?? {}
    const payload = { type: 'chat', message: 'wide', iss: ann.space.DID, iat: timestamp }
    expect(asked).toEqual([[payload, ann.space.DID, ann.thread.peerId]])
  })

  it('filters that answer with what is true or false, as scripts did, are understood', async () => {
    const ann = await enter()
    const ben = await enter({
      thread: { ghostFilters: [(payload) => JSON.stringify(payload.message).match(/e/)] },
    })
    await met(hub, ann, ben)
    for (const text of ['none', 'no', 'some']) await post(hub, ann, text, [ann])
    await hub.settle(() => ben.posts.length === 2)
    expect(ben.posts.map(({ message }) => message)).toEqual(['none', 'some'])
  })
})

describe('ipfs-pubsub-room', () => {
  it('two peers find each other', async () => {
    const [ann, ben] = await two()
    expect([ann, ben].map(({ thread }) => thread.chat.connection.state)).toEqual(['relayed', 'relayed'])
  })

  it('tells of no message twice, and of no direct message twice', async () => {
    const [ann, ben] = await two()
    hub.faults = { duplicate: 1 }
    await post(hub, ann, 'wide', [ben])
    await post(hub, ann, 'direct', [ben], ben.space.DID)
    await post(hub, ann, 'mark', [ben])
    for (const { told } of [ann, ben]) {
      expect(told.filter((line) => line.startsWith('message'))).toEqual([
        'message "wide"',
        'message "direct"',
        'message "mark"',
      ])
    }
  })

  it('tells of who leaves, once', async () => {
    const [ann, ben] = await two()
    const { peerId } = ben.thread
    await settled(hub, ben.thread.close())
    await hub.settle(() => ann.told.some((line) => line.startsWith('left')))
    expect(ann.told.filter((line) => line.startsWith('left'))).toEqual([`left ${ben.space.DID} ${peerId}`])
    expect(await members(ann.thread)).toEqual([])
  })

  it('concurrent rooms are isolated', async () => {
    const [ann, ben] = await two()
    const joining = [ann, ben].map(({ space }) => space.joinThread('cellar', { ghost: true }))
    const [annBelow, benBelow] = await settled(hub, Promise.all(joining))
    if (annBelow === undefined || benBelow === undefined) throw new Error('two threads')
    const below = listen(benBelow)
    await hub.settle(() => annBelow.chat.onlineUsers().length === 2)
    await settled(hub, Promise.all([ann.thread.post('above'), annBelow.post('below')]))
    await hub.settle(() => below.posts.length === 1 && ben.posts.length === 1)
    expect([ben.posts, below.posts].map((posts) => posts.map(({ message }) => message))).toEqual([
      ['above'],
      ['below'],
    ])
  })

  it('nothing is received after leaving', async () => {
    const [ann, ben] = await two()
    await settled(hub, ben.thread.close())
    const before = ben.told.length
    await post(hub, ann, 'wide', [ann])
    expect(ben.told).toHaveLength(before)
    expect(await ben.thread.getPosts()).toEqual([])
    await expect(ben.thread.post('x')).rejects.toThrow('has not been joined')
  })

  it('two rooms run on one node', async () => {
    const ann = await enter()
    const below = await settled(hub, ann.space.joinThread('cellar', { ghost: true }))
    expect(ann.networks).toHaveLength(1)
    expect(below.peerId).toBe(ann.thread.peerId)
  })
})
