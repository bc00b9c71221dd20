/** A member: a libp2p network with one channel open, which takes every frame and writes down what it got. */
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import type { Channel, ChannelHandler } from 'ghost-chat/network'
import { textOf } from './envelopes.ts'
import { until } from './until.ts'

export interface Member {
  readonly network: Libp2pNetwork
  readonly channel: Channel
  /** The texts received, in the order of arrival. */
  readonly heard: readonly string[]
  /** When each was received, by `performance.now`. */
  readonly times: readonly number[]
}

/** Opens a topic and waits until it is reached over a relay. */
export async function member(
  relays: readonly string[],
  topic: string,
  handler: Partial<ChannelHandler> = {},
): Promise<Member> {
  // Nobody here says who is in the room, so they would all look for each other, and link.
  const network = await libp2pNetwork({ relays, discovery: { rendezvous: false } })
  const opened = openRoom(network, topic, handler)
  await until('the topic to be reached over a relay', () => opened.channel.state === 'relayed')
  return { network, ...opened }
}

/** Opens a topic on a network that is there. */
export function openRoom(
  network: Libp2pNetwork,
  topic: string,
  handler: Partial<ChannelHandler> = {},
): Omit<Member, 'network'> {
  const heard: string[] = []
  const times: number[] = []
  const channel = network.open(topic, {
    async judge(frame) {
      times.push(performance.now())
      heard.push(textOf(frame))
      return 'accept'
    },
    answer: async () => [],
    changed: () => undefined,
    lost: () => undefined,
    ...handler,
  })
  return { channel, heard, times }
}
