/**
 * What waits in a relay's memory for readers that are slow, and of senders that are not read: one budget in bytes for all
 * (SPEC NW25). Bounds for each stream multiply beyond any memory: 2,048 connections of 4 MiB, 256 circuits of a peer.
 */
import type { Stream } from '@libp2p/interface'

/** The bytes that wait on one connection. */
export interface Backlog {
  readonly address: string
  readonly bytes: number
  readonly end: () => void
}

/** Ends connections until no more than `most` bytes wait: of the address that has most, the one with most. Gives how many. */
export function shed(backlogs: readonly Backlog[], most: number): number {
  const byAddress = new Map<string, { bytes: number; own: Backlog[] }>()
  let total = 0
  for (const backlog of backlogs) {
    const found = byAddress.get(backlog.address) ?? { bytes: 0, own: [] }
    byAddress.set(backlog.address, found)
    found.bytes += backlog.bytes
    found.own.push(backlog)
    total += backlog.bytes
  }
  for (const { own } of byAddress.values()) own.sort((one, other) => one.bytes - other.bytes)
  let ended = 0
  while (total > most) {
    let greediest: { bytes: number; own: Backlog[] } | null = null
    for (const one of byAddress.values())
      if (one.own.length > 0 && one.bytes > (greediest?.bytes ?? 0)) greediest = one
    const slowest = greediest?.own.pop()
    if (greediest === null || slowest === undefined) break
    greediest.bytes -= slowest.bytes
    total -= slowest.bytes
    slowest.end()
    ended++
  }
  return ended
}

/** The relay's own part of circuits, as @libp2p/circuit-relay-v2 4.2 has it. */
interface Circuits {
  handleConnect: (request: Request, options: object) => Promise<void>
  stopHop: (request: unknown, options: object) => Promise<Stream | undefined>
}

interface Request {
  readonly stream: { readonly unwrap: () => Stream }
}

/** Bytes on their way from one end of a circuit to the other: what was read of one and not yet handed to the other. */
export class CircuitBytes {
  readonly #underWay = new WeakMap<Stream, number>()

  /** @throws Error if the service no longer has the methods that are watched */
  constructor(service: object) {
    const circuits = service as Circuits
    if (typeof circuits.handleConnect !== 'function' || typeof circuits.stopHop !== 'function')
      throw new Error('This release of @libp2p/circuit-relay-v2 makes its circuits another way.')
    const handleConnect = circuits.handleConnect.bind(service)
    const stopHop = circuits.stopHop.bind(service)
    // One object of options goes with a request and with what is asked of the other end for it.
    const ends = new WeakMap<object, Stream>()
    circuits.handleConnect = (request, options) => {
      const unwrap = (): Stream => {
        const stream = request.stream.unwrap()
        const other = ends.get(options)
        if (other !== undefined) {
          this.#watch(stream, other)
          this.#watch(other, stream)
        }
        return stream
      }
      const stream = Object.create(request.stream, { unwrap: { value: unwrap } }) as Request['stream']
      return handleConnect({ ...request, stream }, options)
    }
    circuits.stopHop = async (request, options) => {
      const stream = await stopHop(request, options)
      if (stream !== undefined) ends.set(options, stream)
      return stream
    }
  }

  /** Bytes that wait for this end. */
  to(stream: Stream): number {
    return this.#underWay.get(stream) ?? 0
  }

  #watch(from: Stream, to: Stream): void {
    const add = (bytes: number): void => void this.#underWay.set(to, Math.max(0, this.to(to) + bytes))
    from.addEventListener('message', ({ data }) => add(data.byteLength))
    const send = to.send.bind(to)
    to.send = (data) => {
      add(-data.byteLength)
      return send(data)
    }
    to.addEventListener('close', () => this.#underWay.delete(to))
  }
}
