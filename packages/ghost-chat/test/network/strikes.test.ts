import { describe, expect, test } from 'vitest'
import { STRIKE_LIMITS, Strikes } from '../../src/network/libp2p/strikes.ts'

const { rejects, window, refusal } = STRIKE_LIMITS

function struck(times: number, at = 0): Strikes {
  const strikes = new Strikes()
  for (let i = 0; i < times; i++) strikes.strike('a', at)
  return strikes
}

describe('[VE6] strikes', () => {
  test('15 are borne, the 16th refuses the peer, and no other', () => {
    const strikes = struck(rejects - 1)
    expect(strikes.isRefused('a', 0)).toBe(false)
    expect(strikes.strike('a', 0)).toBe(true)
    expect(strikes.isRefused('a', 0)).toBe(true)
    expect(strikes.isRefused('b', 0)).toBe(false)
  })

  test('one that is 10 s old no longer counts', () => {
    expect(struck(rejects - 1).strike('a', window - 1)).toBe(true)
    expect(struck(rejects - 1).strike('a', window)).toBe(false)
  })

  test('a refusal ends after 60 s, and the count begins anew', () => {
    const strikes = struck(rejects)
    expect(strikes.isRefused('a', refusal - 1)).toBe(true)
    expect(strikes.isRefused('a', refusal)).toBe(false)
    expect(strikes.strike('a', refusal)).toBe(false)
  })

  test('only so many peers are remembered: the one struck the longest ago gives way', () => {
    const strikes = new Strikes({ ...STRIKE_LIMITS, rejects: 2, peers: 2 })
    for (const peer of ['a', 'b', 'a', 'c', 'b']) strikes.strike(peer, 0)
    // `a` was refused, `b` was struck twice but forgotten between: no, it was kept with `c`.
    expect(['a', 'b', 'c'].map((peer) => strikes.isRefused(peer, 0))).toEqual([true, true, false])
    strikes.strike('d', 0)
    strikes.strike('e', 0)
    expect(strikes.strike('c', 0)).toBe(false)
  })
})
