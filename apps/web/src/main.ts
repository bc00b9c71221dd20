/**
 * The page: at the door or in a room, as its address says. Draws first, then fetches the library.
 */
import { hashOf, placeOf, type Place } from './route.ts'
import { fetchLibrary, openAhead } from './spaces.ts'
import { cleanName } from './text/names.ts'
import { forgetful } from './forgetful.ts'
import { focusLanding, landing } from './views/landing.ts'
import { roomView, type RoomView } from './views/room.ts'

const root = document.getElementById('app') ?? document.body
/** Unset until the person has come in once: an address alone opens the door, it does not push anyone through. */
const nickname = forgetful('ghost-chat-nickname')
const drafts = new Map<string, string>()
let room: RoomView | undefined

function show(error?: string): void {
  room?.destroy()
  room = undefined
  const place = placeOf(location.hash)
  if (place.room === '' || nickname.get() === undefined) showDoor(place, error)
  else enter(place)
}

function showDoor(place: Place, error?: string): void {
  document.title = 'Ghost Chat'
  const view = landing({
    place,
    name: nickname.get() ?? '',
    error,
    onApproach: () => openAhead(place.space),
    onJoin: join,
  })
  root.replaceChildren(view)
  focusLanding(view)
}

function join(place: Place, name: string): void {
  nickname.set(cleanName(name) ?? '')
  const hash = hashOf(place)
  // Where the address is there already nothing would happen by itself.
  if (location.hash === hash) show()
  else location.hash = hash
}

function enter(place: Place): void {
  const key = hashOf(place)
  const view = roomView({
    place,
    name: cleanName(nickname.get()),
    draft: drafts.get(key) ?? '',
    onDraft: (text) => drafts.set(key, text),
    onLeave: () => {
      history.pushState(null, '', '#/')
      leaveTo(place)
    },
    onRefused: (reason) => {
      history.replaceState(null, '', '#/')
      leaveTo(place, reason)
    },
  })
  room = view
  root.replaceChildren(view.element)
  view.focus()
}

function leaveTo(place: Place, error?: string): void {
  room?.destroy()
  room = undefined
  showDoor(place, error)
}

window.addEventListener('hashchange', () => show())
// The others should see at once that the page has gone.
window.addEventListener('pagehide', () => {
  room?.destroy()
  room = undefined
})
// A page that the browser kept and brings back has left its room and joins it again.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) show()
})

show()
fetchLibrary()
