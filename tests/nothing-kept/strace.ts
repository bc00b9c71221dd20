/** strace: finding it, installing it, and reading what it wrote down. */
import { run } from '../../tools/lib/run.ts'

/**
 * The calls that open, fill, name or change files. Whatever is mapped into memory to be written was opened for
 * writing first.
 */
const CALLS = [
  ...['open', 'openat', 'openat2', 'creat', 'memfd_create', 'io_uring_setup'],
  ...['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendfile', 'copy_file_range', 'splice'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'mknod', 'mknodat'],
  ...['mkdir', 'mkdirat', 'truncate', 'ftruncate', 'setxattr', 'fsetxattr', 'lsetxattr'],
]

/** Runs a command under strace: in every thread and child, with whole strings as hex and names of descriptors. */
export function straced(log: string, command: readonly string[]): readonly [string, readonly string[]] {
  // A `?` lets calls be named that this machine's processor does not have.
  const calls = CALLS.map((call) => `?${call}`).join(',')
  // `-D`: the command is the child that signals and exit codes are of, and strace looks on from the side.
  const how = ['-D', '-f', '-q', '-y', '-xx', '-s', '1048576', '-e', `trace=${calls}`, '-o', log]
  return ['strace', [...how, '--', ...command]]
}

/** Whether strace is here, or could be installed, and may trace. */
export async function hasStrace(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  if (await mayTrace()) return true
  const isHere = (await run('strace', ['--version'])).code === 0
  if (isHere || process.getuid?.() !== 0) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if ((await run('apt-get', ['update'], { env })).code !== 0) return false
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'strace'], { env })
  return mayTrace()
}

async function mayTrace(): Promise<boolean> {
  return (await run('strace', ['-f', '-o', '/dev/null', '--', process.execPath, '-e', '0'])).code === 0
}

interface Traced {
  /** What was opened to be written, made, named or changed, each once, with the call. */
  readonly touched: readonly string[]
  /** What was written to each file, in the order of the calls. Pipes and sockets are none. */
  readonly written: ReadonlyMap<string, Buffer>
  /** How many calls were read, so that nobody takes an empty log for a clean one. */
  readonly calls: number
}

const CALL = /^\d+\s+(\w+)\((.*)$/
const OPENS = new Set(['open', 'openat', 'openat2'])
const TO_WRITE = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/
/** Which of the descriptors that a call names is written to. */
const WRITES: ReadonlyMap<string, number> = new Map([
  ...['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendfile'].map((call) => [call, 0] as const),
  ...['copy_file_range', 'splice'].map((call) => [call, 1] as const),
])

/** Whether a log is complete: the process that was started has ended. */
export function isWhole(log: string, pid: number): boolean {
  return new RegExp(`^${pid}\\s+\\+\\+\\+ (?:exited|killed)`, 'm').test(log)
}

/** Reads a log of strace. */
export function readTrace(log: string): Traced {
  const touched = new Set<string>()
  const written = new Map<string, Buffer[]>()
  let calls = 0
  for (const line of log.split('\n')) {
    const [, call, rest = ''] = CALL.exec(line) ?? []
    if (call === undefined) continue
    calls++
    const target = WRITES.get(call)
    if (target === undefined) {
      if (OPENS.has(call) && !TO_WRITE.test(rest)) continue
      touched.add([call, ...stringsOf(rest)].map(String).join(' '))
      continue
    }
    const path = descriptorsOf(rest)[target]
    if (path?.startsWith('/') !== true) continue
    touched.add(`${call} ${path}`)
    const chunks = written.get(path) ?? []
    written.set(path, chunks)
    chunks.push(...stringsOf(rest))
  }
  const whole = Array.from(written, ([path, chunks]) => [path, Buffer.concat(chunks)] as const)
  return { touched: [...touched], written: new Map(whole), calls }
}

/** What the descriptors of a call stand for: a path, or `pipe:[…]` and the like. */
function descriptorsOf(rest: string): string[] {
  return Array.from(rest.matchAll(/\b\d+<([^>]*)>/g), ([, name = '']) =>
    name.startsWith('\\x') ? bytesOf(name).toString() : name,
  )
}

/** The strings of a call. */
function stringsOf(rest: string): Buffer[] {
  return Array.from(rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), ([, hex = '']) => bytesOf(hex))
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}
