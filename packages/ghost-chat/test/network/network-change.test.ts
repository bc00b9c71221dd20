import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { ownAddresses } from '../../src/network/libp2p/interfaces.ts'
import { ownAddresses as ownAddressesOfPage } from '../../src/network/libp2p/interfaces.browser.ts'
import { watchNetwork } from '../../src/network/libp2p/network-change.ts'

/** A machine whose clock and addresses a test sets. */
function machine() {
  const system = new EventTarget()
  const state = { time: 0, address: '192.168.1.11' as string | null, hints: 0, looks: 0 }
  let look: (() => void) | null = null
  const stop = watchNetwork(() => state.hints++, {
    addresses: () => (state.looks++, state.address),
    now: () => state.time,
    every: (_milliseconds, call) => {
      look = call
      return () => (look = null)
    },
    events: [[system, 'online']],
  })
  const pass = (milliseconds: number): void => {
    state.time += milliseconds
    look?.()
  }
  return { state, system, stop, pass }
}

describe('[NW16] the network may have changed', () => {
  it('when this machine has other addresses, told once', () => {
    const { state, pass } = machine()
    pass(1_000)
    expect(state.hints).toBe(0)
    state.address = ''
    pass(1_000)
    state.address = '100.64.7.7'
    pass(1_000)
    pass(1_000)
    expect(state.hints).toBe(2)
  })

  it('when a timer was late by 5 s, and not by less', () => {
    const { state, pass } = machine()
    pass(6_000)
    expect(state.hints).toBe(0)
    pass(6_001)
    expect(state.hints).toBe(1)
    pass(1_000)
    expect(state.hints).toBe(1)
  })

  it('when the system says so', () => {
    const { state, system } = machine()
    system.dispatchEvent(new Event('online'))
    expect(state.hints).toBe(1)
  })

  it('and is not looked at any more once that is over', () => {
    const { state, system, stop, pass } = machine()
    stop()
    state.address = 'other'
    pass(60_000)
    system.dispatchEvent(new Event('online'))
    expect(state.hints).toBe(0)
    expect(state.looks).toBe(1)
  })
})

describe('the addresses of a machine', () => {
  it('are those that are not its own alone, in one order', () => {
    const outer = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    const expected = outer.filter(({ internal }) => !internal).map(({ address }) => address)
    expect(ownAddresses()?.split(' ').filter(Boolean)).toEqual(expected.sort())
  })

  it('are not for a page to know', () => {
    expect(ownAddressesOfPage()).toBeNull()
  })
})
