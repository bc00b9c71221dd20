/** Shows what runs, and how long it will still take: on one line where somebody looks, and a line each otherwise. */
import { CONTENDERS } from './contenders.ts'
import type { Run } from './plan.ts'

export class Progress {
  readonly #runs: readonly Run[]
  readonly #out: NodeJS.WriteStream
  /** Seconds that each system took for each kind of run, when it last did. */
  readonly #took = new Map<string, number>()
  #done = 0

  constructor(runs: readonly Run[], out: NodeJS.WriteStream = process.stderr) {
    this.#runs = runs
    this.#out = out
  }

  begin(run: Run): void {
    const { platform, id, what, round, rounds } = run
    const name = id in CONTENDERS && platform === 'Node' ? id : `${id} in Chromium`
    const part = `${this.#done + 1}/${this.#runs.length}`
    this.#show(`${part}  ${name}: ${what}, round ${round + 1} of ${rounds}; ${this.#left()} left`)
  }

  end(run: Run, seconds: number): void {
    this.#took.set(key(run), seconds)
    this.#done++
    if (this.#done === this.#runs.length && this.#out.isTTY) this.#out.write('\n')
  }

  /** Says something that stays. */
  say(line: string): void {
    this.#out.write(this.#out.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`)
  }

  #show(line: string): void {
    this.#out.write(this.#out.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
  }

  #left(): string {
    const rest = this.#runs.slice(this.#done)
    const seconds = rest.reduce((sum, run) => sum + (this.#took.get(key(run)) ?? run.guess), 0)
    return seconds < 90 ? `about ${Math.ceil(seconds / 10) * 10} s` : `about ${Math.round(seconds / 60)} min`
  }
}

function key({ platform, id, what }: Run): string {
  return `${platform} ${id} ${what}`
}
