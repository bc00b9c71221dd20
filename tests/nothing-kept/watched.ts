/** Running a program so that whatever it writes to a disk shows, in one of two ways. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../support/until.ts'
import { findMarkers } from './needles.ts'
import { isWhole, readTrace, straced } from './strace.ts'

/**
 * `strace` sees every call of every thread, native code included. Node's `permissions` need nothing but Node: no
 * file may be written, and a program that tries fails.
 */
export type Watch = 'strace' | 'permissions'

export interface Running {
  /** Resolves once a line of its stdout matches, with the match. */
  readonly says: (line: RegExp) => Promise<RegExpExecArray>
  readonly stop: () => void
  readonly end: Promise<End>
}

export interface End {
  readonly code: number | null
  readonly out: string
  readonly log: string
  /** The files that it opened to write, made, named or changed, as far as the watch sees them. */
  readonly touched: readonly string[]
  /** The markers that it wrote to files, and how. */
  readonly kept: readonly string[]
  /** The calls that were looked at; `null` where no single call is seen. */
  readonly calls: number | null
}

const READ_ONLY = [
  '--permission',
  '--allow-fs-read=*',
  '--allow-addons',
  '--allow-worker',
  '--allow-child-process',
]
/** Not the settings of whoever runs the tests: they make programs write reports, caches and coverage. */
const { PATH, HOME, TMPDIR } = process.env
/** Through a ring the kernel would write without a call that strace sees. */
const ALL_CALLS = { UV_USE_IO_URING: '0' }

/**
 * Starts a Node program.
 * @param folder where the watch may put its own notes
 */
export function startWatched(
  watch: Watch,
  folder: string,
  program: readonly string[],
  markers: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Running {
  const notes = join(folder, `${crypto.randomUUID()}.strace`)
  const node = [process.execPath, ...(watch === 'permissions' ? READ_ONLY : []), '-C', 'ghost-chat-source']
  const [command, args] =
    watch === 'strace'
      ? straced(notes, [...node, ...program])
      : [process.execPath, [...node.slice(1), ...program]]
  const child = spawn(command, args, {
    env: { ...env, ...ALL_CALLS, PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that dies must not leave anybody running.
  const kill = (): boolean => child.kill('SIGKILL')
  process.on('exit', kill)
  let out = ''
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))

  async function untilEnd(): Promise<End> {
    const [code] = (await once(child, 'close')) as [number | null]
    process.off('exit', kill)
    if (watch === 'permissions') return { code, out, log, touched: [], kept: [], calls: null }
    const text = await until('strace to have written everything', async () => {
      const written = await readFile(notes, 'utf8')
      return isWhole(written, child.pid ?? 0) ? written : null
    })
    const { touched, written, calls } = readTrace(text)
    const kept = [...written].flatMap(([path, bytes]) =>
      findMarkers(bytes, markers).map((found) => `${found} in ${path}`),
    )
    // A name can tell as much as what is in the file.
    return {
      code,
      out,
      log,
      touched,
      kept: [...kept, ...findMarkers(Buffer.from(touched.join('\n')), markers)],
      calls,
    }
  }
  const end = untilEnd()

  return {
    end,
    stop: () => void child.kill('SIGTERM'),
    says: async (line) => {
      const isOver = end.then(({ code }) => {
        throw new Error(`It ended with ${String(code)} and never said ${String(line)}: ${out}${log}`)
      })
      isOver.catch(() => undefined)
      return Promise.race([until(String(line), () => line.exec(out), 60_000), isOver])
    },
  }
}
