import { expect, test } from 'vitest'
import { tallyTests, type TestReport } from '../../tools/lib/test-report.ts'

const report = (given: Partial<TestReport>): TestReport => ({
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...given,
})

test('passed, failed and skipped tests are counted, and todo is skipped', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }]
  const given = report({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults,
  })
  expect(tallyTests(given, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
})

test('a file that fails before its tests are known is one failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ]
  expect(tallyTests(report({ numPassedTests: 1, testResults }), 1)).toMatchObject({ passed: 1, failed: 1 })
})

test('an error outside every test is one failure', () => {
  expect(tallyTests(report({ numPassedTests: 7 }), 1)).toMatchObject({ passed: 7, failed: 1 })
})

test('a run of no test has failed', () => {
  expect(tallyTests(report({}), 0)).toMatchObject({ passed: 0, failed: 1 })
})

test('a run that left no report has failed', () => {
  expect(tallyTests(undefined, 0)).toMatchObject({ passed: 0, failed: 1 })
})
