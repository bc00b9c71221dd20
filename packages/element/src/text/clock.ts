/** A clock that is not believed, in words. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365.25 * DAY

/**
 * What a person can do about a clock whose time and the others' are far apart. It asks the person to look first: the
 * relay may be the one that is wrong.
 * @param offset milliseconds that were to be added to the device's clock
 */
export function clockDoubtWords(offset: number): string {
  const way = offset > 0 ? 'behind' : 'ahead'
  return `Your device’s clock seems to be about ${duration(Math.abs(offset))} ${way}. If so, set it to talk here.`
}

/** In the greatest unit of which there are two or more. */
function duration(milliseconds: number): string {
  if (milliseconds >= 2 * YEAR) return `${Math.round(milliseconds / YEAR)} years`
  if (milliseconds >= 2 * DAY) return `${Math.round(milliseconds / DAY)} days`
  if (milliseconds >= 2 * HOUR) return `${Math.round(milliseconds / HOUR)} hours`
  return `${Math.round(milliseconds / MINUTE)} minutes`
}
