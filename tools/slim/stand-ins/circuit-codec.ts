// For what protons wrote of circuit relay's messages (pb/index.js), without the vouchers of reservations, which a
// member reads past: it shows them to nobody.
import { always, bytes, given, list, message, number, oneOf, uint64 } from './protobuf.ts'

const names = <T extends Readonly<Record<string, number>>>(
  numbers: T,
): { readonly [name in keyof T]: name } =>
  Object.fromEntries(Object.keys(numbers).map((name) => [name, name])) as { [name in keyof T]: name }

const statuses = {
  UNUSED: 0,
  OK: 100,
  RESERVATION_REFUSED: 200,
  RESOURCE_LIMIT_EXCEEDED: 201,
  PERMISSION_DENIED: 202,
  CONNECTION_FAILED: 203,
  NO_RESERVATION: 204,
  MALFORMED_MESSAGE: 400,
  UNEXPECTED_MESSAGE: 401,
} as const
const hops = { RESERVE: 0, CONNECT: 1, STATUS: 2 } as const
const stops = { CONNECT: 0, STATUS: 1 } as const

const status = oneOf(statuses)
const peer = message({ id: always(1, bytes), addrs: list(2, bytes) })
const limit = message({ duration: given(1, number), data: given(2, uint64) })

export const Status = names(statuses)

export const HopMessage = {
  Type: names(hops),
  ...message({
    type: given(1, oneOf(hops)),
    peer: given(2, peer),
    reservation: given(3, message({ expire: always(1, uint64), addrs: list(2, bytes) })),
    limit: given(4, limit),
    status: given(5, status),
  }),
}

export const StopMessage = {
  Type: names(stops),
  ...message({
    type: given(1, oneOf(stops)),
    peer: given(2, peer),
    limit: given(3, limit),
    status: given(4, status),
  }),
}

/** What relays make. Nothing of it is in a member's build. */
export const ReservationVoucher = /* @__PURE__ */ message({
  relay: always(1, bytes),
  peer: always(2, bytes),
  expiration: always(3, uint64),
})
