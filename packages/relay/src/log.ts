/**
 * Logging: codes, sizes and counts, never a frame, a room's name or an address. A relay's log must not tell
 * who was where.
 */
export type LogFields = Readonly<Record<string, string | number | boolean>>

/** Takes one event. Must not throw. */
export type Log = (event: string, fields?: LogFields) => void

export const silent: Log = () => undefined

/** Writes one JSON object per line, through `write`. */
export function jsonLog(write: (line: string) => void): Log {
  return (event, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`)
  }
}
