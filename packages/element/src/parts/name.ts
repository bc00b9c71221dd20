/**
 * A person's name as it stands on the page: what they claim, isolated from the direction of the text around it,
 * the end of their DID, a mark where a wallet account was proven, with its domain where that is another than the
 * page's, and a word where others bear the name too. Text nodes only.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { cleanName, didTail, NAMELESS, shortAccount, shortDomain } from '../text/names.ts'
import { icon } from './icon.ts'

export type Named = Pick<Person, 'did' | 'name' | 'account' | 'accountDomain' | 'namesakes'>

export function personName({ did, name, account, accountDomain, namesakes = [] }: Named): TemplateResult {
  const nick = cleanName(name)
  return html`<span class="name" part="name" title=${did} data-did=${did}
    ><bdi class=${nick === undefined ? 'nick nameless' : 'nick'}>${nick ?? NAMELESS}</bdi>
    <bdi class="tail">${didTail(did)}</bdi
    >${account === undefined ? nothing : accountMark(account, accountDomain)}${
      namesakes.length === 0 ? nothing : namesakeMark()
    }</span
  >`
}

/** Whether a wallet's log-in was made for another site than the page's: the mark then names the site. */
export function isOfOtherSite(domain: string | undefined): boolean {
  return domain !== location.host
}

/** Only ever for an account whose signature was verified. */
function accountMark(account: string, domain: string | undefined): TemplateResult {
  const { names } = strings
  const of = domain ?? names.unknownSite
  const short = shortAccount(account)
  const words = isOfOtherSite(domain) ? names.accountBy(short, of) : names.account(short)
  const mark = html`<span
    class="account"
    role="img"
    aria-label=${words}
    title=${words}
    data-testid="account-mark"
    >${icon('account')}</span
  >`
  if (!isOfOtherSite(domain)) return mark
  const shown = domain === undefined ? of : shortDomain(domain)
  // The mark has the whole of it in its label.
  return html`${mark}<bdi class="site" dir="ltr" aria-hidden="true" title=${of} data-testid="account-site"
      >${names.by(shown)}</bdi
    >`
}

function namesakeMark(): TemplateResult {
  const { shared, sharedHelp } = strings.names
  return html`<bdi class="namesake" dir="ltr" title=${sharedHelp} data-testid="namesake-mark">${shared}</bdi>`
}
