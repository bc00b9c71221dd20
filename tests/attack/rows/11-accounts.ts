/** Row 11: no mark says more of a wallet account than its proof, and a flood of proofs keeps no log-in out. */
import { openSpace, wallet, type GhostChat, type User } from 'ghost-chat'
import { platformCrypto } from '../../../packages/ghost-chat/src/identity/crypto.ts'
import type { KeyIdentity } from '../../../packages/ghost-chat/src/identity/identity.ts'
import { delegationText } from '../../../packages/ghost-chat/src/identity/wallet/delegation.ts'
import { encodeBase64url } from '../../../packages/ghost-chat/src/wire/base64url.ts'
import { spaceName } from '../../../packages/ghost-chat/src/wire/names.ts'
import type { Proof } from '../../../packages/ghost-chat/src/wire/proof.ts'
import { fakeWallet, keyOf, personalSign } from '../../../packages/ghost-chat/test/support/fake-wallet.ts'
import { bytes, forge, joinPayload } from '../../../packages/ghost-chat/test/support/forge.ts'
import { rawPeer } from '../../support/raw-peer.ts'
import { until } from '../../support/until.ts'
import { outcomeOf, type Attack } from '../attack.ts'

const SPACE = 'attack'
const ROOM = 'accounts'
const TOPIC = `3box.chat.${SPACE}.${ROOM}`

/** What a list may show of a log-in: its account as proven with this domain, as unproven, or nothing of it. */
type Mark = { readonly proven: string } | 'unproven' | 'none'

interface LogIn {
  readonly what: string
  readonly did: string
  readonly frame: Uint8Array
  readonly expected: Mark
}

type Change = Partial<Record<keyof Proof['p'], unknown>>

