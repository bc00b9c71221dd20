/**
 * What every file of vectors is made into: cases with an id, what the file says of each, and what we say.
 */
export interface Case {
  /** As the file names it: a test case's number, a line, an index, a DID. */
  readonly id: string
  /** The file's verdict. */
  readonly valid: boolean
  /** Ours. Throws where two of our own implementations disagree. */
  readonly judge: () => Promise<boolean>
}

export interface Suite {
  /** The file, and what is done with it where that is more than one thing. */
  readonly name: string
  readonly cases: readonly Case[]
}

/** Cases whose verdict of ours is not the file's. */
export async function deviations(suite: Suite): Promise<string[]> {
  const found: string[] = []
  for (const { id, valid, judge } of suite.cases) {
    if ((await judge()) !== valid) found.push(id)
  }
  return found
}
