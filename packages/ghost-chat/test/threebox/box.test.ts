import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import TheirBox, { Box, type BoxOptions } from '../../src/threebox/index.ts'
import { fakeWallet, keyOf } from '../support/fake-wallet.ts'
import { settled } from '../support/memory-chat.ts'
import { Company, listen, logOut, met, onHub, post, type Dapp } from './dapp.ts'

let hub: MemoryHub
let company: Company
let enter: Company['enter']

beforeEach(() => {
  hub = new MemoryHub()
  company = new Company(hub)
  ;({ enter } = company)
})
afterEach(async () => {
  await company.logOut()
  // Vitest runs one file in one module: what is configured here must not stay.
  Box.configure({ relays: undefined as never, network: undefined as never, identity: undefined as never })
})

async function boxWith(options: BoxOptions = {}, provider = fakeWallet(keyOf(7))): Promise<Box> {
  const { identity: _, ...rest } = onHub(hub)
  const box = await Box.openBox(null, provider, { ...rest, wallet: { domain: 'chat.example' }, ...options })
  company.add({ box })
  return box
}

describe('a box', () => {
  it('is the default export too', () => {
    expect(TheirBox).toBe(Box)
  })

  it('asks the wallet for nothing until a space is opened, and then once', async () => {
    const provider = fakeWallet(keyOf(7))
    const box = await boxWith({}, provider)
    expect(provider.asked).toEqual([])
    const opening = [box.openSpace('my-dapp'), box.openSpace('my-dapp')]
    const [space, same] = await settled(hub, Promise.all(opening))
    expect(same).toBe(space)
    expect(await box.openSpace('my-dapp')).toBe(space)
    expect(provider.asked.filter((method) => method === 'personal_sign')).toHaveLength(1)
    expect(provider.shown[0]).toContain('ghost-chat://space/my-dapp')
    expect(provider.shown[0]).not.toContain('3Box')
    expect(box.spaces).toEqual({ 'my-dapp': space })
  })

  it('has the account of its address sign, of several that the wallet gives', async () => {
    const other = '0x' + '11'.repeat(20)
    const key = keyOf(7)
    const { address } = fakeWallet(key)
    const provider = fakeWallet(key, { eth_requestAccounts: () => [other, address.toLowerCase()] })
    const { identity: _, ...rest } = onHub(hub)
    const box = await Box.openBox(address, provider, { ...rest, wallet: { domain: 'chat.example' } })
    company.add({ box })
    const space = await settled(hub, box.openSpace('my-dapp'))
    expect(space.account).toBe(`did:pkh:eip155:1:${address}`)
  })

  it('tells of consent and of being synchronised, as was expected of it', async () => {
    const told: unknown[] = []
    const box = await boxWith({ consentCallback: (...args) => told.push(['consent', ...args]) })
    box.onSyncDone(() => told.push('box'))
    await box.syncDone
    await settled(hub, box.openSpace('my-dapp', { onSyncDone: () => told.push('space') }))
    await settled(hub, box.auth(['my-dapp', 'other']))
    expect(told).toEqual(['box', ['consent', true, 'my-dapp'], 'space', ['consent', true, 'other']])
  })

  it('is told that there is no wallet, or that it was refused, and may try again', async () => {
    const none = Box.create(null, { network: () => Promise.resolve(hub.network()) })
    await expect(none.openSpace('my-dapp')).rejects.toMatchObject({ code: 'ERR_WALLET_ABSENT' })
    let refuses = true
    const refusal = Object.assign(new Error('no'), { code: 4001 })
    const provider = fakeWallet(keyOf(7), {
      eth_requestAccounts: () => {
        if (refuses) throw refusal
        return [fakeWallet(keyOf(7)).address]
      },
    })
    const box = await boxWith({}, provider)
    await expect(settled(hub, box.openSpace('my-dapp'))).rejects.toMatchObject({ code: 'ERR_WALLET_REFUSED' })
    expect(box.spaces).toEqual({})
    refuses = false
    expect((await settled(hub, box.openSpace('my-dapp'))).name).toBe('my-dapp')
  })

  it('needs to know where to meet: of its own, by configure, or of the page', async () => {
    const box = Box.create(fakeWallet())
    await expect(box.openSpace('my-dapp')).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    vi.stubGlobal('location', { origin: 'null' })
    await expect(box.openSpace('my-dapp')).rejects.toThrow('name the relays')
    vi.stubGlobal('location', { origin: 'https://page.example', host: 'page.example' })
    // Nobody is there; but now it knows whom to ask.
    const opening = expect(box.openThread('my-dapp', 'lobby', { ghost: true })).rejects.toMatchObject({
      code: 'ERR_CLOSED',
    })
    await box.logout()
    vi.unstubAllGlobals()
    await opening
    Box.configure(onHub(hub))
    const configured = Box.create()
    company.add({ box: configured })
    expect((await settled(hub, configured.openSpace('my-dapp'))).name).toBe('my-dapp')
  })

  it('does not wait for a wallet that nobody answers when it logs out', async () => {
    const box = await boxWith({}, fakeWallet(keyOf(7), { personal_sign: () => new Promise(() => undefined) }))
    const opening = expect(box.openSpace('my-dapp')).rejects.toMatchObject({ code: 'ERR_CLOSED' })
    await box.logout()
    await opening
  })

  it('ends everything on logout, and can be opened again', async () => {
    const ann = await enter()
    const ben = await enter()
    await met(hub, ann, ben)
    await logOut(hub, ben)
    await hub.settle(() => ann.thread.chat.onlineUsers().length === 1)
    expect(ben.box.spaces).toEqual({})
    const space = await settled(hub, ben.box.openSpace('my-dapp'))
    expect(space).not.toBe(ben.space)
    const thread = await settled(hub, space.joinThread('lobby', { ghost: true }))
    await hub.settle(() => thread.chat.onlineUsers().length === 2)
  })
})

