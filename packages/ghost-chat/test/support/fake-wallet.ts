/**
 * An EIP-1193 wallet with a real key, which signs like any other; and how to make it misbehave.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { checksumAddress, personalHash } from '../../src/identity/wallet/ethereum.ts'
import type { Eip1193Provider } from '../../src/identity/wallet/eip1193.ts'

type Answer = (params: readonly unknown[]) => unknown

export interface FakeWallet extends Eip1193Provider {
  readonly address: string
  /** What it was asked, by method. */
  readonly asked: string[]
  /** The texts it was given to sign. */
  readonly shown: string[]
  /** Tells its listeners, as an extension does when the person picks another account. */
  switchTo: (accounts: unknown) => void
  readonly listeners: () => number
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A key of 32 bytes that all hold one number. */
export const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

function addressOf(key: Uint8Array): string {
  const point = secp256k1.getPublicKey(key, false)
  return checksumAddress(`0x${hex(keccak_256(point.subarray(1)).subarray(-20))}`) ?? ''
}

/** `personal_sign` as wallets do it (EIP-191). */
export function personalSign(text: string, key: Uint8Array): string {
  const [recovery = 0, ...compact] = secp256k1.sign(personalHash(text), key, {
    prehash: false,
    format: 'recovered',
  })
  return `0x${hex(Uint8Array.from(compact))}${(27 + recovery).toString(16)}`
}

/** @param answers what it answers instead, by method; what throws is thrown by the wallet */
export function fakeWallet(key = keyOf(7), answers: Readonly<Record<string, Answer>> = {}): FakeWallet {
  const address = addressOf(key)
  const asked: string[] = []
  const shown: string[] = []
  const listeners = new Set<(...args: readonly unknown[]) => void>()
  const usual: Readonly<Record<string, Answer>> = {
    eth_requestAccounts: () => [address.toLowerCase()],
    eth_chainId: () => '0x1',
    eth_call: () => '0x00',
    personal_sign: ([data]) => {
      const text = Buffer.from(String(data).slice(2), 'hex').toString()
      shown.push(text)
      return personalSign(text, key)
    },
  }
  return {
    address,
    asked,
    shown,
    switchTo: (accounts) => {
      for (const listener of [...listeners]) listener(accounts)
    },
    listeners: () => listeners.size,
    async request({ method, params = [] }) {
      asked.push(method)
      const answer = answers[method] ?? usual[method]
      if (answer === undefined) throw Object.assign(new Error('unsupported'), { code: 4200 })
      return answer(params)
    },
    on: (_, listener) => listeners.add(listener),
    removeListener: (_, listener) => listeners.delete(listener),
  }
}
