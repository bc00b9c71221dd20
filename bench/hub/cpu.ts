/** CPU that processes have used, in milliseconds. */
import { readFileSync } from 'node:fs'

/** Milliseconds of one of the kernel's ticks. */
const TICK = 10

/** Of another process, in steps of a tick. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // After the name, which may hold anything: the 12th and 13th field are its time in its own code and the kernel's.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK
}

export function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
