/** A stream whose protocol, request and end are written in one packet, as go-libp2p does it. */
import type { Connection, Stream } from '@libp2p/interface'
import { until } from './until.ts'

/** The muxer of a connection, which libp2p 3 keeps to itself. */
interface WithMuxer {
  readonly muxer: { createStream?: () => Promise<Stream> }
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const lineOf = (text: string): Uint8Array => latin1(`${String.fromCharCode(text.length + 1)}${text}\n`)

/**
 * Sends it, and gives what the other side answers until it closes: without the lines of multistream-select.
 *
 * @param first `opening` where the packet opens the stream, too; `greeting` where the stream was opened, and the first line
 *   exchanged, before
 * @throws Error when the other side resets the stream
 */
export async function inOnePacket(
  connection: Connection,
  protocol: string,
  request: Uint8Array,
  first: 'opening' | 'greeting',
): Promise<Uint8Array> {
  const { muxer } = connection as unknown as WithMuxer
  if (typeof muxer.createStream !== 'function')
    throw new Error('This release of libp2p keeps its muxer elsewhere.')
  const stream = await muxer.createStream()
  let answer: Uint8Array = new Uint8Array(0)
  let ended = false
  const errors: Error[] = []
  stream.addEventListener('message', ({ data }) => {
    answer = Buffer.concat([answer, data.subarray()])
  })
  stream.addEventListener('end', () => {
    ended = true
  })
  stream.addEventListener('close', (event) => {
    if (event.error !== undefined) errors.push(event.error)
    ended = true
  })
  const greeting = lineOf('/multistream/1.0.0')
  const choice = lineOf(protocol)
  if (first === 'greeting') {
    stream.send(greeting)
    await until('the greeting', () => answer.length === greeting.length)
    stream.send(Buffer.concat([choice, request]))
  } else {
    stream.send(Buffer.concat([greeting, choice, request]))
  }
  // In the same task, so it leaves with what was sent.
  void stream.close()
  await until('the stream to end', () => ended)
  for (const error of errors) throw error
  return answer.subarray(greeting.length + choice.length)
}
