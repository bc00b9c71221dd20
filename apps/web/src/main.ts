/**
 * The page: at the door or in a room, as its address says. Draws first, then fetches the element and the library.
 */
import { h } from './dom.ts'
import { fetchAhead, fetchNetwork } from './element.ts'
import { guestIn, type RoomGuest } from './guests.ts'
import { keepForOffline } from './installed.ts'
import { wear } from './look.ts'
import { nameFault } from './names.ts'
import { prefer, preferences } from './preferences.ts'
import {
  chooseRelay,
  linkTo,
  relayFault,
  relayInAddress,
  strangeRelays,
  takeRelays,
  withoutRelay,
} from './relay.ts'
import { hashOf, placeOf, type Place } from './route.ts'
import { strings } from './strings/strings.ts'
import { closeDialog } from './views/dialog.ts'
import { focusLanding, landing } from './views/landing.ts'
import type { Stake } from './views/identity.ts'
import { offlineStrip } from './views/offline.ts'
import { askToLeave, roomView, type RoomSettings, type RoomView } from './views/room.ts'
import { identityOf, who } from './who.ts'

const root = document.getElementById('app') ?? document.body
const stage = h('div', { class: 'stage' })
/** The last room, which keeps what was written in it and not sent. */
let last: RoomView | undefined
let here: Place = placeOf('')
/** The address that is shown. */
let shown: string | undefined

/** `left`: where one just was, to be offered at the door. */
function show(error?: string, left?: Place): void {
  closeDialog()
  shown = location.hash
  here = placeOf(shown)
  if (here.room === '') {
    showDoor(left ?? here, error)
    return
  }
  const fault = nameFault(here.space) ?? nameFault(here.room)
  if (fault === undefined) enter(here)
  else showDoor(here, fault)
}

function showDoor(place: Place, error?: string): void {
  document.title = strings.page.title('', 0)
  window.removeEventListener('beforeunload', beforeUnload)
  const view = landing({ place, error, onEnter: go, onSettings: () => void openSettings() })
  // Whoever comes to the page anew has the focus of the window; whoever was in it must not lose it.
  const isFirst = !stage.hasChildNodes()
  stage.replaceChildren(view)
  focusLanding(view, isFirst)
}

function go(place: Place): void {
  const hash = hashOf(place)
  // Where the address is there already nothing would happen by itself.
  if (location.hash === hash) show()
  else location.hash = hash
}

function enter(place: Place): void {
  fetchNetwork()
  const room = isAt(last, place) ? last : newRoom(place)
  last = room
  document.title = strings.page.title(place.room, 0)
  // Only in rooms: some browsers keep no page that listens to it.
  window.addEventListener('beforeunload', beforeUnload)
  stage.replaceChildren(room.element)
  room.apply()
  room.focus()
}

function isAt(room: RoomView | undefined, place: Place): room is RoomView {
  return room !== undefined && hashOf(room.place) === hashOf(place)
}

function newRoom(place: Place): RoomView {
  return roomView({
    place,
    settings: () => settingsOfRoom(place),
    onLeave: () => void leave(place),
    onRefused(reason) {
      last = undefined
      if (isHere(place)) showDoor(place, reason)
    },
    onUnread: (count) => {
      if (isHere(place)) document.title = strings.page.title(place.room, count)
    },
    // A name given before a stranger's relay is not kept as the person's name.
    onNickname(nickname) {
      if (strange().length === 0) prefer({ nickname })
      guestHere(place).rename(nickname)
    },
    strangeRelays: strange,
    onTakeRelays() {
      takeRelays(strange())
      last?.apply()
    },
    onOwnRelay() {
      history.replaceState(null, '', withoutRelay())
      last = undefined
      show()
    },
    onSound: (sound) => void prefer({ sound }),
    onShare: () => void openShare(place),
    onSettings: () => void openSettings(),
  })
}

const isHere = (place: Place): boolean => hashOf(here) === hashOf(place)

/** The relays of the address that the person has not taken. */
const strange = (): readonly string[] => strangeRelays(preferences().relay)

const guestHere = (place: Place): RoomGuest => guestIn(chooseRelay(preferences().relay).address, place)

async function settingsOfRoom(place: Place): Promise<RoomSettings> {
  const { relay, nickname, theme, sound } = preferences()
  const guest = guestHere(place)
  const asGuest = guest.isKnown ? guest.identity : undefined
  const choice = chooseRelay(relay)
  const invite = linkTo(hashOf(place), choice)
  const common = { relay: choice.address, invite, theme, sound, guestIdentity: guest.identity }
  // Read as a guest of a fresh key and no name: a link's relay is told nothing that another relay knows.
  if (strange().length > 0) return { ...common, nickname: guest.name, identity: asGuest }
  const identity = (await identityOf(await who())) ?? asGuest
  return { ...common, nickname: nickname === '' ? guest.name : nickname, identity }
}

const endsConversation = (): boolean => last?.isLast === true

function beforeUnload(event: BeforeUnloadEvent): void {
  if (endsConversation()) event.preventDefault()
}

async function leave(place: Place): Promise<void> {
  if (endsConversation() && !(await askToLeave())) return
  history.pushState(null, '', '#/')
  show(undefined, place)
}

/** Where the person agreed to go although the conversation ends with that. */
let agreed: string | undefined

/** Another address: by the browser's buttons, by a link, by hand. */
async function moved(): Promise<void> {
  const wanted = location.hash
  if (wanted === shown) return
  if (!endsConversation() || wanted === agreed) {
    agreed = undefined
    show()
    return
  }
  // Back to the room, which was not left, until the person has answered.
  history.pushState(null, '', shown)
  if (!(await askToLeave())) return
  agreed = wanted
  location.hash = wanted
}

async function openShare(place: Place): Promise<void> {
  const { openShare: open } = await import('./views/share.ts')
  open(place.room, linkTo(hashOf(place), chooseRelay(preferences().relay)))
}

function stake(): Stake {
  if (here.room === '' || last?.element.isConnected !== true) return { at: 'door' }
  return last.speaks ? { at: 'speaking', isLast: last.isLast } : { at: 'reading' }
}

async function openSettings(): Promise<void> {
  const [{ openSettings: open }, chosen] = await Promise.all([import('./views/settings.ts'), who()])
  const apply = (): void => {
    wear(preferences().theme)
    if (last?.element.isConnected === true) last.apply()
  }
  open({
    space: here.space,
    who: chosen,
    stake,
    relay: chooseRelay(preferences().relay),
    onChange: apply,
    onBecome: apply,
  })
}

/** A link that names no relay is said to be one, instead of leading to rooms in which nobody is. */
function faultOfAddress(): string | undefined {
  const named = relayInAddress()
  const fault = named === undefined ? undefined : relayFault(named)
  if (fault === undefined) return undefined
  const url = new URL(withoutRelay())
  url.hash = '#/'
  history.replaceState(null, '', url)
  return strings.relay.badLink(fault)
}

// Back and forward are told by either or by both, in no certain order.
for (const event of ['hashchange', 'popstate']) {
  window.addEventListener(event, () => void moved())
}

wear(preferences().theme)
root.replaceChildren(offlineStrip(), stage)
show(faultOfAddress())
fetchAhead()
keepForOffline(last?.settled ?? Promise.resolve())
