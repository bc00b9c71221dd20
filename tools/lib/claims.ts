/** What a claim's check found. */
export interface Finding {
  ok: boolean
  /** What to show when it fails: the whole story, since nothing else is printed. */
  output: string
  /** One short figure to show when it holds, such as a size or a count. */
  note?: string
}

/** One step of `npm run check`: a sentence that is true of the code, and how to see whether it is. */
export interface Claim {
  says: string
  check: () => Promise<Finding>
}

export interface Tally {
  passed: number
  failed: number
}

/**
 * Checks every claim, also after one has failed: a person who mends three things at once needs to hear of all
 * three.
 */
export async function checkClaims(claims: readonly Claim[], print: (line: string) => void): Promise<Tally> {
  const tally = { passed: 0, failed: 0 }
  for (const claim of claims) {
    const start = performance.now()
    const { ok, output, note } = await found(claim)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    tally[ok ? 'passed' : 'failed']++
    print(
      `${ok ? 'ok  ' : 'FAIL'}  ${claim.says}${ok && note !== undefined ? `: ${note}` : ''} (${seconds} s)`,
    )
    if (!ok) print(output.trimEnd().replace(/^/gm, '      '))
  }
  return tally
}

async function found(claim: Claim): Promise<Finding> {
  try {
    return await claim.check()
  } catch (error) {
    return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** The closing line of tests and checks alike. */
export function tallyLine({ passed, failed }: Tally, skipped = 0): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
