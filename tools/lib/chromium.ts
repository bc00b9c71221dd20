import { canInstallPackages, installPackage, isExecutable, placesOnPath, programIn } from './machine.ts'
import { runNode } from './run.ts'
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
  isExecutable,
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
 * @throws Error where `CHROMIUM_PATH` is set and is no program
 */
export async function findChromium(machine: Machine = thisMachine): Promise<string | undefined> {
  const { env, playwrights } = machine
  return (
    programIn(env, 'CHROMIUM_PATH', machine.isExecutable) ??
    [...placesOnPath(env, commands), ...macApps].find(machine.isExecutable) ??
    [await playwrights()].find((path) => path !== undefined && machine.isExecutable(path))
  )
}

/** Installs a Chromium as this machine does such things, and says where it is; `undefined` where neither way worked. */
export async function installChromium(say: (line: string) => void): Promise<string | undefined> {
  if (await canInstallPackages()) {
    say('No Chromium here. Installing it with apt-get …')
    await installPackage('chromium')
    const found = await findChromium()
    if (found !== undefined) return found
  }
  say("No Chromium here. Installing Playwright's …")
  await runNode([binOf('playwright-core'), 'install', 'chromium'], { show: true })
  return findChromium()
}

export const howToGetChromium = `The tests drive a real browser, and no Chromium was found or could be installed.
Do one of these and run the tests again:
  - Debian, Ubuntu:  sudo apt-get install chromium
  - anywhere:        npx playwright-core install --with-deps chromium
  - have one:        CHROMIUM_PATH=/path/to/chromium npm test`
