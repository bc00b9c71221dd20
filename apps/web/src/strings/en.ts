/**
 * Every word that the page shows around the room, in English, by the view that says it. A text with something in it is a
 * function of that: other languages order and inflect it their own way. The room itself is the element's.
 */

/** What stands within a sentence: a text, or an element that shows one. */
type Part = string | Node

export const en = {
  page: {
    name: 'Ghost Chat',
    description: 'Chat rooms that exist only while people are in them. Peer to peer, signed, stored nowhere.',
    noScript: 'Ghost Chat needs JavaScript.',
    /** The window's title. */
    title: (room: string, unread: number) => {
      const place = room === '' ? 'Ghost Chat' : `${room} · Ghost Chat`
      return room === '' || unread === 0 ? place : `(${unread > 99 ? '99+' : unread}) ${place}`
    },
  },
  offline: {
    offline: 'You’re offline. Reconnects automatically.',
  },
  notFound: {
    title: 'There’s no such page',
    words: 'Check the address. A link to a room has a # in it, as in ',
    example: '#/lobby',
    door: 'Go to Ghost Chat',
  },
  landing: {
    claim: 'Chat rooms that exist only while people are in them.',
    room: 'Room',
    help: 'Anyone with the link or the name can join. No account needed.',
    inSpace: (space: Part): readonly Part[] => [' You’ll join it in the space ', space, '.'],
    guessable: 'Strangers could guess this name and find the room. The names we suggest can’t be guessed.',
    another: 'Suggest another name',
    open: 'Open room',
    lobby: 'or try the public lobby',
    settings: 'Settings',
    facts: [
      [
        'Peer to peer',
        'Messages go straight between people. The relay only connects them and stores nothing.',
      ],
      ['Signed', 'Every message is signed, so nobody can write in your name.'],
      ['Ephemeral', 'When the last person leaves, the conversation is gone.'],
    ],
  },
  names: {
    empty: 'Enter a room name.',
    tooLong: (most: number, length: number) =>
      `Names can have up to ${most} characters. This one has ${length}.`,
    unreadable: 'Remove the invisible character from the name.',
    blankEnd: 'Remove the space at the start or end.',
    blank: 'This name has no visible characters.',
  },
  relay: {
    empty: 'Enter a relay address, such as https://relay.example.',
    tooLong: 'That’s too long for a relay address.',
    multiaddr: 'A multiaddr looks like /dns4/relay.example/tcp/443/tls/ws/p2p/….',
    scheme: 'Start with https:// or http://. A multiaddr starts with a slash.',
    credentials: 'Remove the user name and password from the address.',
    insecure: 'This page uses https, so its relay must too.',
    badLink: (fault: string) => `This link has a bad relay address, so the room can’t be opened. ${fault}`,
  },
  room: {
    opening: 'Opening the room…',
    partMissing: 'Part of the page didn’t load.',
    partMissingOffline: 'Part of the page hasn’t loaded yet, and you’re offline.',
    reload: 'Reload',
    leave: 'Leave',
    share: 'Share this room',
    settings: 'Settings',
    more: 'More',
  },
  menu: {
    title: 'Menu',
  },
  leaving: {
    title: 'End the conversation?',
    words: 'You’re the last one here. Leave and the conversation is gone.',
    leave: 'Leave',
    stay: 'Stay',
  },
  strangeRelay: {
    words: (hosts: Part): readonly Part[] => [
      'This link uses ',
      hosts,
      ', which isn’t your relay. You’re reading as a guest. It doesn’t get your key or your name.',
    ],
    take: 'Use it in this tab',
    own: 'Use mine instead',
  },
  dialog: {
    close: (title: string) => `Close: ${title}`,
  },
  share: {
    title: 'Share this room',
    words: (room: Part): readonly Part[] => ['Anyone with this link can join ', room, '.'],
    link: 'Link',
    copy: 'Copy link',
    copied: 'Copied',
    notCopied: 'Your browser blocked copying. The link is selected: copy it yourself.',
    system: 'Share…',
    systemFailed: 'Sharing didn’t work. Copy the link instead.',
    picture: 'QR code of the link to this room',
    pictureTooLong: 'This link is too long for a QR code.',
    pictureFailed: 'Couldn’t load the QR code.',
  },
  settings: {
    title: 'Settings',
    you: 'You',
    nickname: 'Nickname',
    nicknameHelp: 'Shown next to a short code, because names aren’t unique.',
    appearance: 'Appearance',
    theme: 'Theme',
    themes: { auto: 'System', light: 'Light', dark: 'Dark' },
    sound: 'Sound for new messages',
    relay: 'Relay',
    customRelay: 'Custom relay',
    relayHelp: 'You can only meet people on the same relay. Your invite links include it. ',
    relayOfLink: 'While the link you followed names one, that one is used. ',
    noRelay: 'No relay is in use.',
    relayInUse: (address: Part, from: 'address' | 'settings' | 'page' | 'host'): readonly Part[] => {
      const origins = {
        address: 'from the link you followed',
        settings: 'you chose it',
        page: 'this page’s own',
        host: 'this page’s server',
      }
      return ['In use: ', address, `, ${origins[from]}.`]
    },
    version: (version: string) => `Ghost Chat ${version}`,
  },
  identity: {
    title: 'Who you are',
    guest: 'Guest',
    guestHelp: 'A new identity in each room. Gone when you close the tab.',
    stored: 'This browser',
    storedHelp: 'Same identity every time, on this device only.',
    key: 'Portable key',
    keyHelp: 'A secret text you can use on any device.',
    wallet: 'Wallet',
    walletHelp: 'Others see your account next to your messages. Your wallet proves that it’s yours.',
    use: 'Use this identity',
    cancel: 'Cancel',
    /** What the choice means, by where the person is. */
    meansAtDoor: 'You’ll join rooms as this person.',
    meansReading: 'You’ll join this room right away.',
    meansSpeaking: 'You’ll leave the room and come back as someone new. Your private messages here go away.',
    meansLast: 'You’re the last one here, so the conversation goes away too.',
    own: (did: Part): readonly Part[] => ['Your full code here: ', did],
    noStore:
      'This browser can’t store a key: its storage is off, or this page doesn’t use https. ' +
      'Stay a guest, or use a portable key.',
    notStored:
      'This browser can’t store anything for this page. Your identity is gone when you close or reload it.',
    insecure: 'You can only make a key on a page that uses https.',
    deleteKey: 'Delete this key',
    deleteTitle: 'Delete this key?',
    deleteWords: 'You can’t get it back, so you can’t be this person again.',
    deleteFailed: 'Couldn’t delete the key. Clear this site’s data in your browser instead.',
  },
  key: {
    help:
      'Keep it like a password: anyone with it can write as you. You get a different identity in each app, ' +
      'so they can’t be linked.',
    own: 'Your key',
    show: 'Show',
    copy: 'Copy',
    copied: 'Copied',
    pasteIt: 'Paste it into your password manager.',
    notCopied: 'Your browser blocked copying. Save it as a file instead.',
    save: 'Save as a file',
    saveFirst: 'Save it before you go: copy it, or save it as a file.',
    keep: 'Remember it in this browser',
    keepHelp: 'Otherwise it’s gone when you close the tab. Anyone using this browser could read it.',
    notKept: 'This browser can’t store anything for this page.',
    import: 'Import a key',
    paste: 'Paste it',
    file: 'Or choose its file',
    incomplete: 'That isn’t a complete key. Check that you copied all of it.',
    fileTooLong: 'That file is too long to be a key.',
    fileUnreadable: 'Couldn’t read the file.',
    /** What the saved file says above the key. */
    fileHead: [
      'This is your Ghost Chat key. Keep it like a password: anyone with it can write as you.',
      'To use it on another device, open Settings there and import this file.',
    ],
    unsavedTitle: 'Close without saving your key?',
    unsavedWords: 'You haven’t saved your key. When you close the tab, you can’t be this person again.',
    closeAnyway: 'Close anyway',
    goBack: 'Go back and save it',
  },
  wallets: {
    holds: (name: Part): readonly Part[] => [
      name,
      ' asks you once when you join a room. This lasts until you close or reload the page.',
    ],
    which: 'Which wallet',
    note: 'It signs once so that this page can write in its name. That costs nothing.',
    none: 'No wallet found. Install one, then reload this page.',
    failed: 'Couldn’t look for wallets. Try again.',
  },
}
