import { afterEach, describe, expect, it } from 'vitest'
import { openSpace, type Space } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import type { PeerId } from '../../src/network/port.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { join } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let spaces: Space[] = []

afterEach(async () => {
  await Promise.all(spaces.map((space) => space.close()))
  spaces = []
})

describe('newcomers', () => {
  it('[PR17] who came while the roster was on its way is found before anybody renews', async () => {
    const clock = new VirtualClock()
    const hub = new MemoryHub({ turn })
    const faults = { ...hub.faults }
    const ann = await join(hub, { platform: virtualPlatform(clock, 1) })
    spaces.push(ann.space)
    const network = hub.network()
    let mayPass = (_other: PeerId): boolean => false
    hub.between = (from, to) => {
      const others = from === network.self ? [to] : to === network.self ? [from] : []
      return others.every(mayPass) ? faults : null
    }
    // Ben is there and nobody has heard of him, when Cat is given the roster.
    const space = await openSpace('my-dapp', { network, platform: virtualPlatform(clock, 2) })
    spaces.push(space)
    const joining = space.joinChat('lobby')
    await hub.idle()
    await joining
    const cat = await join(hub, { platform: virtualPlatform(clock, 3) })
    spaces.push(cat.space)
    await hub.settle(() => cat.chat.onlineUsers().length === 2)
    await hub.idle()

    // Ann hears of him a moment later; Cat does not.
    mayPass = (other) => other === ann.network.self
    network.linked = false
    network.linked = true
    await hub.settle(() => ann.chat.onlineUsers().length === 3)
    expect(cat.chat.onlineUsers()).toHaveLength(2)

    const began = clock.now()
    while (cat.chat.onlineUsers().length < 3 && clock.now() < began + LIMITS.renewal) {
      clock.advance(100)
      await hub.idle()
    }
    expect(cat.chat.onlineUsers()).toContain(space.did)
    expect(clock.now() - began).toBeLessThan(0.9 * LIMITS.renewal)
  })
})
