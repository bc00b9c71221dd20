/** Times as the reader's own language writes them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

export function clockTime(date: Date): string {
  return isValid(date) ? clock.format(date) : ''
}

export function fullTime(date: Date): string {
  return isValid(date) ? full.format(date) : ''
}

/** For a `time` element. */
export function machineTime(date: Date): string | undefined {
  return isValid(date) ? date.toISOString() : undefined
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}
