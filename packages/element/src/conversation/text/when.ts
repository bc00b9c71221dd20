/** Times as the reader's own language writes them. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const nearDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const farDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' })
const daysAgo = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** "now", "5 min. ago"; the time of day for what is an hour old, or from a clock that is ahead. */
export function relativeTime(date: Date, now: number): string {
  if (!isValid(date)) return ''
  const age = now - date.getTime()
  if (age >= HOUR_MS || age < -MINUTE_MS) return clock.format(date)
  const minutes = Math.max(0, Math.floor(age / MINUTE_MS))
  // "this minute", which `numeric: auto` makes of 0 minutes, is no answer to "when".
  return minutes === 0 ? ago.format(0, 'second') : ago.format(-minutes, 'minute')
}

export function fullTime(date: Date): string {
  return isValid(date) ? full.format(date) : ''
}

/** For a `time` element. */
export function machineTime(date: Date): string {
  return isValid(date) ? date.toISOString() : ''
}

/** Days since 1970 in the reader's time zone: the same for all times of one day. */
export function dayOf(date: Date): number {
  if (!isValid(date)) return 0
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / (24 * HOUR_MS))
}

/** "Today", "Yesterday", or the date. */
export function dayName(date: Date, now: Date): string {
  if (!isValid(date)) return ''
  const days = dayOf(now) - dayOf(date)
  if (days === 0 || days === 1) return capitalised(daysAgo.format(-days, 'day'))
  return capitalised((date.getFullYear() === now.getFullYear() ? nearDay : farDay).format(date))
}

function capitalised(words: string): string {
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase() + rest.join('')
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}
