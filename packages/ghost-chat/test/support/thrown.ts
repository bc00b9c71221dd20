import { GhostChatError } from '../../src/errors.ts'

/** The code that a call throws; `undefined` if it throws nothing. Any other error fails the test. */
export function thrownCode(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (error instanceof GhostChatError) return error.code
    throw error
  }
}

/** The same for a promise. */
export async function rejectedCode(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    if (error instanceof GhostChatError) return error.code
    throw error
  }
}
