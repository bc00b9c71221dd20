/** Who is writing right now. Its line is always there, so that nothing moves when somebody begins. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { cleanName, plainName } from '../text/names.ts'

export function typingLine(typing: readonly Person[]): TemplateResult {
  return html`<div class="typing" part="typing" data-testid="typing">
    ${
      typing.length === 0
        ? nothing
        : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
            <p dir="auto">${typingWords(typing)}</p>`
    }
  </div>`
}

function typingWords(typing: readonly Person[]): TemplateResult | string {
  const [first, second] = typing
  if (first === undefined || typing.length > 2) return 'Several people are typing…'
  if (second === undefined) return html`<bdi>${nick(first)}</bdi> is typing…`
  return html`<bdi>${nick(first)}</bdi> and <bdi>${nick(second)}</bdi> are typing…`
}

function nick(person: Person): string {
  return cleanName(person.name) ?? plainName(person)
}
