/**
 * Times in English, as the interface is, with the reader's own 12 or 24 hours. Nothing here changes while time goes by:
 * a message says at what time it was written, and how long ago that was stands in its tooltip.
 */
import { strings } from '../../strings/strings.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The English of the reader, where theirs is one: days stand before months in most of them. */
const LOCALE = /^en(?:-|$)/i.test(navigator.language) ? navigator.language : 'en'
const { hourCycle = 'h23' } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions()
const HOURS = { hourCycle, hour: hourCycle === 'h23' ? '2-digit' : 'numeric', minute: '2-digit' } as const
const LONG_DATE = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const

const clock = new Intl.DateTimeFormat(LOCALE, HOURS)
const full = new Intl.DateTimeFormat(LOCALE, { ...LONG_DATE, ...HOURS, second: '2-digit' })
const nearDay = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' })
const farDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long' })
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' })

/** "14:05", or "2:05 PM" where the reader's clock has 12 hours. */
export function clockTime(date: Date): string {
  return isValid(date) ? clock.format(date) : ''
}

export function fullTime(date: Date): string {
  return isValid(date) ? full.format(date) : ''
}

/** "5 minutes ago", and the whole date. */
export function tooltipTime(date: Date, now: number): string {
  return isValid(date) ? strings.time.tooltip(relativeTime(date, now), fullTime(date)) : ''
}

function relativeTime(date: Date, now: number): string {
  const age = now - date.getTime()
  // A sender's clock may be ahead.
  if (age < MINUTE_MS) return strings.time.justNow
  if (age < HOUR_MS) return ago.format(-Math.floor(age / MINUTE_MS), 'minute')
  if (age < DAY_MS) return ago.format(-Math.floor(age / HOUR_MS), 'hour')
  return ago.format(dayOf(date) - dayOf(new Date(now)), 'day')
}

/** For a `time` element. */
export function machineTime(date: Date): string {
  return isValid(date) ? date.toISOString() : ''
}

/** Days since 1970 in the reader's time zone: the same for all times of one day. */
export function dayOf(date: Date): number {
  if (!isValid(date)) return 0
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS)
}

/** Milliseconds until the next day begins in the reader's time zone. */
export function untilTomorrow(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime()
}

/** "Today", "Yesterday", or the date. */
export function dayName(date: Date, now: Date): string {
  if (!isValid(date)) return ''
  const days = dayOf(now) - dayOf(date)
  if (days === 0 || days === 1) return capitalised(ago.format(-days, 'day'))
  return (date.getFullYear() === now.getFullYear() ? nearDay : farDay).format(date)
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}
