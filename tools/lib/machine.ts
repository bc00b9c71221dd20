import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { run } from './run.ts'

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where these commands would be on the PATH, in the order in which a shell looks. */
export function placesOnPath(env: NodeJS.ProcessEnv, commands: readonly string[]): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  return folders.flatMap((folder) => commands.map((command) => join(folder, command)))
}

/**
 * The program that a variable names; `undefined` where it names none.
 * @throws Error where it names what is no program: silently taking another would hide the mistake
 */
export function programIn(
  env: NodeJS.ProcessEnv,
  variable: string,
  exists: (path: string) => boolean,
): string | undefined {
  const given = env[variable]
  if (given === undefined || given === '') return undefined
  if (!exists(given)) throw new Error(`${variable} is ${given}, and no program is there`)
  return given
}

/** Whether this process may install packages of Debian's. */
export async function canInstallPackages(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return (await run('apt-get', ['--version'])).code === 0
}

/** Tries to; whether it worked shows in whether the program is there. */
export async function installPackage(name: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update'], { env, show: true })
  if (updated.code !== 0) return
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env, show: true })
}
