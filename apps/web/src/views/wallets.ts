/** The wallets of this browser. */
import type { FoundWallet } from 'ghost-chat'
import { h } from '../dom.ts'
import { strings } from '../strings/strings.ts'
import { radios } from './radios.ts'

const words = strings.wallets

/** The one that was chosen. */
export function walletPanel({ info }: FoundWallet): HTMLElement {
  return h('p', { class: 'help' }, ...words.holds(h('bdi', { class: 'strong' }, info.name)))
}

/** Any script can call itself a wallet: its name is a text, and its picture is left out. The first one is chosen. */
export function walletChoice(
  wallets: readonly FoundWallet[],
  onChoose: (wallet: FoundWallet) => void,
): HTMLElement {
  return h(
    'div',
    { class: 'wallets', 'data-testid': 'wallets' },
    radios({
      name: 'which-wallet',
      legend: words.which,
      options: wallets.map(({ info }, index) => ({
        value: String(index),
        label: info.name,
        title: info.rdns,
      })),
      value: '0',
      onChoose(index) {
        const wallet = wallets[Number(index)]
        if (wallet !== undefined) onChoose(wallet)
      },
    }),
    h('p', { class: 'help' }, words.note),
  )
}
