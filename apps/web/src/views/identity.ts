/** Who one is: the choice, and what belongs to what was chosen. */
import type { FoundWallet } from 'ghost-chat'
import { button, h, type Child } from '../dom.ts'
import { newSecret } from '../key-text.ts'
import { become, didOf, forget, type Who } from '../who.ts'
import { keyPanel } from './key.ts'
import { radios, type RadioOption } from './radios.ts'
import { section } from './section.ts'
import { walletChoice, walletPanel } from './wallets.ts'

export interface IdentityOptions {
  readonly space: string
  readonly who: Who
  readonly onBecome: (who: Who) => void
  /** Aborted when nobody looks any more. */
  readonly signal: AbortSignal
}

const OPTIONS: readonly RadioOption<Who['kind']>[] = [
  {
    value: 'guest',
    label: 'Guest',
    help: 'You are asked when you first write. A guest’s key is gone with the tab.',
  },
  {
    value: 'stored',
    label: 'Remembered on this device',
    help: 'This browser keeps a key that no script can read. It cannot be taken to another device.',
  },
  {
    value: 'key',
    label: 'With a key that you keep',
    help: 'A short text that makes you the same person on every device that you bring it to.',
  },
  {
    value: 'wallet',
    label: 'With a wallet',
    help: 'Others see its account beside what you write, proven by its signature.',
  },
]

export function identitySection({ space, who, onBecome, signal }: IdentityOptions): HTMLElement {
  const panel = h('div', { class: 'panel', 'data-testid': 'identity-panel' })
  let actual = who.kind
  /** Counts what is shown, so that what was fetched for another choice is dropped. */
  let turn = 0

  const be = async (next: Who): Promise<void> => {
    const keeps = await become(next)
    onBecome(next)
    show(next, keeps)
  }

  /** Opens what belongs to a choice, below it. Nothing is chosen that does not hold. */
  const open = (kind: Who['kind'], checked: Who['kind'], ...content: Child[]): void => {
    turn += 1
    for (const input of choice.querySelectorAll('input')) {
      input.checked = input.value === checked
      if (input.value === kind) input.closest('label')?.after(panel)
    }
    const nodes = content.filter((child) => child instanceof Node)
    panel.replaceChildren(...nodes)
    panel.hidden = nodes.length === 0
  }

  const show = (now: Who, keeps = true): void => {
    actual = now.kind
    const words = h('p', { class: 'help', role: 'status', 'data-testid': 'identity-said' })
    const did = h('p', { class: 'did', hidden: true })
    if (!keeps) words.textContent = UNKEPT
    switch (now.kind) {
      case 'guest':
        open('guest', 'guest')
        return
      case 'stored':
        open(
          'stored',
          'stored',
          did,
          words,
          forgetButton(space, words, () => void be({ kind: 'guest' })),
        )
        break
      case 'key': {
        const bring = (secret: Uint8Array<ArrayBuffer>): void => void be({ kind: 'key', secret })
        open('key', 'key', did, keyPanel(now.secret, bring), words)
        break
      }
      case 'wallet':
        open('wallet', 'wallet', walletPanel(now.wallet), words)
        break
    }
    const shown = turn
    const isShown = (): boolean => shown === turn && !signal.aborted
    didOf(now, space).then(
      (its) => {
        if (its === undefined || !isShown()) return
        did.hidden = false
        did.replaceChildren('Here you are ', h('code', { 'data-testid': 'own-did' }, its))
      },
      () => {
        if (isShown()) words.textContent = NO_STORE
      },
    )
  }

  const choose = (kind: Who['kind']): void => {
    switch (kind) {
      case 'guest':
        void be({ kind })
        break
      case 'stored':
        // Only a key that was made is one that can be used.
        didOf({ kind }, space).then(
          () => be({ kind }),
          () => refuse(kind, NO_STORE),
        )
        break
      case 'key':
        if (isSecureContext) void be({ kind, secret: newSecret() })
        else refuse(kind, 'A key can be made only on a page that came over https.')
        break
      case 'wallet':
        void findWallets().then(
          (wallets) => {
            const take = (wallet: FoundWallet): void => void be({ kind: 'wallet', wallet })
            if (wallets.length === 0) refuse(kind, NO_WALLET)
            else open(kind, kind, walletChoice(wallets, take))
          },
          () => refuse(kind, 'The wallets could not be asked.'),
        )
        break
    }
  }

  const refuse = (kind: Who['kind'], why: string): void => {
    open(kind, actual, h('p', { class: 'problem', role: 'alert', 'data-testid': 'identity-fault' }, why))
  }

  const choice = radios({
    name: 'identity',
    legend: 'Who you are',
    options: OPTIONS,
    value: who.kind,
    onChoose: choose,
  })
  show(who)
  return section('Who you are', choice)
}

async function findWallets(): Promise<readonly FoundWallet[]> {
  const { findWallets: find } = await import('ghost-chat')
  return find()
}

const NO_STORE =
  'This browser keeps no key for this page: its storage is switched off, or the page did not come over https. ' +
  'Stay a guest, or bring a key of your own.'
const NO_WALLET =
  'No wallet was found in this browser. Wallets are extensions, or browsers of their own: load the page anew once ' +
  'there is one.'
const UNKEPT =
  'This browser keeps nothing for this page, so it holds until the page is closed or loaded anew.'

function forgetButton(space: string, words: HTMLElement, onForgotten: () => void): HTMLElement {
  const act = (): void => {
    forget(space).then(onForgotten, () => {
      words.textContent = 'The key could not be deleted. Clearing this site’s data in the browser does it.'
    })
  }
  return h(
    'div',
    { class: 'actions' },
    button({ class: 'small danger', 'data-testid': 'forget-key' }, act, 'Forget this key'),
  )
}