describe('a thread', () => {
  it('that is no ghost is not joined: there are no others any more', async () => {
    const { space, box } = await enter()
    for (const options of [undefined, {}, { ghost: false }, { members: true }]) {
      const joining = [space.joinThread('kept', options), box.openThread('other', 'kept', options)]
      for (const one of joining) await expect(one).rejects.toThrow('only ghost threads are left')
    }
  })

  it('does not do what only kept threads did, in the words of then', async () => {
    const { thread } = await enter()
    await expect(thread.deletePost('x')).rejects.toThrow('Not possible to delete post in Ghost Thread')
    await expect(thread.addModerator('x')).rejects.toThrow('Not possible to add moderator in Ghost Thread')
    await expect(thread.listModerators()).rejects.toThrow('Not possible to list moderators in Ghost Thread')
    await expect(thread.addMember('x')).rejects.toThrow('Not possible to add member in Ghost Thread')
  })

  it('keeps the listeners that were there before onUpdate and onNewCapabilities', async () => {
    const ann = await enter()
    const ben = await enter()
    const [updates, changes]: unknown[][] = [[], []]
    ben.thread.onUpdate((event) => updates?.push(event))
    ben.thread.onUpdate(() => undefined)
    ben.thread.onNewCapabilities((...args) => changes?.push(args.join(' ')))
    ben.thread.onNewCapabilities(() => undefined)
    await hub.settle(() => updates?.length === 1)
    const cem = await enter()
    await met(hub, ann, ben, cem)
    await post(hub, ann, 'hello', [ben])
    const { peerId } = cem.thread
    await settled(hub, cem.thread.close())
    await hub.settle(() => changes?.at(-1) === `left ${cem.space.DID} ${peerId}`)
    expect(updates).toMatchObject([{ type: 'backlog' }, { type: 'chat', message: 'hello' }])
    expect(changes?.slice(-2)).toEqual([
      `joined ${cem.space.DID} ${peerId}`,
      `left ${cem.space.DID} ${peerId}`,
    ])
    expect(ben.told.slice(-3)).toEqual([changes?.at(-2), 'message "hello"', changes?.at(-1)])
  })

  it('has listeners as Node’s emitters have them', async () => {
    const ann = await enter()
    const heard: string[] = []
    const [on, once] = [(): unknown => heard.push('on'), (): unknown => heard.push('once')]
    expect(ann.thread.on('message', on).once('message', once)).toBe(ann.thread)
    await post(hub, ann, 'one', [ann])
    ann.thread.removeListener('message', on)
    await post(hub, ann, 'two', [ann])
    ann.thread.addListener('message', on).removeAllListeners('message')
    await settled(hub, ann.thread.post('three'))
    expect(heard).toEqual(['on', 'once'])
    expect(() => ann.thread.on('message', 'x' as never)).toThrow(TypeError)
  })

  it('shows the profile of its box', async () => {
    const ann = await enter({ box: { profile: { name: 'Ann' } } })
    const ben = await enter({ thread: { profile: { name: 'Ben' } } })
    await met(hub, ann, ben)
    expect(ben.thread.chat.users().map(({ name }) => name)).toEqual(['Ben', 'Ann'])
  })

  it('lets the draft’s names in beside it', async () => {
    const { space } = await enter()
    const chat = await settled(hub, space.joinChat('cellar'))
    await settled(hub, chat.send('hello'))
    expect(chat.messages().map(String)).toEqual(['hello'])
  })
})

