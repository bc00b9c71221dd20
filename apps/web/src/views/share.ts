/** The room's link: to copy, to hand to another app, to photograph. */
import { button, h } from '../dom.ts'
import { icon } from './icons.ts'
import { openDialog } from './dialog.ts'

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
  const copy = button(
    { class: 'primary', 'data-testid': 'copy-link' },
    () => void copied(field).then((words) => (said.textContent = words)),
    icon('copy'),
    'Copy the link',
  )
  openDialog(
    { title: 'Share this room', name: 'share' },
    h(
      'p',
      {},
      'Whoever has this link can come in, read, and write: ',
      h('bdi', { class: 'strong' }, room),
      '.',
    ),
    picture,
    h('div', { class: 'field' }, h('label', { for: 'share-link' }, 'Link'), field),
    h('div', { class: 'actions' }, copy, shareButton(room, link, said)),
    said,
  )
  // What draws the picture comes when it is wanted.
  import('./qr.ts').then(
    ({ qrCode }) => {
      try {
        picture.append(qrCode(link, 'QR code of the link to this room'))
      } catch {
        picture.append(h('p', { class: 'help' }, 'The link is too long for a QR code.'))
      }
    },
    () => picture.append(h('p', { class: 'help' }, 'The QR code could not be loaded.')),
  )
}

/** Browsers keep the clipboard from pages that came over plain HTTP; the older way needs a selection. */
async function copied(field: HTMLInputElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(field.value)
    return 'Copied.'
  } catch {
    field.select()
    return 'Not copied: the browser does not allow it. The link is selected, copy it by hand.'
  }
}

/** Only where the system has somebody to hand it to. */
function shareButton(room: string, link: string, said: HTMLElement): HTMLElement | false {
  if (!('share' in navigator)) return false
  const share = (): void => {
    navigator.share({ title: `${room} · Ghost Chat`, url: link }).catch((error: unknown) => {
      // Whoever closes the system's own list has changed their mind; nothing went wrong.
      if (error instanceof DOMException && error.name === 'AbortError') return
      said.textContent = 'The system did not take the link. Copy it instead.'
    })
  }
  return button(
    { class: 'secondary', 'data-testid': 'system-share' },
    share,
    icon('share'),
    'Hand it to an app',
  )
}
