/** What `npm start` runs, in a process of its own: the page and its relay on one port. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../tools/lib/workspace.ts'

export interface PageProcess {
  readonly url: string
  readonly port: number
  /** Ends it without warning, and puts away what it left behind. */
  readonly kill: () => Promise<void>
}

const ready = /Ghost Chat is at (http:\S+)/

/** Builds the page and serves it, on any free port unless one is given. */
export async function startPage(port = 0): Promise<PageProcess> {
  // It puts the page there, and does not clean up when it is killed.
  const temporary = await mkdtemp(join(tmpdir(), 'ghost-chat-e2e-page-'))
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', 'tools/run.js', 'start'], {
    cwd: root,
    // As from npm: then it also ends when whoever started it is gone.
    env: { ...process.env, PORT: String(port), TMPDIR: temporary, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = ready.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => {
      reject(new Error(`The page's server ended before it was ready: ${said}`))
    })
  })
  return {
    url,
    port: Number(new URL(url).port),
    async kill() {
      child.kill('SIGKILL')
      await closed
      await rm(temporary, { recursive: true, force: true })
    },
  }
}
