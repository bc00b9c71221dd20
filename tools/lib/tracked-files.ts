import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './claims.ts'
import { run } from './run.ts'
import { root } from './workspace.ts'

/** The parts that we read of `package-lock.json`. */
interface LockFile {
  packages: Record<
    string,
    {
      resolved?: string
      dependencies?: Record<string, string>
      optionalDependencies?: Record<string, string>
    }
  >
}

/**
 * A lock file that names a registry makes everyone else's npm go there, past the registry they have set up.
 * `omit-lockfile-registry-resolved` in .npmrc keeps the names out; an `npm install` elsewhere brings them in.
 */
export function registriesIn(lockFile: string): string[] {
  const { packages } = JSON.parse(lockFile) as LockFile
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^(?:git\+)?(?:https?|ssh):/.test(resolved))
    .map(([name, { resolved }]) => `${name}: ${resolved ?? ''}`)
}

/**
 * The dependencies that a lock file names and lacks. npm leaves out an optional one (another platform's binary)
 * that it can't find at that moment, without a word; the `npm ci` of a later npm then refuses the whole file.
 */
export function missingFrom(lockFile: string): string[] {
  const { packages } = JSON.parse(lockFile) as LockFile
  return Object.entries(packages).flatMap(([at, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !foldersAbove(at).some((folder) => `${folder}node_modules/${name}` in packages))
      .map((name) => `${name}, wanted by ${at}`),
  )
}

/** Where Node looks for what a package imports: its own folder, then each above; with a trailing slash. */
function foldersAbove(at: string): string[] {
  const folders = at.split('/').map((_, index, parts) => `${parts.slice(0, index + 1).join('/')}/`)
  return ['', ...folders].filter((folder) => folder !== '/')
}

// Where checkouts and home folders are on people's machines and in CI.
const machinePath =
  /(?<![\w.~-])(?:\/(?:home|Users|root|work|workspace|builds)|[A-Z]:\\Users)[/\\](?!user\b|me\b|you\b)[\w.-]+/g

/** The paths of one machine that a text names, each with its line. `/home/me` and the like are nobody's. */
export function machinePathsIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = [...line.matchAll(machinePath)].map(([path]) => path)
    return found.map((path) => `${index + 1}: ${path}`)
  })
}

export async function checkTrackedFiles(): Promise<Finding> {
  const { code, output } = await run('git', ['ls-files', '-z'])
  if (code !== 0) return { ok: false, output }
  const files = output.split('\0').filter((file) => file !== '' && file !== 'package-lock.json')
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const lockFile = read('package-lock.json')
  const complaints = [
    ...missingFrom(lockFile).map((found) => `package-lock.json lacks ${found}`),
    ...registriesIn(lockFile).map((found) => `package-lock.json names a registry: ${found}`),
    ...files.flatMap((file) => machinePathsIn(read(file)).map((found) => `${file}:${found}`)),
  ]
  return { ok: complaints.length === 0, output: complaints.join('\n'), note: `${files.length + 1} files` }
}
