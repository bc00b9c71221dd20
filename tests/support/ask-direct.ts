/** Asking a member for a direct link, as a stranger who comes over its relay. */
import { multiaddr } from '@multiformats/multiaddr'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import { until } from './until.ts'

/** SPEC NW11. */
const SIGNAL_PROTOCOL = '/ghost-chat/direct/1.0.0'

/** Asks, and gives the name of the error that it is answered with; `null` when the member takes the question. */
export async function askDirect(relay: string, peer: string): Promise<string | null> {
  const network = await libp2pNetwork({ relays: [relay], relayOnly: true })
  try {
    const via = await until('the relay to be connected', () => network.via?.[0])
    const circuit = await network.libp2p.dial(multiaddr(`${via}/p2p-circuit/p2p/${peer}`))
    await circuit.newStream(SIGNAL_PROTOCOL, { runOnLimitedConnection: true })
    return null
  } catch (error) {
    return (error as Error).name
  } finally {
    await network.close()
  }
}
