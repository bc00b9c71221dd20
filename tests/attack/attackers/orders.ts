/** How an attacker, a process of its own, gets its orders and tells what came of them. */

/** The orders that it was started with. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the stage wrote what the script asks for
export function ordersOf<Orders>(): Orders {
  return JSON.parse(process.argv[2] ?? '{}') as Orders
}

/** Tells the stage something; resolves when that has left this process. */
export function tell(what: unknown): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(what, () => resolve())
  })
}
