// For @chainsafe/is-ip: tells addresses from other texts, by which nothing is parsed any more. (Theirs takes a few
// IPv6 addresses that are too long, with an IPv4 address at their end; this does not.)
const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
const ip4 = new RegExp(`^(?:${octet}\\.){3}${octet}$`)

export const isIPv4 = (text: string): boolean => ip4.test(text)

/** A zone (`%eth0`) may follow. */
export function isIPv6(text: string): boolean {
  const halves = (text.split('%')[0] ?? '').split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = halves.at(-1) === '' ? undefined : groups.at(-1)
  const isMixed = last !== undefined && isIPv4(last)
  if (!(isMixed ? groups.slice(0, -1) : groups).every((group) => /^[\da-f]{1,4}$/i.test(group))) return false
  const length = groups.length + Number(isMixed)
  return halves.length === 2 ? length <= 7 : halves.length === 1 && length === 8
}