describe('who has not logged in', () => {
  async function reader(): Promise<{ box: Box; thread: Dapp['thread'] } & Pick<Dapp, 'told' | 'posts'>> {
    const box = Box.create(null, onHub(hub))
    company.add({ box })
    const thread = await settled(hub, box.openThread('my-dapp', 'lobby', { ghost: true }))
    return { box, thread, ...listen(thread) }
  }

  it('reads, is counted, is listed by nobody, and is told why it cannot post', async () => {
    const ann = await enter()
    await post(hub, ann, 'before', [ann])
    const { thread, told, posts } = await reader()
    await hub.settle(() => told.includes('backlog 1'))
    await post(hub, ann, 'now', [ann])
    await hub.settle(() => posts.length === 1)
    expect((await thread.getPosts()).map(({ message }) => message)).toEqual(['before', 'now'])
    expect(await thread.listMembers()).toEqual([ann.space.DID])
    expect(await ann.thread.listMembers()).toEqual([])
    expect(ann.thread.chat.readers()).toBe(1)
    expect(thread.peerId).toBe('')
    await expect(thread.post('x')).rejects.toMatchObject({ code: 'ERR_READ_ONLY' })
  })

  it('gets the same thread twice, and without a box as well', async () => {
    const { box, thread } = await reader()
    expect(await settled(hub, box.openThread('my-dapp', 'lobby', { ghost: true }))).toBe(thread)
    await settled(hub, thread.close())
    const again = await settled(hub, box.openThread('my-dapp', 'lobby', { ghost: true }))
    expect(again).not.toBe(thread)
    const own = await settled(hub, Box.openThread('my-dapp', 'lobby', { ghost: true, ...onHub(hub) }))
    expect(own.isGhost).toBe(true)
    await settled(hub, own.close())
  })

  it('speaks in the same thread after logging in, and keeps what was said and who is here', async () => {
    const ann = await enter()
    const { box, thread, told, posts } = await reader()
    await hub.settle(() => told.some((line) => line.startsWith('joined')))
    await post(hub, ann, 'said to a reader', [ann])
    await hub.settle(() => posts.length === 1)
    await logOut(hub, ann)
    await hub.settle(() => told.some((line) => line.startsWith('left')))
    const ben = await enter()
    await hub.settle(() => told.some((line) => line.startsWith(`joined ${ben.space.DID}`)))
    const space = await settled(hub, box.openSpace('my-dapp'))
    expect(await settled(hub, space.joinThread('lobby', { ghost: true }))).toBe(thread)
    await post(hub, { thread }, 'I am here', [ben])
    await hub.settle(() => ben.thread.chat.readers() === 0)
    await post(hub, ben, 'welcome', [ben])
    await hub.settle(() => posts.length === 3)
    expect((await thread.getPosts()).map(({ message }) => message)).toEqual([
      'said to a reader',
      'I am here',
      'welcome',
    ])
    expect(posts.map(({ message }) => message)).toEqual(['said to a reader', 'I am here', 'welcome'])
    expect(
      told.filter((line) => /joined|left/.test(line)).map((line) => line.replace(/ peer-\d+$/, '')),
    ).toEqual([`joined ${ann.space.DID}`, `left ${ann.space.DID}`, `joined ${ben.space.DID}`])
    expect(await thread.listMembers()).toEqual([ben.space.DID])
    expect(ben.told.filter((line) => line.startsWith('joined'))).toEqual([
      `joined ${space.DID} ${thread.peerId}`,
    ])
  })

  it('has a new thread in the space after closing the one it logged in from', async () => {
    const { box, thread } = await reader()
    const space = await settled(hub, box.openSpace('my-dapp'))
    await settled(hub, thread.close())
    const again = await settled(hub, box.openThread('my-dapp', 'lobby', { ghost: true }))
    expect(again).not.toBe(thread)
    expect(await settled(hub, space.joinThread('lobby', { ghost: true }))).toBe(again)
    await settled(hub, again.post('back'))
  })
})
