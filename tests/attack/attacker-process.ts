/** Starts attackers, scripts of `attackers/`, each in a process of its own, and hears what they tell. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Attacker {
  /** What the attacker told, oldest first. */
  readonly told: readonly unknown[]
  /** Resolves with the first thing told that `find` accepts, told before or from now on. */
  readonly tells: <T>(find: (told: unknown) => T | undefined) => Promise<T>
  /** Orders something. */
  readonly order: (what: unknown) => void
  /** Resolves with the exit code once the attacker has ended by itself. */
  readonly ended: Promise<number | null>
  readonly kill: () => Promise<void>
}

/** @param script the file's name in `attackers/`, such as `silent-sockets.ts` */
export function startAttacker(script: string, orders: Readonly<Record<string, unknown>>): Attacker {
  const path = fileURLToPath(new URL(`attackers/${script}`, import.meta.url))
  const child = fork(path, [JSON.stringify(orders)], {
    execArgv: ['-C', 'ghost-chat-source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const end = (): boolean => child.kill('SIGKILL')
  process.on('exit', end)
  const told: unknown[] = []
  const waiting = new Set<() => void>()
  child.on('message', (message) => {
    told.push(message)
    for (const look of [...waiting]) look()
  })
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', end)
    return code as number | null
  })
  return {
    told,
    tells: (find) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (const one of told) {
            const found = find(one)
            if (found === undefined) continue
            waiting.delete(look)
            resolve(found)
            return
          }
        }
        waiting.add(look)
        void ended.then((code) => {
          if (waiting.delete(look))
            reject(new Error(`${script} ended with ${String(code)} before it told that.`))
        })
        look()
      }),
    order: (what) => {
      if (child.connected) child.send(what as object)
    },
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
