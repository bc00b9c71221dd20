/**
 * Which relay introduces people: the one that the address names (`?relay=`), or the one in the settings, or the one
 * that whoever hosts the page wrote into it, or the host itself. One that only the address names is a stranger's until
 * the person takes it: whoever wrote the link chose it.
 */
import { kept } from './kept.ts'
import { strings } from './strings/strings.ts'

const faults = strings.relay

export interface RelayChoice {
  /** One address or several, with spaces between them; empty where the page came from no host. */
  readonly address: string
  readonly from: 'address' | 'settings' | 'page' | 'host'
}

const MOST_CHARACTERS = 1_024
/** Relays of links that are remembered as taken. */
const MOST_TAKEN = 16

/** Why a text names no relay, as a sentence; `undefined` if it does. Several addresses stand with spaces between them. */
export function relayFault(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return faults.tooLong
  const addresses = addressesIn(text)
  if (addresses.length === 0) return faults.empty
  for (const address of addresses) {
    const fault = address.startsWith('/') ? multiaddrFault(address) : urlFault(address)
    if (fault !== undefined) return fault
  }
  return undefined
}

function addressesIn(text: string): string[] {
  return text.split(/\s+/).filter((address) => address !== '')
}

function multiaddrFault(address: string): string | undefined {
  return /^\/(?:ip4|ip6|dns|dns4|dns6)\/[^/]+\/tcp\/\d{1,5}\//.test(address) ? undefined : faults.multiaddr
}

function urlFault(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return faults.scheme
  }
  if (url.username !== '' || url.password !== '') return faults.credentials
  // Browsers let a secure page speak to nothing less, but for the machine that they run on.
  if (location.protocol === 'https:' && url.protocol === 'http:' && !isOwnMachine(url.hostname)) {
    return faults.insecure
  }
  return undefined
}

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127(?:\.\d+){3}$|^\[::1\]$/.test(host)
}

/** What the address names; `undefined` where it names none. Not checked. */
export function relayInAddress(): string | undefined {
  const named = new URLSearchParams(location.search).get('relay')?.trim()
  return named === undefined || named === '' ? undefined : named
}

/** The relay in use, for a person whose settings name this one (or none, which is empty). */
export function chooseRelay(preferred: string): RelayChoice {
  const inAddress = relayInAddress()
  if (inAddress !== undefined && relayFault(inAddress) === undefined) {
    return { address: inAddress, from: 'address' }
  }
  if (preferred !== '') return { address: preferred, from: 'settings' }
  const inPage = relayInPage()
  if (inPage !== '') return { address: inPage, from: 'page' }
  return { address: ownOrigin(), from: 'host' }
}

function relayInPage(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=ghost-relay]')?.content.trim() ?? ''
}

function ownOrigin(): string {
  return location.protocol.startsWith('http') ? location.origin : ''
}

/** Those of the address that the person took; as long as the tab. */
const taken = kept('ghost-chat-relays', 'tab')

/**
 * The relays that the address names and that are neither the page's own nor the person's: neither in the settings nor
 * taken before. They are told nothing of the person.
 * @param preferred what the settings name
 */
export function strangeRelays(preferred: string): readonly string[] {
  const named = relayInAddress()
  if (named === undefined || relayFault(named) !== undefined) return []
  const known = [preferred, relayInPage(), ownOrigin(), taken.get() ?? ''].flatMap(addressesIn).map(canonical)
  return addressesIn(named).filter((address) => !known.includes(canonical(address)))
}

/** The person takes the relays of the address. */
export function takeRelays(addresses: readonly string[]): void {
  const before = addressesIn(taken.get() ?? '').slice(-MOST_TAKEN)
  taken.set([...new Set([...before, ...addresses])].join(' '))
}

/** Two addresses of one relay give the same text. */
function canonical(address: string): string {
  return URL.canParse(address) ? new URL(address).href : address
}

/** Characters of a relay's name that are shown: a longer one loses its beginning, since its owner is at its end. */
const SHOWN = 48

/** Where an address leads, for people: a host, without what stands around it. */
export function hostOf(address: string): string {
  const host = URL.canParse(address) ? new URL(address).host : (address.split('/')[2] ?? address)
  return host.length <= SHOWN ? host : `…${host.slice(1 - SHOWN)}`
}

/** What the address of the page is without a relay in it. */
export function withoutRelay(): string {
  const url = new URL(location.href)
  url.searchParams.delete('relay')
  return url.href
}

/**
 * The link to a room. Whoever follows it must meet the others, so it names the relay wherever that is not the one
 * that the page finds by itself.
 */
export function linkTo(hash: string, { address, from }: RelayChoice): string {
  const url = new URL(withoutRelay())
  if (from === 'address' || from === 'settings') url.searchParams.set('relay', address)
  url.hash = hash
  return url.href
}
