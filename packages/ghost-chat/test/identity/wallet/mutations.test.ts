import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AccountJudge } from '../../../src/identity/account.ts'
import { platformCrypto } from '../../../src/identity/crypto.ts'
import type { KeyIdentity } from '../../../src/identity/identity.ts'
import { wallet } from '../../../src/identity/wallet/wallet.ts'
import { claimAt } from '../../../src/wire/account.ts'
import { spaceName } from '../../../src/wire/names.ts'
import { parseProof } from '../../../src/wire/proof.ts'
import { fakeWallet } from '../../support/fake-wallet.ts'
import { TOPIC, type Json } from '../../support/forge.ts'

const suite = await platformCrypto()
const domain = 'chat.example'
const ann = (await wallet({ provider: fakeWallet(), domain })(spaceName('my-dapp'), suite)) as KeyIdentity
const good = JSON.stringify(ann.proof)

/** A judge who is never out of time: each look costs it a second. */
function patientJudge(): AccountJudge {
  let now = 0
  return new AccountJudge(suite.sha256, {}, () => (now += 1_000))
}

/** Whether a proof shows an account to somebody who looks right after the log-in. */
async function isProven(judge: AccountJudge, json: string): Promise<boolean> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return false
  }
  const proof = parseProof(value)
  if (proof === null) return false
  const claim = await judge.judge(proof, ann.did, TOPIC)
  return claim !== null && claim !== 'busy' && claimAt(claim, Date.parse(proof.p.iat) + 1).proven
}

const letters = fc.constantFrom(
  '0',
  '1',
  '9',
  'a',
  'f',
  'A',
  'z',
  '.',
  '/',
  ':',
  '-',
  ' ',
  '"',
  '\\n',
  'é',
  '\u0430',
)
const changes = fc.record({
  place: fc.nat(good.length - 1),
  letter: letters,
  how: fc.constantFrom('replace', 'insert', 'delete'),
})

it('[AC5] the proof that was not changed is believed', async () => {
  expect(await isProven(patientJudge(), good)).toBe(true)
})

it('[AC5] no delegation with a character changed is believed, though its session signs it', async () => {
  const judge = patientJudge()
  let wellFormed = 0
  await fc.assert(
    fc.asyncProperty(changes, async ({ place, letter, how }) => {
      const rest = good.slice(how === 'insert' ? place : place + 1)
      const changed = good.slice(0, place) + (how === 'delete' ? '' : letter) + rest
      let same: boolean
      try {
        const value: unknown = JSON.parse(changed)
        if (parseProof(value) !== null) wellFormed++
        same = JSON.stringify(value) === good
      } catch {
        same = false
      }
      expect(await isProven(judge, changed)).toBe(same)
    }),
    { numRuns: 1_500 },
  )
  // Many must get as far as the signature, or nothing was shown.
  expect(wellFormed).toBeGreaterThan(50)
})

it('[AC5] no two delegations can be mixed', async () => {
  const other = (await wallet({ provider: fakeWallet(), domain })(spaceName('my-dapp'), suite)) as KeyIdentity
  const [one, two] = [ann.proof, other.proof].map(
    (proof) => JSON.parse(JSON.stringify(proof)) as Record<'h' | 'p' | 's', Json>,
  )
  if (one === undefined || two === undefined) throw new Error('two proofs')
  const judge = patientJudge()
  for (const claim of Object.keys(one.p)) {
    const mixed = { ...one, p: { ...one.p, [claim]: two.p[claim] } }
    const same = JSON.stringify(mixed) === good
    expect(await isProven(judge, JSON.stringify(mixed))).toBe(same)
  }
  expect(await isProven(judge, JSON.stringify({ ...one, s: two.s }))).toBe(false)
})
