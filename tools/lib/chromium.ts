import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { run, runNode } from './run.ts'
import { binOf } from './workspace.ts'

// What Debian, Ubuntu, Fedora, Arch and Google call it.
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const macApps = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where to look, so that tests can describe another machine. */
export interface Machine {
  env: NodeJS.ProcessEnv
  isExecutable: (path: string) => boolean
  /** The browser in Playwright's own cache, whether it is there or not. */
  playwrights: () => Promise<string | undefined>
}

const thisMachine: Machine = {
  env: process.env,
  isExecutable: (path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  },
  playwrights: async () => {
    const { chromium } = await import('playwright-core')
    try {
      return chromium.executablePath()
    } catch {
      return undefined // Playwright has no build for this platform.
    }
  },
}

/**
 * Finds a Chromium: `CHROMIUM_PATH` first, then PATH, then the usual macOS places, then Playwright's cache.
 *
 * @throws Error where `CHROMIUM_PATH` is set and is no program: silently taking another would hide the mistake.
 */
export async function findChromium(machine: Machine = thisMachine): Promise<string | undefined> {
  const { env, isExecutable, playwrights } = machine
  const given = env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') {
    if (!isExecutable(given)) throw new Error(`CHROMIUM_PATH is ${given}, and no program is there`)
    return given
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const onPath = folders.flatMap((folder) => commands.map((command) => join(folder, command)))
  return (
    [...onPath, ...macApps].find(isExecutable) ??
    [await playwrights()].find((path) => path !== undefined && isExecutable(path))
  )
}

/** Installs a Chromium as this machine does such things, and says where it is; `undefined` where neither way worked. */
export async function installChromium(say: (line: string) => void): Promise<string | undefined> {
  if (process.platform === 'linux' && process.getuid?.() === 0 && (await hasAptGet())) {
    say('No Chromium here. Installing it with apt-get …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const updated = await run('apt-get', ['update'], { env, show: true })
    if (updated.code === 0) {
      const install = ['install', '-y', '--no-install-recommends', 'chromium']
      await run('apt-get', install, { env, show: true })
    }
    const found = await findChromium()
    if (found !== undefined) return found
  }
  say("No Chromium here. Installing Playwright's …")
  await runNode([binOf('playwright-core'), 'install', 'chromium'], { show: true })
  return findChromium()
}

async function hasAptGet(): Promise<boolean> {
  return (await run('apt-get', ['--version'])).code === 0
}

export const howToGetChromium = `The tests drive a real browser, and no Chromium was found or could be installed.
Do one of these and run the tests again:
  - Debian, Ubuntu:  sudo apt-get install chromium
  - anywhere:        npx playwright-core install --with-deps chromium
  - have one:        CHROMIUM_PATH=/path/to/chromium npm test`
