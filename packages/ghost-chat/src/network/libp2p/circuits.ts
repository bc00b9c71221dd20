/**
 * Reservations: a slot at a relay, so that members who cannot be dialled are reached over it (SPEC NW5).
 *
 * libp2p listens on the addresses it was made with. Relays come and go, so this asks the circuit transport
 * for a listener per relay and lets it listen again whenever the relay was reached anew.
 */
import type { Listener, Transport, Upgrader } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { Backoff, pause } from './backoff.ts'
import { until } from './until.ts'

/** What libp2p hands a service; as much of it as is used here. */
interface Components {
  readonly transportManager: { getTransports: () => Transport[] }
  readonly upgrader: Upgrader
}

/** Makes listeners on circuits: one per relay. */
export interface Circuits {
  readonly createListener: () => Listener
}

const CIRCUIT_TRANSPORT = '@libp2p/circuit-relay-v2-transport'

/** A libp2p service. */
export function circuits(): (components: Components) => Circuits {
  return ({ transportManager, upgrader }) =>
    Object.freeze({
      createListener(): Listener {
        const transport = transportManager
          .getTransports()
          .find((one) => one[Symbol.toStringTag] === CIRCUIT_TRANSPORT)
        if (transport === undefined) throw new Error('libp2p was made without the circuit relay transport.')
        return transport.createListener({ upgrader })
      },
    })
}

/**
 * Holds a reservation at one relay until the signal aborts, and asks again when it is refused or lost.
 * `onSettled` is called when the first attempt succeeded or failed. Never rejects.
 *
 * @param relay the address of a connected relay, with its peer id
 */
export async function holdReservation(
  listener: Listener,
  relay: Multiaddr,
  onSettled: () => void,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff({ first: 1_000, longest: 30_000 })
  while (!signal.aborted) {
    try {
      await listener.listen(relay.encapsulate('/p2p-circuit'))
      backoff.reset()
    } catch {
      // Refused, or lost with the connection: then the signal ends this.
    }
    onSettled()
    if (listener.getAddrs().length > 0) await lost(listener, signal)
    await pause(backoff.next(), signal)
  }
}

/** Resolves when the listener has no address any more. */
function lost(listener: Listener, signal: AbortSignal): Promise<void> {
  return until(listener, 'listening', () => listener.getAddrs().length === 0, signal)
}
