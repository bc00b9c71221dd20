/** The interface's own words keep their order on a page that reads the other way. */
import { html, type TemplateResult } from 'lit'

export function words(text: string | number): TemplateResult {
  return html`<bdi dir="ltr">${text}</bdi>`
}
