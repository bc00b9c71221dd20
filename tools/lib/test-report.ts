import type { Tally } from './claims.ts'

/** The parts that we count of the report that vitest's JSON reporter writes. */
export interface TestReport {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[]
}

export interface TestTally extends Tally {
  skipped: number
}

/**
 * Counts tests as a person would. A file that fails before its tests are known (a wrong import, a hook that
 * throws) is one failure, where vitest counts no failed test at all; and so is an error outside any test.
 */
export function tallyTests(report: TestReport | undefined, exitCode: number): TestTally {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  const unexplained = failed === 0 && (exitCode !== 0 || report.numPassedTests === 0)
  return {
    passed: report.numPassedTests,
    failed: unexplained ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
