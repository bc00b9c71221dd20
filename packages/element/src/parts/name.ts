/**
 * A person's name as it stands on the page: what they claim, isolated from the direction of the text around it,
 * the end of their DID, and a mark where a wallet account was proven. Text nodes only.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { cleanName, didTail, NAMELESS, shortAccount } from '../text/names.ts'
import { icon } from './icon.ts'

export type Named = Pick<Person, 'did' | 'name' | 'account'>

export function personName({ did, name, account }: Named): TemplateResult {
  const nick = cleanName(name)
  return html`<span class="name" part="name" title=${did} data-did=${did}
    ><bdi class=${nick === undefined ? 'nick nameless' : 'nick'}>${nick ?? NAMELESS}</bdi>
    <bdi class="tail">${didTail(did)}</bdi>${account === undefined ? nothing : accountMark(account)}</span
  >`
}

/** Only ever for an account whose signature was verified. */
function accountMark(account: string): TemplateResult {
  const words = `Wallet account ${shortAccount(account)}, proven`
  return html`<span class="account" role="img" aria-label=${words} title=${words} data-testid="account-mark"
    >${icon('account')}</span
  >`
}
