import { GhostChatError, guest } from 'ghost-chat'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GhostChatState } from '../src/state.ts'
import type { Stay } from '../src/stay.ts'
import { openScene, type Scene } from './support/memory-doors.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 20_000, interval: 2 }

let scene: Scene
beforeEach(() => {
  scene = openScene()
})
afterEach(async () => {
  await scene.close()
})

/** Resolves once the stay is in this state. */
async function untilIs<Status extends GhostChatState['status']>(
  stay: Stay,
  status: Status,
): Promise<Extract<GhostChatState, { status: Status }>> {
  await expect.poll(() => stay.state.status, SOON).toBe(status)
  return stay.state as Extract<GhostChatState, { status: Status }>
}

describe('a stay', () => {
  it('is joined once for two who ask for the same room, who get the same chat', async () => {
    const one = scene.stays.take(scene.options())
    const two = scene.stays.take(scene.options())
    expect(two.stay).toBe(one.stay)
    await untilIs(one.stay, 'joined')
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby'])
  })

  it('lasts when it is released and taken again in the same moment', async () => {
    const one = scene.stays.take(scene.options())
    one.release()
    const two = scene.stays.take(scene.options())
    scene.soon()
    const { chat } = await untilIs(two.stay, 'joined')
    two.release()
    const three = scene.stays.take(scene.options())
    scene.soon()
    expect(await untilIs(three.stay, 'joined')).toMatchObject({ chat })
    expect(chat.onlineUsers()).toHaveLength(1)
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby'])
  })

  it('ends once, after the last one released it, and the others in the room see that', async () => {
    const witness = await scene.witness()
    const gone = vi.fn()
    witness.on('user-left', gone)
    const one = scene.stays.take(scene.options())
    const two = scene.stays.take(scene.options())
    const { space } = await untilIs(one.stay, 'joined')
    await expect.poll(() => witness.onlineUsers().length, SOON).toBe(2)
    one.release()
    one.release()
    scene.soon()
    expect(one.stay.state.status).toBe('joined')
    two.release()
    scene.soon()
    await expect.poll(() => gone.mock.calls, SOON).toEqual([[space.did]])
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby', 'left lobby'])
  })

  it('that is given up while it is being joined leaves nobody in the room', async () => {
    const witness = await scene.witness()
    scene.hub.up = false
    const one = scene.stays.take(scene.options())
    await expect.poll(() => scene.log, SOON).toContain('enter lobby')
    one.release()
    scene.soon()
    scene.hub.up = true
    const two = scene.stays.take(scene.options())
    const { space } = await untilIs(two.stay, 'joined')
    await expect.poll(() => witness.onlineUsers(), SOON).toEqual([expect.any(String), space.did])
  })

  it('waits for the one before it in the same room to have left', async () => {
    const one = scene.stays.take(scene.options())
    await untilIs(one.stay, 'joined')
    one.release()
    scene.soon()
    const two = scene.stays.take(scene.options())
    await untilIs(two.stay, 'joined')
    expect(scene.log.filter((line) => !line.startsWith('open'))).toEqual([
      'enter lobby',
      'left lobby',
      'enter lobby',
    ])
  })

  it('is left and joined anew in another manner, when nobody else is in the room', async () => {
    const one = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    await untilIs(one.stay, 'joined')
    one.release()
    const two = scene.stays.take(scene.options('lobby', { readOnly: true }))
    const { chat } = await untilIs(two.stay, 'joined')
    expect(chat.readers()).toBe(1)
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby', 'left lobby', 'enter lobby'])
  })

  it('stays as the first one joined it while that one is in the room', async () => {
    const one = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    const two = scene.stays.take(scene.options('lobby', { readOnly: true }))
    const { chat } = await untilIs(two.stay, 'joined')
    expect(two.stay).toBe(one.stay)
    expect(chat.users()).toMatchObject([{ name: 'Ada' }])
  })

  it('that is taken over from the last one has the name of the new one', async () => {
    const one = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    await untilIs(one.stay, 'joined')
    one.release()
    const two = scene.stays.take(scene.options('lobby', { profile: { name: 'Ben' } }))
    const { chat } = await untilIs(two.stay, 'joined')
    expect(two.stay).toBe(one.stay)
    expect(chat.users()).toMatchObject([{ name: 'Ben' }])
  })

  it('in another room of the same space is the same person there', async () => {
    const one = scene.stays.take(scene.options('lobby'))
    const two = scene.stays.take(scene.options('garden'))
    const [lobby, garden] = [await untilIs(one.stay, 'joined'), await untilIs(two.stay, 'joined')]
    expect(lobby.space).toBe(garden.space)
    one.release()
    scene.soon()
    await expect.poll(() => scene.log, SOON).toContain('left lobby')
    expect(garden.chat.onlineUsers()).toEqual([garden.space.did])
  })

  it('with another identity is another one, though the room is the same', async () => {
    const options = scene.options()
    const [ada, ben] = await Promise.all([guest(), guest()])
    const one = scene.stays.take({ ...options, identity: ada })
    const two = scene.stays.take({ ...options, identity: ben })
    expect((await untilIs(one.stay, 'joined')).space.did).toBe(ada.did)
    expect((await untilIs(two.stay, 'joined')).space.did).toBe(ben.did)
  })

  it('in a space that the app opened leaves that open', async () => {
    const witness = await scene.witness()
    const opened = await scene.witness('elsewhere')
    expect(opened.onlineUsers()).toHaveLength(1)
    const one = scene.stays.take(scene.options())
    const { space } = await untilIs(one.stay, 'joined')
    const two = scene.stays.take({ space, room: 'garden' })
    const { chat } = await untilIs(two.stay, 'joined')
    two.release()
    scene.soon()
    await expect.poll(() => chat.onlineUsers(), SOON).toEqual([])
    await expect.poll(() => witness.onlineUsers(), SOON).toContain(space.did)
  })
})

