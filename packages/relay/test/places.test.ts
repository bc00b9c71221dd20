import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressBehind, namedProxies, networkAddress } from '../src/network-address.ts'
import { IN_USE, Places, type Place } from '../src/places.ts'

describe('[NW23] places', () => {
  const LIMITS = { places: 12, perAddress: 6 }

  it('are never more than there are, nor than half of them of one address, whoever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(
          // One address comes as often as all others together, and more come than go: else no bound is met.
          fc.tuple(
            fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
            fc.boolean(),
            fc.constantFrom(true, false, false),
          ),
          { minLength: 50, maxLength: 200 },
        ),
        (comings) => {
          const places = new Places(LIMITS)
          const open = new Set<Place>()
          for (const [who, isUsed, leaves] of comings) {
            const place: Place = {
              address: `${who}`,
              worth: () => (isUsed ? IN_USE : 0),
              end: () => open.delete(place),
            }
            if (places.take(place)) open.add(place)
            const [first] = open
            if (leaves && first !== undefined) {
              places.leave(first)
              open.delete(first)
            }
            expect(places.size).toBe(open.size)
            expect(places.size).toBeLessThanOrEqual(LIMITS.places)
            const own = [...open].filter(({ address }) => address === `${who}`)
            expect(places.of(`${who}`)).toBe(own.length)
            expect(own.length).toBeLessThanOrEqual(LIMITS.perAddress)
          }
        },
      ),
    )
  })

  it('of two that have taken all of them in use, the one that has most gives its least to a newcomer', () => {
    const places = new Places(LIMITS)
    const ended: string[] = []
    const one = (address: string, worth: number): boolean =>
      places.take({ address, worth: () => IN_USE + worth, end: () => ended.push(`${address} ${worth}`) })
    for (let worth = 0; worth < 6; worth++) one('a', worth)
    for (let worth = 0; worth < 5; worth++) one('b', worth)
    expect(one('c', 0)).toBe(true)
    expect(ended).toEqual([])
    expect(one('d', 0)).toBe(true)
    expect(ended).toEqual(['a 0'])
  })

  it('that are not in use give way to anybody; where all are in use and shared evenly the newcomer goes', () => {
    const places = new Places({ places: 3, perAddress: 3 })
    const ended: string[] = []
    const one = (address: string, worth: number): boolean =>
      places.take({ address, worth: () => worth, end: () => ended.push(address) })
    for (const address of ['a', 'b', 'c']) one(address, IN_USE)
    expect(one('d', 0)).toBe(false)
    const other = new Places({ places: 3, perAddress: 3 })
    for (const [at, address] of ['a', 'b', 'c'].entries())
      other.take({ address, worth: () => 10 - at, end: () => ended.push(address) })
    expect(other.take({ address: 'd', worth: () => IN_USE, end: () => undefined })).toBe(true)
    expect(ended).toEqual(['c'])
  })
})

describe('[NW23] a network address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', null],
    ['localhost', null],
    ['1.2.3', null],
  ])('of %s is %s', (text, address) => {
    expect(networkAddress(text)).toBe(address)
  })

  it('is the last that a named proxy did not add itself, and the proxy’s own where it says none', () => {
    const proxies = namedProxies(['10.0.0.1', '10.0.0.2'])
    const behind = (from: string, header?: string): string => addressBehind(from, header, proxies)
    expect(behind('10.0.0.1', '192.0.2.7')).toBe('192.0.2.7')
    // What the asker itself put there is not looked at.
    expect(behind('10.0.0.1', '1.1.1.1, 192.0.2.7, 10.0.0.2')).toBe('192.0.2.7')
    expect(behind('::ffff:10.0.0.1', '2001:db8::1')).toBe('2001:db8:0:0::/64')
    // The last is longer than what is looked at.
    const long = `${' '.repeat(1_024)}192.0.2.7`
    for (const header of [undefined, '', 'unknown', '192.0.2.7, nonsense', long])
      expect(behind('10.0.0.1', header)).toBe('10.0.0.1')
    expect(behind('192.0.2.9', '192.0.2.7')).toBe('192.0.2.9')
    expect(() => namedProxies(['proxy.example'])).toThrow('named by its IP address')
  })
})
