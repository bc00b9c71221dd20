/**
 * Lets this network hand libp2p a connection that it made itself.
 *
 * Not a transport: a transport is there from the start and is chosen by address. Direct connections are made
 * by code that loads later, over a stream that is there, to a peer that is chosen by the room.
 */
import type { ComponentLogger, Logger, Upgrader } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { DataChannelConnection } from './data-channel.ts'

/** What libp2p hands a service; as much of it as is used here. */
interface Components {
  readonly upgrader: Upgrader
  readonly logger: ComponentLogger
}

export interface Upgrades {
  readonly log: Logger
  readonly logger: ComponentLogger
  /**
   * Makes libp2p's connection of one whose other end is known and that is secure by itself.
   * @throws Error when the other side does not take part, or either refuses the other
   */
  readonly upgrade: (
    connection: DataChannelConnection,
    remotePeer: string,
    signal: AbortSignal,
  ) => Promise<void>
}

/** A libp2p service. */
export function upgrades(): (components: Components) => Upgrades {
  return ({ upgrader, logger }) =>
    Object.freeze({
      logger,
      log: logger.forComponent('ghost-chat:direct'),
      async upgrade(connection: DataChannelConnection, peer: string, signal: AbortSignal): Promise<void> {
        const [muxerFactory] = upgrader.getStreamMuxers().values()
        if (muxerFactory === undefined) throw new Error('libp2p was made without a muxer.')
        const options = {
          remotePeer: peerIdFromString(peer),
          skipEncryption: true,
          skipProtection: true,
          muxerFactory,
          signal,
        } as const
        try {
          if (connection.direction === 'outbound') await upgrader.upgradeOutbound(connection, options)
          else await upgrader.upgradeInbound(connection, options)
        } catch (error) {
          connection.abort(error instanceof Error ? error : new Error('The connection was refused.'))
          throw error
        }
      },
    })
}
