/**
 * Looking a stranger's host name up, in Node (SPEC FD4): every address that it resolves to is judged, and the socket is
 * opened to one of those that were judged, so that the name cannot mean another machine a moment later. The name stays
 * what TLS and HTTP are told. A browser resolves names itself, and has rules of its own (docs/BROWSERS.md).
 */
import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isScopeWithin, scopeOfIp, type Scope } from './discovery/addresses.ts'

/** @param inmost how far inside a name may lead; `null` where anywhere will do */
export function lookupWithin(inmost: Scope | null): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const allowed = (found as typeof found | undefined)?.filter(
        ({ address }) => inmost === null || isScopeWithin(scopeOfIp(address), inmost),
      )
      const [first] = allowed ?? []
      if (error !== null || allowed === undefined || first === undefined)
        callback(error ?? new Error(`${hostname} leads further inside than it may.`), '')
      else if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}
