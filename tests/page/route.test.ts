import { describe, expect, it } from 'vitest'
import { hashOf, OWN_SPACE, placeOf } from '../../apps/web/src/route.ts'

describe('the address of a room', () => {
  it.each([
    ['', OWN_SPACE, ''],
    ['#/', OWN_SPACE, ''],
    ['#/lobby', OWN_SPACE, 'lobby'],
    ['#lobby', OWN_SPACE, 'lobby'],
    ['#/my-dapp/lobby', 'my-dapp', 'lobby'],
    ['#/100%', OWN_SPACE, '100%'],
    ['#/%20', OWN_SPACE, ''],
  ])('%s is space %s, room %s', (hash, space, room) => {
    expect(placeOf(hash)).toEqual({ space, room })
  })

  it.each(['a/b', 'a b', '100%', '#/?&', 'กขค', '👻'])('is read as it was written: %s', (room) => {
    for (const space of [OWN_SPACE, 'my/dapp'])
      expect(placeOf(hashOf({ space, room }))).toEqual({ space, room })
  })
})
