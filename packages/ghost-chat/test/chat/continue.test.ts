/** One stay that another one continues: what is said outlives those who said it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GhostChat, JoinOptions } from '../../src/index.ts'
import { openSpace } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, say, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode } from '../support/thrown.ts'

let hub: MemoryHub
let people: Person[]

beforeEach(() => {
  hub = new MemoryHub()
  people = []
})
afterEach(async () => {
  await closeAll(hub, people)
})

async function comes(options: JoinOptions = {}, space?: Person): Promise<Person> {
  const person = await join(hub, {
    join: options,
    ...(space === undefined ? {} : { network: space.network }),
  })
  people.push(person)
  return person
}

const texts = ({ chat }: { chat: GhostChat }): string[] => chat.messages().map(String)
const backlog = (person: Person): Promise<readonly unknown[]> => settled(hub, person.chat.requestBacklog())

describe('a chat that continues another one', () => {
  it('passes on what the other one heard: the third generation reads the words of the first', async () => {
    const ada = await comes({ profile: { name: 'Ada' } })
    await settled(hub, ada.chat.send('one'))
    await settled(hub, ada.chat.send('two'))
    const reading = await comes({ readOnly: true })
    await hub.settle(() => reading.chat.onlineUsers().length === 1)
    await backlog(reading)
    const cem = await comes({ continueFrom: reading.chat, profile: { name: 'Cem' } })
    expect(texts(cem)).toEqual(['one', 'two'])
    await say(hub, cem, 'three', [ada])
    await settled(hub, ada.chat.leaveChat())
    await hub.settle(() => cem.chat.onlineUsers().length === 1)
    const dana = await comes()
    await hub.settle(() => dana.chat.onlineUsers().length === 2)
    await backlog(dana)
    expect(texts(dana)).toEqual(['one', 'two', 'three'])
    expect(dana.chat.messages().map(({ name }) => name)).toEqual(['Ada', 'Ada', 'Cem'])
    expect(dana.chat.onlineUsers()).not.toContain(ada.space.did)
  })

  it('knows at once who is here, and nobody sees anybody go', async () => {
    const ada = await comes()
    const reading = await comes({ readOnly: true })
    await hub.settle(() => reading.chat.onlineUsers().length === 1 && ada.chat.readers() === 1)
    const cem = await comes({ continueFrom: reading.chat })
    expect(cem.chat.onlineUsers()).toEqual([cem.space.did, ada.space.did])
    await hub.settle(() => ada.chat.readers() === 0)
    expect(ada.events).toEqual([`user-joined ${cem.space.did}`])
    expect(ada.chat.users().map(({ sessions }) => sessions.length)).toEqual([1, 1])
    expect(reading.chat.active).toBe(false)
  })

  it('has what comes to the other one alone while the one becomes the other', async () => {
    const ada = await comes()
    const reading = await comes({ readOnly: true })
    await hub.settle(() => reading.chat.onlineUsers().length === 1)
    // Ada's words are on their way when Cem joins: his own node comes too late for them.
    const said = ada.chat.send('on its way')
    const space = await openSpace('my-dapp', { network: hub.network() })
    const joining = space.joinChat('lobby', { continueFrom: reading.chat })
    await settled(hub, said)
    const chat = await settled(hub, joining)
    await hub.settle(() => texts({ chat }).includes('on its way'))
    await settled(hub, space.close())
  })

  it('leaves the other one first where both are in one space, and is a chat of its own', async () => {
    const ada = await comes()
    await settled(hub, ada.chat.send('one'))
    const cem = await comes({ readOnly: true })
    await hub.settle(() => cem.chat.onlineUsers().length === 1)
    await backlog(cem)
    const chat = await settled(hub, cem.space.joinChat('lobby', { continueFrom: cem.chat }))
    expect(chat).not.toBe(cem.chat)
    expect(cem.chat.active).toBe(false)
    expect(texts({ chat })).toEqual(['one'])
    expect(chat.messages()[0]?.history).toBe(true)
    await settled(hub, chat.send('two'))
    expect(texts({ chat })).toEqual(['one', 'two'])
  })

  it('says goodbye in the other one’s stead, also where that one’s space is closed meanwhile', async () => {
    const ada = await comes()
    const reading = await comes({ readOnly: true })
    await hub.settle(() => ada.chat.readers() === 1)
    const leaving = reading.chat.leaveChat()
    await settled(hub, Promise.all([leaving, reading.space.close()]))
    await hub.settle(() => ada.chat.readers() === 0)
  })

  it('takes no direct message over: those were said to another DID', async () => {
    const ada = await comes()
    const ben = await comes()
    await hub.settle(() => ada.chat.onlineUsers().length === 2)
    await settled(hub, ada.chat.send('psst', { to: ben.space.did }))
    expect(ben.chat.directMessages().map(String)).toEqual(['psst'])
    const other = await comes({ continueFrom: ben.chat })
    expect(other.chat.directMessages()).toEqual([])
    expect(texts(other)).toEqual([])
  })

  it('leaves everything as it was where it cannot join', async () => {
    const ada = await comes()
    await settled(hub, ada.chat.send('one'))
    const reading = await comes({ readOnly: true })
    await hub.settle(() => reading.chat.onlineUsers().length === 1)
    await backlog(reading)
    const space = await openSpace('my-dapp', { network: hub.network() })
    const signal = AbortSignal.abort(new Error('refused'))
    await expect(space.joinChat('lobby', { continueFrom: reading.chat, signal })).rejects.toThrow('refused')
    expect(reading.chat.active).toBe(true)
    expect(texts(reading)).toEqual(['one'])
    await settled(hub, space.close())
  })

  it('is in the same room of the same space, and may begin when the other one has left', async () => {
    const ada = await comes()
    const space = await openSpace('my-dapp', { network: hub.network() })
    expect(await rejectedCode(space.joinChat('hall', { continueFrom: ada.chat }))).toBe('ERR_OPTION_INVALID')
    const elsewhere = await openSpace('another', { network: hub.network() })
    expect(await rejectedCode(elsewhere.joinChat('lobby', { continueFrom: ada.chat }))).toBe(
      'ERR_OPTION_INVALID',
    )
    const noChat = { continueFrom: {} } as unknown as JoinOptions
    expect(await rejectedCode(space.joinChat('lobby', noChat))).toBe('ERR_OPTION_INVALID')
    await settled(hub, ada.chat.leaveChat())
    const chat = await settled(hub, space.joinChat('lobby', { continueFrom: ada.chat }))
    expect(texts({ chat })).toEqual([])
    await settled(hub, space.close())
    await settled(hub, elsewhere.close())
  })
})
