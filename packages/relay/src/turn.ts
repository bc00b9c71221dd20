/**
 * The end of a turn of the event loop: what is written within one turn to one reader leaves as one write.
 */
let waiting: (() => void)[] = []

/** Does something at the end of this turn. It must not throw. */
export function atEndOfTurn(task: () => void): void {
  if (waiting.push(task) === 1) setImmediate(run)
}

function run(): void {
  const tasks = waiting
  waiting = []
  for (const task of tasks) task()
}
