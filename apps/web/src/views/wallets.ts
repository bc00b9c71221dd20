/** The wallets of this browser, to choose one from. */
import type { FoundWallet } from 'ghost-chat'
import { button, h } from '../dom.ts'

export function walletPanel(
  chosen: FoundWallet | undefined,
  onChoose: (wallet: FoundWallet) => void,
): HTMLElement {
  const panel = h('div', { class: 'wallets', 'data-testid': 'wallets' })
  if (chosen !== undefined) {
    panel.append(
      h(
        'p',
        { class: 'help' },
        h('bdi', { class: 'strong' }, chosen.info.name),
        ' is asked when you come into a room, once.',
      ),
    )
    return panel
  }
  const status = h('p', { class: 'help', role: 'status' }, 'Looking for wallets…')
  panel.append(status)
  const found = async (): Promise<void> => {
    const { findWallets } = await import('ghost-chat')
    const wallets = await findWallets()
    if (wallets.length === 0) {
      status.textContent =
        'No wallet was found in this browser. Wallets are extensions, or browsers of their own: reload the page once ' +
        'there is one.'
      return
    }
    status.textContent = 'It signs once that this page may write in its name here. That costs nothing.'
    panel.append(
      h(
        'div',
        { class: 'actions' },
        ...wallets.map((wallet) => walletButton(wallet, () => onChoose(wallet))),
      ),
    )
  }
  found().catch(() => (status.textContent = 'The wallets could not be asked.'))
  return panel
}

/** Any script can call itself a wallet, so its name is a text and its picture is left out. */
function walletButton(wallet: FoundWallet, onClick: () => void): HTMLElement {
  return button({ class: 'small', title: wallet.info.rdns }, onClick, h('bdi', {}, wallet.info.name))
}