describe('what goes wrong', () => {
  it('is a state with the error, and joining again from there works', async () => {
    scene.hub.up = false
    const { stay } = scene.stays.take(scene.options('lobby', { timeout: 20 }))
    const { error, join } = await untilIs(stay, 'failed')
    expect(error).toBeInstanceOf(GhostChatError)
    expect(error).toMatchObject({ code: 'ERR_RELAY_UNREACHABLE' })
    scene.hub.up = true
    join()
    join()
    expect(stay.state.status).toBe('joining')
    await untilIs(stay, 'joined')
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby', 'enter lobby'])
  })

  it('is what the options say, too', async () => {
    const named = scene.stays.take(scene.options('x'.repeat(65)))
    expect(await untilIs(named.stay, 'failed')).toMatchObject({ error: { code: 'ERR_NAME_INVALID' } })
    const alone = scene.stays.take({ space: 'alone', room: 'lobby' })
    expect(await untilIs(alone.stay, 'failed')).toMatchObject({ error: { code: 'ERR_OPTION_INVALID' } })
  })

  it('a space that could not be opened is opened again by who tries again', async () => {
    let attempts = 0
    const network = () => {
      attempts += 1
      return attempts === 1
        ? Promise.reject(new GhostChatError('ERR_RELAY_UNREACHABLE'))
        : Promise.resolve(scene.hub.network())
    }
    const { stay } = scene.stays.take({ space: 'my-dapp', room: 'lobby', network })
    const { join } = await untilIs(stay, 'failed')
    join()
    await untilIs(stay, 'joined')
  })

  it('a chat that somebody left is left, and can be joined again', async () => {
    const { stay } = scene.stays.take(scene.options())
    const { chat, space } = await untilIs(stay, 'joined')
    await chat.leaveChat()
    const { join } = await untilIs(stay, 'left')
    join()
    expect(await untilIs(stay, 'joined')).toMatchObject({ space })
  })

  it('a relay that is away for a while ends no stay', async () => {
    const { stay } = scene.stays.take(scene.options())
    const { chat } = await untilIs(stay, 'joined')
    scene.hub.up = false
    await expect.poll(() => chat.connection.state, SOON).toBe('offline')
    expect(stay.state.status).toBe('joined')
  })
})

describe('a profile', () => {
  it('that changes is told to the others, without leaving', async () => {
    const witness = await scene.witness()
    const names = (): unknown[] => witness.users().map(({ name }) => name)
    const { stay } = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    await untilIs(stay, 'joined')
    await expect.poll(names, SOON).toEqual([undefined, 'Ada'])
    stay.introduce({ name: 'Ada L.' })
    await expect.poll(names, SOON).toEqual([undefined, 'Ada L.'])
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby'])
  })

  it('that changes while the room is being joined, is the one that is seen in the end', async () => {
    const { stay } = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    stay.introduce({ name: 'Ada L.' })
    const { chat } = await untilIs(stay, 'joined')
    expect(chat.users()).toMatchObject([{ name: 'Ada L.' }])
    await chat.leaveChat()
    const { join } = await untilIs(stay, 'left')
    join()
    expect((await untilIs(stay, 'joined')).chat.users()).toMatchObject([{ name: 'Ada L.' }])
  })

  it('that cannot be used is passed over', async () => {
    const { stay } = scene.stays.take(scene.options('lobby', { profile: { name: 'Ada' } }))
    const { chat } = await untilIs(stay, 'joined')
    stay.introduce({ name: 'x'.repeat(65) })
    await expect.poll(() => stay.state.status, SOON).toBe('joined')
    expect(chat.users()).toMatchObject([{ name: 'Ada' }])
  })
})
