/** A clock that is not believed, in words. */
import { strings } from '../strings/strings.ts'

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
  return strings.clock.doubt(duration(Math.abs(offset)), offset > 0)
}

/** In the greatest unit of which there are two or more. */
function duration(milliseconds: number): string {
  if (milliseconds >= 2 * YEAR) return strings.clock.years(Math.round(milliseconds / YEAR))
  if (milliseconds >= 2 * DAY) return strings.clock.days(Math.round(milliseconds / DAY))
  if (milliseconds >= 2 * HOUR) return strings.clock.hours(Math.round(milliseconds / HOUR))
  return strings.clock.minutes(Math.round(milliseconds / MINUTE))
}
