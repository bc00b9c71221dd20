/** Somebody who sits in a room and does nothing, in a process of its own. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Sitter {
  /** Its peer id. */
  readonly self: string
  /** Ends the process without warning. */
  readonly kill: () => void
  /** Stops it where it is: its connections stay open and answer nothing. */
  readonly freeze: () => void
}

/** Resolves once it is in the room. */
export async function startSitter(relay: string, topic: string): Promise<Sitter> {
  const child = spawn(
    process.execPath,
    ['-C', 'ghost-chat-source', fileURLToPath(import.meta.url), relay, topic],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  // A test run that dies must not leave anybody sitting, nor one that was frozen.
  const kill = (): boolean => child.kill('SIGKILL')
  process.on('exit', kill)
  child.on('exit', () => process.off('exit', kill))
  for await (const self of createInterface({ input: child.stdout }))
    return { self, kill: () => void kill(), freeze: () => void child.kill('SIGSTOP') }
  throw new Error('The sitter ended before it was in the room.')
}

async function sit(relay: string, topic: string): Promise<void> {
  const { member } = await import('./member.ts')
  const { network } = await member([relay], topic)
  process.stdout.write(`${network.self}\n`)
  process.stdin.resume().once('end', () => void network.close())
}

const [, script, relay, topic] = process.argv
if (script === fileURLToPath(import.meta.url) && relay !== undefined && topic !== undefined)
  await sit(relay, topic)
