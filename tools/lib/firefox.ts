import { canInstallPackages, installPackage, isExecutable, placesOnPath, programIn } from './machine.ts'

// Debian's name, and everybody else's. Nightly and the developer edition know other names, and are not looked for.
const commands = ['firefox-esr', 'firefox']
const macApps = ['/Applications/Firefox.app/Contents/MacOS/firefox']

/** Where to look, so that tests can describe another machine. */
export interface Machine {
  env: NodeJS.ProcessEnv
  isExecutable: (path: string) => boolean
}

/**
 * Finds a stock Firefox, not Playwright's own build: `FIREFOX_PATH` first, then PATH, then the usual macOS
 * place.
 *
 * @throws Error where `FIREFOX_PATH` is set and is no program
 */
export function findFirefox(machine: Machine = { env: process.env, isExecutable }): string | undefined {
  const { env } = machine
  return (
    programIn(env, 'FIREFOX_PATH', machine.isExecutable) ??
    [...placesOnPath(env, commands), ...macApps].find(machine.isExecutable)
  )
}

/** Installs Debian's Firefox where this process may, and says where it is; `undefined` where that did not work. */
export async function installFirefox(say: (line: string) => void): Promise<string | undefined> {
  if (!(await canInstallPackages())) return undefined
  say('No Firefox here. Installing it with apt-get …')
  await installPackage('firefox-esr')
  return findFirefox()
}

export const howToGetFirefox = `The tests of the browser matrix drive Firefox too, and none was found or could be installed.
They will fail. Do one of these and run them again:
  - Debian:    sudo apt-get install firefox-esr
  - anywhere:  install it from https://www.mozilla.org/firefox
  - have one:  FIREFOX_PATH=/path/to/firefox npm test`
