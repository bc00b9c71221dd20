/** Who one is: the choice, and what belongs to what was chosen. */
import { button, h } from '../dom.ts'
import { newSecret } from '../key-text.ts'
import { become, didOf, forget, type Who } from '../who.ts'
import { keyPanel } from './key.ts'
import { radios, type RadioOption } from './radios.ts'
import { section } from './section.ts'
import { walletPanel } from './wallets.ts'

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
  /** Counts what is shown, so that what was fetched for another choice is dropped. */
  let shown = 0

  const be = async (next: Who): Promise<void> => {
    const keeps = await become(next)
    onBecome(next)
    show(next, keeps)
  }

  const show = (now: Who, keeps = true): void => {
    shown += 1
    const turn = shown
    const isShown = (): boolean => turn === shown && !signal.aborted
    const words = h('p', { class: 'help', role: 'status', 'data-testid': 'identity-said' })
    const did = h('p', { class: 'did', hidden: true })
    if (!keeps && now.kind !== 'guest') words.textContent = UNKEPT
    switch (now.kind) {
      case 'guest':
        panel.replaceChildren(words)
        break
      case 'stored':
        panel.replaceChildren(
          did,
          words,
          forgetButton(space, words, () => void be({ kind: 'guest' })),
        )
        break
      case 'key':
        panel.replaceChildren(
          keyPanel(now.secret, (secret) => void be({ kind: 'key', secret })),
          did,
          words,
        )
        break
      case 'wallet':
        panel.replaceChildren(
          walletPanel(now.wallet, (wallet) => void be({ kind: 'wallet', wallet })),
          words,
        )
        break
    }
    panel.hidden = now.kind === 'guest' && words.textContent === ''
    check(now.kind)
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
          () => refuse(NO_STORE),
        )
        break
      case 'key':
        if (isSecureContext) void be({ kind, secret: newSecret() })
        else refuse('Keys can be kept only on a page that came over https.')
        break
      case 'wallet':
        shown += 1
        panel.hidden = false
        panel.replaceChildren(walletPanel(undefined, (wallet) => void be({ kind: 'wallet', wallet })))
        break
    }
  }

  const refuse = (why: string): void => {
    shown += 1
    panel.hidden = false
    panel.replaceChildren(h('p', { class: 'problem', role: 'alert', 'data-testid': 'identity-fault' }, why))
  }

  const choice = radios({
    name: 'identity',
    legend: 'Who you are',
    options: OPTIONS,
    value: who.kind,
    onChoose: choose,
  })
  const check = (kind: Who['kind']): void => {
    for (const input of choice.querySelectorAll('input')) input.checked = input.value === kind
  }
  show(who)
  return section('Who you are', choice, panel)
}

const NO_STORE =
  'This browser keeps no key for this page: its storage is switched off, or the page did not come over https. ' +
  'Stay a guest, or bring a key of your own.'
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
