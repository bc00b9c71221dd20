import { spawn } from 'node:child_process'
import { root } from './workspace.ts'

export interface Outcome {
  /** The exit code; 1 where a signal ended the process. */
  code: number
  /** What it wrote, both streams in the order they came. */
  output: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Also show the output as it comes. */
  show?: boolean
  /** End it after so many milliseconds. */
  timeout?: number
}

/** Runs a command to its end. A command that can't be started is an outcome too, not an exception. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { cwd = root, env = process.env, show = false, timeout } = options
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout })
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString()
      if (show) stream.write(chunk)
    }
    child.stdout.on('data', take(process.stdout))
    child.stderr.on('data', take(process.stderr))
    child.on('error', (error) => {
      resolve({ code: 1, output: `${output}${command} could not be started: ${error.message}\n` })
    })
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}\n` })
    })
  })
}

/** Runs a script with this very Node. */
export function runNode(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  return run(process.execPath, args, options)
}

/** Runs npm: the one that started us where there is one, so that both agree on the lock file. */
export function runNpm(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const cli = process.env['npm_execpath']
  const env = withoutNpmSettings(options.env ?? process.env)
  return cli?.endsWith('.js') === true
    ? runNode([cli, ...args], { ...options, env })
    : run('npm', args, { ...options, env })
}

// An npm inside an npm script would take the outer command's flags and its project for its own.
function withoutNpmSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = /^npm_(?:config_(?:local_)?prefix|lifecycle|package|command|execpath|node_execpath)/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !inherited.test(name)))
}
