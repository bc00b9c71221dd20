/**
 * Network namespaces of one run of the lab. Everything happens inside them: the machine's own network is neither
 * used nor changed, and what is made here is gone with the namespaces.
 */
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

const PREFIX = 'gclab'
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type Process = ChildProcessByStdio<Writable, Readable, Readable>

export class Namespaces {
  readonly #made: string[] = []

  constructor() {
    removeLeftovers()
    process.on('exit', this.remove)
    // Otherwise these end the process without an `exit`.
    for (const signal of SIGNALS) process.on(signal, end)
  }

  /** The system's name of a namespace. */
  nameOf(name: string): string {
    return `${PREFIX}${process.pid}-${name}`
  }

  add(name: string): void {
    command('ip', ['netns', 'add', this.nameOf(name)])
    this.#made.push(name)
    this.shell(name, 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up')
  }

  /** A cable between two namespaces; both ends are up. */
  cable(one: string, oneEnd: string, other: string, otherEnd: string): void {
    const [here, there] = [this.nameOf(one), this.nameOf(other)]
    const far = ['peer', 'name', otherEnd, 'netns', there]
    command('ip', ['link', 'add', oneEnd, 'netns', here, 'type', 'veth', ...far])
    this.ip(one, `link set ${oneEnd} up`)
    this.ip(other, `link set ${otherEnd} up`)
  }

  /** Runs lines of `ip` in a namespace. */
  ip(name: string, ...lines: readonly string[]): void {
    command('ip', ['-n', this.nameOf(name), '-batch', '-'], `${lines.join('\n')}\n`)
  }

  /** Gives a namespace these packet filter rules. */
  nft(name: string, rules: string): void {
    command('ip', ['netns', 'exec', this.nameOf(name), 'nft', '-f', '-'], rules)
  }

  shell(name: string, script: string): string {
    return command('ip', ['netns', 'exec', this.nameOf(name), 'sh', '-ec', script])
  }

  /** Starts a program in a namespace. Its process id is the program's own. */
  start(name: string, program: string, args: readonly string[]): Process {
    return spawn('ip', ['netns', 'exec', this.nameOf(name), program, ...args], { stdio: 'pipe' })
  }

  /** Ends what runs in the namespaces and removes them. May be called twice. */
  readonly remove = (): void => {
    process.off('exit', this.remove)
    for (const signal of SIGNALS) process.off(signal, end)
    for (const name of this.#made.splice(0).reverse()) removeNamespace(this.nameOf(name))
  }
}

const end = (): never => process.exit(1)

/** @throws Error with what the command said */
export function command(program: string, args: readonly string[], input = ''): string {
  try {
    return execFileSync(program, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : ''
    throw new Error(`${program} ${args.join(' ')}: ${said}${input}`, { cause })
  }
}

/** All processes in a namespace of ours were started by the lab: nobody else knows its name. */
function removeNamespace(name: string): void {
  try {
    const pids = command('ip', ['netns', 'pids', name]).split('\n').filter(Boolean)
    for (const pid of pids) kill(Number(pid))
    command('ip', ['netns', 'del', name])
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** A run that was killed could remove nothing; its namespaces hold its process id. */
function removeLeftovers(): void {
  for (const line of command('ip', ['netns', 'list']).split('\n')) {
    const [, name = '', pid = ''] = new RegExp(`^(${PREFIX}(\\d+)-\\S+)`).exec(line) ?? []
    if (name !== '' && !isAlive(Number(pid))) removeNamespace(name)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
