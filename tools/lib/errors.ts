/** The first code in an error and its causes that the system itself gave, such as EADDRINUSE. */
export function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z]+$/.test(at.code)) return at.code
    if (at instanceof AggregateError) return codeOf(at.errors[0])
  }
  return undefined
}