/** The twelve log-ins: who signs what, and what a member may make of it. */
async function logIns(): Promise<readonly LogIn[]> {
  const suite = await platformCrypto()
  let keys = 20
  const logIn = async (
    what: string,
    expected: Mark,
    make: (good: Proof, sign: (change: Change) => Proof, key: Uint8Array) => unknown,
    { domain = 'chat.example', space = SPACE }: { domain?: string; space?: string } = {},
  ): Promise<LogIn> => {
    const key = keyOf(++keys)
    const identity = (await wallet({ provider: fakeWallet(key), domain })(
      spaceName(space),
      suite,
    )) as KeyIdentity
    const good = JSON.parse(JSON.stringify(identity.proof)) as Proof
    const sign = (change: Change): Proof => {
      const p = { ...good.p, ...change } as Proof['p']
      return { ...good, p, s: { t: 'eip191', s: personalSign(delegationText(p) ?? '', key) } }
    }
    const sid = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
    const times = { iat: Date.now() / 1_000, exp: Date.now() / 1_000 + 300 }
    const proof = make(good, sign, key)
    const text = await forge(
      identity,
      joinPayload(identity.did, { aud: TOPIC, sid, seq: 0, proof, ...times }),
    )
    return { what, did: identity.did, frame: bytes(text), expected }
  }
  const day = 86_400_000
  const at = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString()
  return [
    await logIn('the site itself', { proven: 'chat.example' }, (good) => good),
    await logIn('another site', { proven: 'evil.example' }, (good) => good, { domain: 'evil.example' }),
    await logIn('another chain', { proven: 'chat.example' }, (good, sign) =>
      sign({ iss: good.p.iss.replace(':1:', ':137:') }),
    ),
    await logIn('another space', 'none', (good) => good, { space: 'elsewhere' }),
    await logIn('another session', 'none', (_, sign) =>
      sign({ aud: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' }),
    ),
    await logIn('expired', 'unproven', (_, sign) => sign({ iat: at(-2 * day), exp: at(-day) })),
    await logIn('not valid yet', 'unproven', (_, sign) => sign({ nbf: at(day), exp: at(2 * day) })),
    await logIn('a contract (EIP-1271)', 'unproven', (good) => ({
      ...good,
      s: { t: 'eip1271', s: '0xabcd' },
    })),
    await logIn('a contract to be (EIP-6492)', 'unproven', (good) => ({
      ...good,
      s: { t: 'eip6492', s: '0xabcd' },
    })),
    await logIn('a forged signature', 'none', (good) => ({
      ...good,
      s: {
        ...good.s,
        s: good.s.s.replace(/.(?=..$)/, (digit) => (digit === '0' ? '1' : '0')).replace(/^0x./, '0x1'),
      },
    })),
    await logIn('a domain exchanged afterwards', 'none', (good) => ({
      ...good,
      p: { ...good.p, domain: 'bank.example' },
    })),
    await logIn("another's account", 'none', (_, sign) =>
      sign({ iss: `did:pkh:eip155:1:${fakeWallet(keyOf(99)).address}` }),
    ),
  ]
}

function markOf(user: User | undefined): Mark {
  if (user?.account !== undefined) return { proven: user.accountDomain ?? 'no domain' }
  return user?.unprovenAccount === undefined ? 'none' : 'unproven'
}

const sameMark = (a: Mark, b: Mark): boolean => JSON.stringify(a) === JSON.stringify(b)

export const accounts: Attack = {
  number: 11,
  promise: 'accounts',
  attack:
    '12 log-ins: of another domain, chain, space and session, expired, not valid yet, of contracts, forged; under 1,000 throwaway proofs a second elsewhere on the relay',
  mustHold:
    'every mark shows its domain; 0 wrong marks; honest log-ins through within 5 s; no honest member struck',
  limits: 'the marks are read from the library; tests/element/accounts.test.ts reads them off the page',
  againstAnyRelay: false,
  async play(stage) {
    const relay = await stage.relay()
    const open = async (identity?: ReturnType<typeof wallet>): Promise<GhostChat> => {
      const space = await openSpace(SPACE, {
        relays: [relay.url],
        relayOnly: true,
        ...(identity === undefined ? {} : { identity }),
      })
      stage.onEnd(() => space.close())
      return space.joinChat(ROOM)
    }
    const observer = await open()
    const flood = await stage.attacker('proof-flood.ts', {
      ...{ relay: relay.url, space: SPACE, topic: `3box.chat.${SPACE}.elsewhere`, perSecond: 1_000 },
    })
    await flood.tells((told) => ((told as { sent?: number }).sent ?? 0) >= 500 || undefined)
    stage.progress('the flood is on; twelve log-ins')
    const given = await logIns()
    for (const one of given) {
      // Each by a peer of its own: what is refused of one must not count against the next.
      const peer = await rawPeer(relay.url)
      stage.onEnd(() => peer.stop())
      await peer.join(TOPIC)
      await peer.gossip.publish(TOPIC, one.frame)
    }
    const markNow = ({ did }: LogIn): Mark => markOf(observer.users().find((user) => user.did === did))
    const wrong = (): LogIn[] => given.filter((one) => !sameMark(markNow(one), one.expected))
    await until('the marks to be as they must', () => wrong().length === 0, 15_000).catch(() => undefined)
    const wronglyMarked = wrong().map((one) => `${one.what}: ${JSON.stringify(markNow(one))}`)

    stage.progress('honest people log in by their wallets')
    const count = stage.amount(3, 20)
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const start = performance.now()
      const chat = await open(wallet({ provider: fakeWallet(keyOf(120 + i)), domain: 'chat.example' }))
      const own = chat.onlineUsers()[0]
      const seen = await until(
        'a log-in to be shown',
        () => observer.users().some(({ did, account }) => did === own && account !== undefined),
        15_000,
      ).catch(() => false)
      if (seen) times.push(performance.now() - start)
    }
    const slowest = Math.max(0, ...times)
    const proofs = flood.told.flatMap((told) => (told as { sent?: number }).sent ?? []).at(-1) ?? 0
    return outcomeOf([
      [
        wronglyMarked.length === 0,
        `${wronglyMarked.length} wrong marks of ${given.length}${wronglyMarked.length === 0 ? '' : ` (${wronglyMarked.join(', ')})`}`,
      ],
      [times.length === count, `${times.length} of ${count} honest log-ins through`],
      [stage.isTimely(slowest, 5_000), `slowest ${slowest.toFixed(0)} ms, opening and joining included`],
      [observer.connection.state !== 'offline', 'the observer is still connected'],
      [true, `${proofs} throwaway proofs`],
    ])
  },
}
