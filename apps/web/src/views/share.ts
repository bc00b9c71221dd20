/** The room's link: to copy, to hand to another app, to photograph. */
import { button, h } from '../dom.ts'
import { strings } from '../strings/strings.ts'
import { copyButton } from './copy-button.ts'
import { openDialog } from './dialog.ts'
import { icon } from './icons.ts'

const words = strings.share

export function openShare(room: string, link: string): void {
  const field = h('input', {
    'data-testid': 'share-link',
    id: 'share-link',
    readonly: true,
    dir: 'ltr',
    value: link,
  })
  field.addEventListener('focus', () => field.select())
  const said = h('p', { class: 'help', role: 'status', 'data-testid': 'share-said' })
  const picture = h('div', { class: 'picture' })
  const copy = copyButton(
    { class: 'primary', 'data-testid': 'copy-link' },
    { copy: words.copy, copied: words.copied },
    async () => {
      const worked = await copied(field)
      said.textContent = worked ? '' : words.notCopied
      return worked
    },
    icon('copy'),
  )
  openDialog(
    { title: words.title, name: 'share' },
    h('p', {}, ...words.words(h('bdi', { class: 'strong whole' }, room))),
    picture,
    h('div', { class: 'field' }, h('label', { for: 'share-link' }, words.link), field),
    h('div', { class: 'actions' }, copy, shareButton(room, link, said)),
    said,
  )
  // What draws the picture comes when it is wanted.
  import('./qr.ts').then(
    ({ qrCode }) => {
      try {
        picture.append(qrCode(link, words.picture))
      } catch {
        picture.append(h('p', { class: 'help' }, words.pictureTooLong))
      }
    },
    () => picture.append(h('p', { class: 'help' }, words.pictureFailed)),
  )
}

/** Whether it was copied. Browsers keep the clipboard from pages that came over plain HTTP; the older way needs a selection. */
async function copied(field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    field.select()
    return false
  }
}

/** Only where the system has somebody to hand it to. */
function shareButton(room: string, link: string, said: HTMLElement): HTMLElement | false {
  if (!('share' in navigator)) return false
  const share = (): void => {
    navigator.share({ title: strings.page.title(room, 0), url: link }).catch((error: unknown) => {
      // Whoever closes the system's own list has changed their mind; nothing went wrong.
      if (error instanceof DOMException && error.name === 'AbortError') return
      said.textContent = words.systemFailed
    })
  }
  return button({ class: 'secondary', 'data-testid': 'system-share' }, share, icon('share'), words.system)
}
