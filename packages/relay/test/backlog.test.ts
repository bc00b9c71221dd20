import { describe, expect, it } from 'vitest'
import type { Stream } from '@libp2p/interface'
import { CircuitBytes, shed } from '../src/backlog.ts'

interface Asked {
  readonly stream: { readonly unwrap: () => Stream }
}

describe('[NW25] what waits in memory', () => {
  const waiting = (sizes: Readonly<Record<string, readonly number[]>>): [() => number, string[]] => {
    const ended: string[] = []
    const backlogs = Object.entries(sizes).flatMap(([address, all]) =>
      all.map((bytes) => ({ address, bytes, end: () => ended.push(`${address} ${bytes}`) })),
    )
    return [() => shed(backlogs, 100), ended]
  }

  it('is left alone while it is within the budget', () => {
    const [look, ended] = waiting({ a: [60], b: [40] })
    expect([look(), ended]).toEqual([0, []])
  })

  it('goes by the address for which most waits, its slowest reader first', () => {
    const [look, ended] = waiting({ a: [20, 30, 40], b: [80], c: [5] })
    expect(look()).toBe(2)
    expect(ended).toEqual(['a 40', 'b 80'])
  })

  it('holds what a circuit took of one end and has not handed to the other', async () => {
    const stream = (): Stream => Object.assign(new EventTarget(), { send: () => true }) as unknown as Stream
    const [asker, asked] = [stream(), stream()]
    const circuits: {
      stopHop: (request: unknown, options: object) => Promise<Stream>
      handleConnect: (request: Asked, options: object) => Promise<void>
    } = {
      stopHop: async (): Promise<Stream> => asked,
      async handleConnect(request, options) {
        await circuits.stopHop(request, options)
        request.stream.unwrap()
      },
    }
    const bytes = new CircuitBytes(circuits)
    await circuits.handleConnect({ stream: { unwrap: () => asker } }, {})
    const came = Object.assign(new Event('message'), { data: new Uint8Array(1_000) })
    asker.dispatchEvent(came)
    expect([bytes.to(asked), bytes.to(asker)]).toEqual([1_000, 0])
    asked.send(new Uint8Array(600))
    expect(bytes.to(asked)).toBe(400)
    asked.dispatchEvent(new Event('close'))
    expect(bytes.to(asked)).toBe(0)
  })
})
