/** Who is writing right now. Its line is always there, so that nothing moves when somebody begins. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { cleanName, isolated, plainName } from '../text/names.ts'

export function typingLine(typing: readonly Person[]): TemplateResult {
  return html`<div class="typing" part="typing" data-testid="typing">
    ${
      typing.length === 0
        ? nothing
        : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
            <p dir="auto">${strings.messages.typing(typing.map((person) => isolated(nick(person))))}</p>`
    }
  </div>`
}

function nick(person: Person): string {
  return cleanName(person.name) ?? plainName(person)
}
