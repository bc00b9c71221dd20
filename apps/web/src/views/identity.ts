/**
 * Who one is: the choice, and what belongs to what was chosen. A choice is a draft, which says what it means; the person
 * is another one only once "Use this identity" is pressed.
 */
import type { FoundWallet } from 'ghost-chat'
import { button, h, type Child } from '../dom.ts'
import { newSecret } from '../key-text.ts'
import { strings } from '../strings/strings.ts'
import { become, didOf, forget, keyIsOnDevice, keepKeyOnDevice, type Who } from '../who.ts'
import { ask } from './dialog.ts'
import { keyPanel } from './key.ts'
import { radios, type RadioOption } from './radios.ts'
import { section } from './section.ts'
import { walletChoice, walletPanel } from './wallets.ts'

const words = strings.identity

/** What a person has at stake who becomes another one. */
export type Stake =
  | { readonly at: 'door' }
  /** In a room, in which others do not see them. */
  | { readonly at: 'reading' }
  /** `isLast`: the conversation ends when they leave. */
  | { readonly at: 'speaking'; readonly isLast: boolean }

export interface IdentityOptions {
  readonly space: string
  readonly who: Who
  readonly stake: () => Stake
  readonly onBecome: (who: Who) => void
  /** Aborted when nobody looks any more. */
  readonly signal: AbortSignal
}

export interface IdentitySection {
  readonly element: HTMLElement
  /** Asks the person who has a new key and has not saved it. */
  mayClose(): Promise<boolean>
}

const OPTIONS: readonly RadioOption<Who['kind']>[] = [
  { value: 'guest', label: words.guest, help: words.guestHelp },
  { value: 'stored', label: words.stored, help: words.storedHelp },
  { value: 'key', label: words.key, help: words.keyHelp },
  { value: 'wallet', label: words.wallet, help: words.walletHelp },
]

/** A key that is in use or may be. */
interface Key {
  readonly secret: Uint8Array<ArrayBuffer>
  /** Whether the person has it elsewhere. */
  isSaved: boolean
}

