/** A row of the list: the day and the line that begin with it, and the message or notice itself. */
import { html, nothing, type TemplateResult } from 'lit'
import type { NoticeEntry } from '../../model.ts'
import { strings } from '../../strings/strings.ts'
import { clockTime, dayName, fullTime, machineTime } from '../text/when.ts'
import { messageView } from './message.ts'
import type { RowContext, RowState } from './row-context.ts'
import type { Row } from './rows.ts'

export function rowView(row: Row, state: RowState, context: RowContext): TemplateResult {
  const { entry, newDay } = row
  return html`<div class=${entry.kind === 'notice' ? 'row told' : 'row'}>
    ${
      newDay
        ? html`<h3 class="day" part="day">
            <span>${dayName(entry.at, new Date())}</span>
          </h3>`
        : nothing
    }${
      state.divider
        ? html`<p class="unread" part="unread" data-testid="unread-divider">
            <span>${strings.messages.unread}</span>
          </p>`
        : nothing
    }${entry.kind === 'notice' ? noticeView(entry) : messageView(entry, row.continued, state, context)}
  </div>`
}

/** A sentence of the shell's, in which names are cleaned and isolated. */
function noticeView({ text, at }: NoticeEntry): TemplateResult {
  return html`<p class="line" part="notice" data-testid="line" title=${fullTime(at)}>
    <bdi dir="ltr">${text}</bdi><time class="hidden-words" datetime=${machineTime(at)}>${clockTime(at)}</time>
  </p>`
}
