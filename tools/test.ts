// `npm test`: finds or installs the browsers, then runs the tests.
// `npm test -- packages/ghost-chat/test/wire` runs only the files whose path holds that.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, howToGetChromium, installChromium } from './lib/chromium.ts'
import { tallyLine } from './lib/claims.ts'
import { findFirefox, howToGetFirefox, installFirefox } from './lib/firefox.ts'
import { tallyTests, type TestReport } from './lib/test-report.ts'
import { binOf, root } from './lib/workspace.ts'

export async function main(args: readonly string[]): Promise<number> {
  const chromium = await found(async () => (await findChromium()) ?? installChromium(console.log))
  if (chromium === undefined) {
    console.error(howToGetChromium)
    console.log(tallyLine({ passed: 0, failed: 1 }))
    return 1
  }
  // Only the browser matrix needs it, and that fails with clear words.
  const firefox = await found(async () => findFirefox() ?? installFirefox(console.log))
  if (firefox === undefined) console.error(howToGetFirefox)
  console.log(`Browsers: ${chromium}, ${firefox ?? 'no Firefox'}`)

  const reportPath = join(root, '.cache', `tests-${process.pid}.json`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  const exitCode = await vitest([...args, '--reporter=json', `--outputFile.json=${reportPath}`], {
    GHOST_CHROMIUM: chromium,
    GHOST_FIREFOX: firefox ?? '',
  })
  const tally = tallyTests(readReport(reportPath), exitCode)
  console.log(tallyLine(tally, tally.skipped))
  return tally.failed === 0 ? 0 : 1
}

async function found(find: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await find()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}

/** Runs vitest in the foreground, so that its colours and its progress are those of this terminal. */
function vitest(args: readonly string[], browsers: Readonly<Record<string, string>>): Promise<number> {
  // In a log without a terminal the default reporter is silent until the end of each file; that is progress enough.
  const child = spawn(process.execPath, [binOf('vitest'), 'run', '--reporter=default', ...args], {
    cwd: root,
    env: { ...process.env, ...browsers },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve) => {
    child.on('error', () => {
      resolve(1)
    })
    child.on('close', (code) => {
      resolve(code ?? 1)
    })
  })
}

function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport
  } catch {
    return undefined // vitest died before it could write one.
  } finally {
    rmSync(path, { force: true })
  }
}