export function identitySection({ space, who, stake, onBecome, signal }: IdentityOptions): IdentitySection {
  const panel = h('div', { class: 'panel', 'data-testid': 'identity-panel' })
  let actual = who
  /** The key in use; one that was in use before is saved, or the person was asked. */
  let own: Key | undefined = who.kind === 'key' ? { secret: who.secret, isSaved: true } : undefined
  /** The new one. The same as often as one comes by: the person may have saved it already. */
  let fresh: Key | undefined
  /** Counts what is shown, so that what was fetched for another choice is dropped. */
  let turn = 0

  /** Opens what belongs to a choice, below it. */
  const open = (kind: Who['kind'], checked: Who['kind'], ...content: Child[]): void => {
    turn += 1
    for (const input of choice.querySelectorAll('input')) {
      if (input.name !== 'identity') continue
      input.checked = input.value === checked
      if (input.value === kind) input.closest('label')?.after(panel)
    }
    const nodes = content.filter((child) => child instanceof Node)
    panel.replaceChildren(...nodes)
    panel.hidden = nodes.length === 0
  }

  const focusChoice = (): void => choice.querySelector<HTMLElement>('input[name=identity]:checked')?.focus()

  const refuse = (kind: Who['kind'], why: string): void => {
    open(kind, actual.kind, h('p', { class: 'problem', role: 'alert', 'data-testid': 'identity-fault' }, why))
  }

  /** @param key what is used, with `keeps`: whether this browser remembers it */
  const use = async (next: Who, key?: Key, keeps = false): Promise<void> => {
    try {
      // Only a key that was made is one that can be used.
      if (next.kind === 'stored') await didOf(next, space)
    } catch {
      refuse(next.kind, words.noStore)
      return
    }
    let lasts = await become(next)
    if (next.kind === 'key') lasts = (await keepKeyOnDevice(next.secret, keeps)) && lasts
    actual = next
    own = key
    onBecome(next)
    if (signal.aborted) return
    showActual(lasts)
    focusChoice()
  }

  /** What the choice means, and the two ways on. */
  const confirmation = (onUse: () => void): HTMLElement =>
    h(
      'div',
      { class: 'confirmation', 'data-testid': 'identity-draft' },
      h('p', {}, ...meaning(stake())),
      h(
        'div',
        { class: 'actions' },
        button({ class: 'small filled', 'data-testid': 'use-identity' }, onUse, words.use),
        button(
          { class: 'small', 'data-testid': 'cancel-identity' },
          () => {
            showActual()
            focusChoice()
          },
          words.cancel,
        ),
      ),
    )

  const showActual = (lasts = true): void => {
    const now = actual
    const said = h('p', { class: 'help', role: 'status', 'data-testid': 'identity-said' })
    const did = h('p', { class: 'did', hidden: true })
    if (!lasts) said.textContent = words.notStored
    switch (now.kind) {
      case 'guest':
        open('guest', 'guest')
        return
      case 'stored':
        open(
          'stored',
          'stored',
          did,
          said,
          deleteButton(space, said, () => void use({ kind: 'guest' })),
        )
        break
      case 'key':
        open('key', 'key', did, keyOf(own ?? { secret: now.secret, isSaved: true }), said)
        break
      case 'wallet':
        open('wallet', 'wallet', walletPanel(now.wallet), said)
        break
    }
    const shown = turn
    const isShown = (): boolean => shown === turn && !signal.aborted
    didOf(now, space).then(
      (its) => {
        if (its === undefined || !isShown()) return
        did.hidden = false
        did.replaceChildren(...words.own(h('code', { 'data-testid': 'own-did' }, its)))
      },
      () => {
        if (isShown()) said.textContent = words.noStore
      },
    )
  }

  /** The key in use: what is said about keeping it holds at once. */
  const keyOf = (key: Key): HTMLElement =>
    keyPanel({
      secret: key.secret,
      isNew: !key.isSaved,
      isKept: keyIsOnDevice(),
      onKeep: (keeps) => keepKeyOnDevice(key.secret, keeps),
      onSaved: () => (key.isSaved = true),
      onImport: (secret) => draftKey({ secret, isSaved: true }),
    })

  const draftKey = (key: Key): void => {
    let keeps = false
    const inUse = h(
      'div',
      { class: 'key' },
      keyPanel({
        secret: key.secret,
        isNew: !key.isSaved,
        isKept: keeps,
        onKeep: async (wanted) => {
          keeps = wanted
          return true
        },
        onSaved: () => (key.isSaved = true),
        onImport: (secret) => draftKey({ secret, isSaved: true }),
      }),
      confirmation(() => void use({ kind: 'key', secret: key.secret }, key, keeps)),
    )
    open('key', 'key', inUse)
  }

  const choose = (kind: Who['kind']): void => {
    if (kind === actual.kind) {
      showActual()
      return
    }
    switch (kind) {
      case 'guest':
      case 'stored':
        open(
          kind,
          kind,
          confirmation(() => void use({ kind })),
        )
        break
      case 'key':
        if (!isSecureContext) refuse(kind, words.insecure)
        else draftKey((fresh ??= { secret: newSecret(), isSaved: false }))
        break
      case 'wallet':
        draftWallet()
        break
    }
  }

  const draftWallet = (): void => {
    open('wallet', 'wallet')
    const asked = turn
    const isAsked = (): boolean => asked === turn && !signal.aborted
    findWallets().then(
      (wallets) => {
        if (!isAsked()) return
        const [first] = wallets
        if (first === undefined) {
          refuse('wallet', strings.wallets.none)
          return
        }
        let chosen = first
        open(
          'wallet',
          'wallet',
          walletChoice(wallets, (wallet) => (chosen = wallet)),
          confirmation(() => void use({ kind: 'wallet', wallet: chosen })),
        )
      },
      () => {
        if (isAsked()) refuse('wallet', strings.wallets.failed)
      },
    )
  }

  const choice = radios({
    name: 'identity',
    legend: words.title,
    options: OPTIONS,
    value: who.kind,
    onChoose: choose,
  })
  showActual()
  return {
    element: section(words.title, choice),
    async mayClose() {
      if (own === undefined || own.isSaved || keyIsOnDevice()) return true
      const { unsavedTitle: title, unsavedWords, closeAnyway: yes, goBack: no } = strings.key
      if (await ask({ name: 'unsaved-key', title, words: unsavedWords, yes, no })) return true
      showActual()
      panel.querySelector<HTMLElement>('[data-testid=copy-key]')?.focus()
      return false
    },
  }
}

function meaning(stake: Stake): string[] {
  switch (stake.at) {
    case 'door':
      return [words.meansAtDoor]
    case 'reading':
      return [words.meansReading]
    case 'speaking':
      return [words.meansSpeaking, ...(stake.isLast ? [` ${words.meansLast}`] : [])]
  }
}

async function findWallets(): Promise<readonly FoundWallet[]> {
  const { findWallets: find } = await import('ghost-chat')
  return find()
}

function deleteButton(space: string, said: HTMLElement, onDeleted: () => void): HTMLElement {
  const act = async (): Promise<void> => {
    const { deleteTitle: title, deleteWords, deleteKey: yes, cancel: no } = words
    if (!(await ask({ name: 'delete-key', title, words: deleteWords, yes, no }))) return
    try {
      await forget(space)
    } catch {
      said.textContent = words.deleteFailed
      return
    }
    onDeleted()
  }
  return h(
    'div',
    { class: 'actions' },
    button({ class: 'small danger', 'data-testid': 'forget-key' }, () => void act(), words.deleteKey),
  )
}
