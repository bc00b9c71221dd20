/**
 * A network that is listened in on: what one node publishes and asks, and what its room thinks of each frame it is
 * handed.
 */
import type { Channel, ChannelHandler, FrameVerdict, Network } from 'ghost-chat/network'

export interface Ear {
  /** A frame is being handed to the network. */
  readonly published: (frame: Uint8Array) => void
  /** A member is being asked something. */
  readonly requested: (request: Uint8Array) => void
  /** A frame was handed to the room and judged. */
  readonly judged: (frame: Uint8Array, verdict: FrameVerdict) => void
}

/** @param earOf asked at every opening: a room that is joined again is another stay */
export function tapped(network: Network, earOf: () => Ear): Network {
  const open: Network['open'] = (topic, handler) => {
    const ear = earOf()
    const judge: ChannelHandler['judge'] = async (frame, from) => {
      const verdict = await handler.judge(frame, from)
      ear.judged(frame, verdict)
      return verdict
    }
    return tappedChannel(network.open(topic, { ...handler, judge }), ear)
  }
  return withOther(network, { open })
}

function tappedChannel(channel: Channel, ear: Ear): Channel {
  return withOther(channel, {
    publish: (frame) => {
      ear.published(frame)
      return channel.publish(frame)
    },
    request: (peer, request, options) => {
      ear.requested(request)
      return channel.request(peer, request, options)
    },
  })
}

/** An object with some of its methods replaced; the rest is the object's own. */
function withOther<T extends object>(inner: T, other: Partial<T>): T {
  return new Proxy(inner, {
    get(target, name): unknown {
      if (name in other) return Reflect.get(other, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
