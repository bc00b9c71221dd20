// For @chainsafe/netmask, by which @libp2p/utils asks whether an IPv6 address is in 2000::/3 (global unicast). Ranges
// that a connection gater lets in or keeps out are left out (changes.ts).
export function cidrContains(range: string, address: string): boolean {
  if (range !== '2000::/3') throw new RangeError('Other ranges were left out.')
  return /^[23][\da-f]{3}:/i.test(address)
}

export function IpNet(): never {
  throw new RangeError('Other ranges were left out.')
}
