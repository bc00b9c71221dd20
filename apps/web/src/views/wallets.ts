/** The wallets of this browser. */
import type { FoundWallet } from 'ghost-chat'
import { button, h } from '../dom.ts'

/** The one that was chosen. */
export function walletPanel({ info }: FoundWallet): HTMLElement {
  return h(
    'p',
    { class: 'help' },
    h('bdi', { class: 'strong' }, info.name),
    ' is asked when you come into a room, once. It holds until the page is closed or loaded anew.',
  )
}

/** Any script can call itself a wallet: its name is a text, and its picture is left out. */
export function walletChoice(
  wallets: readonly FoundWallet[],
  onChoose: (wallet: FoundWallet) => void,
): HTMLElement {
  return h(
    'div',
    { class: 'wallets', 'data-testid': 'wallets' },
    h('p', { class: 'help' }, 'It signs once that this page may write in its name here. That costs nothing.'),
    h(
      'div',
      { class: 'actions' },
      ...wallets.map((wallet) =>
        button(
          { class: 'small', title: wallet.info.rdns },
          () => onChoose(wallet),
          h('bdi', {}, wallet.info.name),
        ),
      ),
    ),
  )
}
