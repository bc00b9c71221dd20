/**
 * Every word that the element shows or a screen reader reads out, in English, by the part of the interface that says
 * it. A text with something in it is a function of that: other languages order and inflect it their own way.
 */
/** `count` things, in words: the first where there is one. */
const plural = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

export const en = {
  connection: {
    connecting: 'Connecting…',
    connected: 'Connected',
    reconnecting: 'Reconnecting…',
    refused: 'Couldn’t join',
    lost: 'Connection lost. Reconnecting… Your messages will be sent when you’re back.',
    /** `why`: a sentence of `failure`. */
    lostBecause: (why: string) =>
      `Connection lost. Reconnecting… Your messages will be sent when you’re back. ${why}`,
    slow: 'Still connecting…',
    retrying: (seconds: number) => `Retrying in ${seconds} s.`,
    tryingAgain: 'Trying again…',
    tryNow: 'Try now',
  },
  header: {
    chat: 'Chat',
    chatRoom: (room: string) => `Chat room ${room}`,
    connection: 'Connection details',
    /** In place of how the room is connected: the browser says that it has no network. */
    offline: 'You’re offline',
    noRoom: 'Not in a room',
    people: (count: number) => (count === 1 ? 'People: 1, just you' : `People: ${count} here`),
    peopleTitle: 'People',
    justYou: 'Just you',
    /** After the number of people. */
    here: 'here',
    sound: 'Sound for new messages',
    soundOn: 'Sound is on',
    soundOff: 'Sound is off',
    close: 'Close the chat',
    closeTitle: 'Close (Esc)',
  },
  people: {
    title: 'People',
    label: 'People in the room',
    online: 'People online',
    close: 'Close the list of people',
    search: 'Search people',
    noMatch: 'Nobody matches that.',
    nobodyElse: 'Nobody else is here yet.',
    more: (count: number) => `And ${count} more. Search to find them.`,
    you: 'you',
    blocked: 'blocked',
    accountNotProven: 'account not proven',
    sessions: (count: number) => `${count} sessions`,
    direct: 'direct',
    relayed: 'via relay',
    /** Others who read and have not joined to write. */
    readers: (count: number) => (count === 1 ? '1 person is reading' : `${count} people are reading`),
    youRead: 'You’re reading',
    youAndReaders: (others: number) =>
      others === 1 ? 'You and 1 other are reading' : `You and ${others} others are reading`,
    names: 'Names aren’t unique. The code after a name shows who it really is.',
  },
  names: {
    nameless: 'Guest',
    account: (account: string) => `Wallet account ${account}, proven`,
    accountBy: (account: string, site: string) => `Wallet account ${account}, proven by ${site}`,
    by: (site: string) => `by ${site}`,
    unknownSite: 'an unknown site',
    shared: 'shared name',
    sharedHelp: 'Someone else uses this name too, or did while you were here. Their cards show their keys.',
  },
  card: {
    you: 'This is you.',
    gone: 'No longer here.',
    here: 'In the room.',
    direct: 'Direct connection.',
    directPing: (ms: number) => `Direct connection, ${ms} ms.`,
    relayed: 'Connected via relay.',
    relayedPing: (ms: number) => `Connected via relay, ${ms} ms.`,
    message: 'Message privately',
    block: 'Block',
    unblock: 'Unblock',
    blockHelp: 'You won’t see their messages. They won’t know.',
    blockedHelp: 'You don’t see their messages. They don’t know.',
    key: 'Key',
    copyKey: 'Copy key',
    account: 'Wallet account, proven',
    accountNotProven: 'Wallet account, claimed but not proven',
    by: 'by',
    namesakes: 'Someone else uses this name too, or did while you were here. Compare the full keys:',
    yourName: 'Your name',
    rename: 'Change',
  },
  panel: {
    title: 'Connection',
    noRoom: 'This chat has no room.',
    connecting: 'Finding out who is here…',
    relayed:
      'The relay passes on your messages and stores nothing. Your browser keeps trying to connect directly.',
    direct: 'Your messages go straight to other people’s devices.',
    offline: 'You can’t send or receive right now. Reconnecting…',
    directTo: (direct: number, people: number) =>
      `Direct to ${direct} of ${people} ${people === 1 ? 'person' : 'people'}.`,
    nobody: 'Nobody else is connected right now.',
    person: 'Person',
    route: 'Route',
    ping: 'Ping',
    pathDirect: 'direct',
    pathRelayed: 'via relay',
    ms: (ms: number) => `${ms} ms`,
    notMeasured: 'not measured',
    more: (count: number) => `And ${count} more.`,
    you: 'You',
    reading: 'reading, without a name',
    relay: 'Relay',
    relayOfApp: 'set by the app',
    clock: 'Clock',
    clockUnknown: 'not compared yet',
    clockOwn: 'your device’s own, not compared yet',
    clockInSync: 'in sync',
    /** `by`: an amount of time with its unit. */
    clockSet: (forward: boolean, by: string, source: 'relay' | 'members') =>
      `set ${forward ? 'forward' : 'back'} by ${by} to match ${source === 'relay' ? 'the relay' : 'the others'}`,
    seconds: (seconds: string) => `${seconds} s`,
  },
  clock: {
    doubt: (duration: string, behind: boolean) =>
      `Your device’s clock seems to be about ${duration} ${behind ? 'behind' : 'ahead'}. If so, set it to talk here.`,
    years: (count: number) => `${count} years`,
    days: (count: number) => `${count} days`,
    hours: (count: number) => `${count} hours`,
    minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  },
  signIn: {
    title: 'What should we call you?',
    intro: 'Your messages are signed so that nobody can pose as you.',
    nickname: 'Nickname',
    optional: 'optional',
    nicknameHelp: 'Others also see a short code, such as 1s867W.',
    guest: 'Join as guest',
    /** How long a guest remains the same one. */
    guestOfPage: 'until you close this page',
    guestOfTab: 'until you close this tab',
    orWallet: 'or with a wallet',
    looking: 'Looking for wallets…',
    walletsUnknown: 'Couldn’t look for wallets: part of the page didn’t load.',
    noWallet: 'No wallet found. Installed wallets show up here.',
    walletSigns: 'You sign one readable message. It moves no funds and costs nothing.',
    confirmInWallet: 'Confirm in your wallet.',
    oneMoment: 'One moment…',
    cancel: 'Cancel',
  },
  dialog: {
    close: 'Close',
    closeTitle: 'Close (Esc)',
  },
  copying: {
    copied: 'Copied',
    failed: 'Couldn’t copy. Select the text and copy it by hand.',
  },
  popup: {
    open: (room: string) => `Open the chat ${room}`,
    openUnread: (room: string, unread: number) => `Open the chat ${room}, ${unread} unread`,
    openPrivate: (room: string, unread: number, direct: number) =>
      `Open the chat ${room}, ${unread} unread, ${direct} of them private`,
    close: (room: string) => `Close the chat ${room}`,
    /** In so small a place no more is counted. */
    many: (most: number) => `${most}+`,
  },
  empty: {
    noSpaceOrRoom: 'This chat isn’t set up yet: it needs a space and a room.',
    noSpace: 'This chat isn’t set up yet: it needs a space.',
    noRoom: 'This chat isn’t set up yet: it needs a room.',
    first: 'You’re the first one here',
    onlyTitle: 'You’re the only one here',
    only: 'You’re the only one here.',
    kept: 'Messages exist only while people are here.',
    invite: 'Send people the link or let them scan the code. Messages exist only while people are here.',
    copyLink: 'Copy invite link',
    link: 'Invite link',
    qr: 'QR code of the invite link',
  },
  blocked: {
    /** Before the person's name. */
    youBlocked: 'You blocked',
    undo: 'Undo',
    dismiss: 'Dismiss',
  },
  talk: {
    reading: 'You’re reading. Nothing is saved: messages exist only while people are here.',
    /** `people`: how many are in the room, you included. */
    joined: (people: number) =>
      people > 1 ? `You joined · ${number(people)} people here` : 'You joined the room.',
    /** `names`: some of them, each isolated from the direction of the text around it; `guests`: those without a name. */
    came: (names: readonly string[], guests: number, others: number) =>
      `${list(names, guests, others)} joined`,
    went: (names: readonly string[], guests: number, others: number) => `${list(names, guests, others)} left`,
  },
  earlier: {
    none: 'No earlier messages.',
    failed: 'Couldn’t load earlier messages.',
  },
  composer: {
    emoji: 'Emoji',
    emojiAbsent: 'The emoji didn’t load. Try again later.',
    send: 'Send',
    sendKey: 'Send (Enter)',
    message: 'Message',
    messageIn: (room: string) => `Message #${room}`,
    messageTo: (name: string) => `Message ${name} privately`,
    onlySees: <Name>(name: Name): readonly (Name | string)[] => ['Only ', name, ' sees what you write'],
    replyTo: <Name>(name: Name): readonly (Name | string)[] => ['Reply to ', name],
    yourself: 'yourself',
    backToEveryone: 'Back to everyone',
    cancelReply: 'Cancel reply',
    withEscape: (words: string) => `${words} (Esc)`,
    left: (characters: number) =>
      characters === 1 ? '1 character left' : `${number(characters)} characters left`,
    tooLong: (characters: number) =>
      `Too long: remove about ${characters === 1 ? '1 character' : `${number(characters)} characters`}`,
    noPictures: 'Pictures can’t be sent here yet.',
    noFiles: 'Files can’t be sent here yet.',
    closed: 'You can’t write here now.',
  },
  messages: {
    conversation: 'Conversation',
    list: 'Messages',
    you: 'You',
    unread: 'New',
    toNewest: 'Go to the newest message',
    newMessages: (count: number) => (count === 1 ? '1 new message' : `${number(count)} new messages`),
    loadEarlier: 'Load earlier messages',
    loading: 'Loading…',
    loadingEarlier: 'Loading earlier messages…',
    tryAgain: 'Try again',
    sent: 'Sent',
    sending: 'Sending…',
    failed: 'not sent',
    unseenMark: 'Nobody has seen this yet',
    unseen: 'Nobody has seen this yet. People who join while you’re here will.',
    retry: 'Retry',
    edit: 'Edit',
    delete: 'Delete',
    private: 'Private message',
    onlyYouAnd: <Name>(name: Name): readonly (Name | string)[] => ['Only you and ', name, ' see this'],
    missing: 'A message before this one is missing',
    missingMore: 'The sender wrote something just before this. It never arrived, and nobody here has it.',
    twoFaced: 'The sender sent others something different',
    twoFacedMore: 'The sender signed another message in place of this one.',
    reply: 'Reply (R)',
    replyTo: (name: string) => `Reply to ${name}`,
    replyToYou: 'Reply to yourself',
    answers: 'Reply to',
    answersAbsent: 'Reply to a message that isn’t here',
    showAnswered: 'Show this message',
    nothingVisible: 'This message has nothing to see',
    showAll: 'Show all',
    showLess: 'Show less',
    typing: (names: readonly string[]) => {
      const [first, second] = names
      if (first === undefined || names.length > 2) return 'Several people are typing…'
      return second === undefined ? `${first} is typing…` : `${first} and ${second} are typing…`
    },
    /** One message for a person who hears it. `who` says it, to `to` alone where that is given, as `state` tells. */
    label: (who: string, to: string | undefined, text: string, state: string) =>
      `${who}${to === undefined ? '' : ` privately to ${to}`}: ${text}, ${state}`,
    toYou: 'you',
    /** Beside the name of an author who is not in the room any more. */
    gone: 'left',
  },
  announce: {
    said: (who: string, text: string) => `${who}: ${text}`,
    more: (count: number) => (count === 1 ? '1 more message' : `${number(count)} more messages`),
  },
  emoji: {
    picker: 'Emoji',
    search: 'Search emoji',
    searchHint: 'Search',
    groups: 'Kinds of emoji',
    recent: 'recently used',
    found: 'Search results',
    none: 'No emoji found',
  },
  time: {
    justNow: 'just now',
    /** `relative` as in "5 minutes ago"; `full` is the date with the time. */
    tooltip: (relative: string, full: string) => `${relative} · ${full}`,
  },
  /** A message of one's own that is not sent yet. */
  waiting: {
    offline: 'Waiting for connection',
    away: 'Waiting for them to answer',
    rate: (seconds: number) => `Goes out in ${seconds} s`,
    edit: 'Edit',
    delete: 'Delete',
    /** Above the composer, for somebody who writes faster than the room allows. */
    pace: (count: number, seconds: number) =>
      `You’re writing fast. ${plural(count, 'message goes', 'messages go')} out in ${seconds} s.`,
  },
  failure: {
    /** Why a message was not sent. */
    send: {
      offline: 'Not sent: there’s no connection.',
      unreachable: 'Not sent: they can’t be reached right now.',
      gone: 'Not sent: they left the room.',
      readOnly: 'Not sent: you’re only reading here.',
      rate: (seconds: number | undefined) =>
        seconds === undefined
          ? 'Not sent: you’re writing very fast. Try again in a moment.'
          : `Not sent: you’re writing very fast. Try again in ${seconds} s.`,
      expired: 'Not sent: there was no connection for ten minutes.',
      full: 'Not sent: too many messages are waiting already.',
      tooLong: 'Not sent: the message is too long.',
      empty: 'Not sent: the message is empty.',
      invalid: 'Not sent: it has characters that can’t be sent.',
      replyGone: 'Not sent: the message you replied to is gone.',
      identity: 'Not sent: your identity couldn’t sign it.',
      left: 'Not sent: you’re no longer in the room.',
      unknown: 'Not sent: something went wrong.',
    },
    /** Why a room could not be joined. */
    join: {
      name: 'This name can’t be used.',
      relayAddress: 'The relay address is wrong.',
      relay: 'Can’t reach the relay.',
      identity: 'Your identity couldn’t sign.',
      keyStore: 'This browser doesn’t let the page keep a key. Join as a guest instead.',
      page: 'Part of the page didn’t load. Reload the page if this stays.',
      unknown: 'Couldn’t join the room.',
    },
    /** `host` names a relay; `why` is a clause of `why`. */
    relay: (host: string, why: string) => `Can’t reach the relay (${host}): ${why}.`,
    relays: (all: readonly (readonly [host: string, why: string])[]) =>
      `Can’t reach any relay. ${all.map(([host, why]) => `${host}: ${why}.`).join(' ')}`,
    why: {
      refused: 'it refuses connections',
      'no-such-host': 'there’s no such host',
      certificate: 'its certificate isn’t trusted',
      tls: 'it doesn’t speak https',
      'not-a-relay': (status: number | undefined) =>
        status === undefined || status === 200 ? 'it isn’t a relay' : `it isn’t a relay (status ${status})`,
      'mixed-content': 'a secure page can’t connect to an http address',
      blocked: 'the security policy of this page doesn’t allow it',
      timeout: 'it doesn’t answer',
      unreachable: 'it doesn’t answer',
    },
    wallet: {
      absent: 'No wallet found in this browser.',
      refused: 'You declined in the wallet. Nothing was signed.',
      locked: 'The wallet is locked or shares no account with this page. Unlock it and try again.',
      chain: 'The wallet is on another chain. Switch it and try again.',
      changed: 'The wallet is on another account now.',
      message: 'The wallet can’t be asked from this page’s address.',
      failed: 'The wallet returned an error. Try again.',
    },
  },
}

const numbers = new Intl.NumberFormat('en')

function number(count: number): string {
  return numbers.format(count)
}

/** "Ann, Bob and 2 guests". */
function list(names: readonly string[], guests: number, others: number): string {
  const all = [...names]
  if (guests > 0) all.push(guests === 1 ? (all.length === 0 ? 'A guest' : 'a guest') : `${guests} guests`)
  if (others > 0) all.push(others === 1 ? '1 other' : `${others} others`)
  const last = all.pop() ?? ''
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`
}
