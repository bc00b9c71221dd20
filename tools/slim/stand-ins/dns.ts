// For @multiformats/dns: it is loaded by who looks up a `/dnsaddr`, which no relay has to have.
import type { dns as makeDns } from '@multiformats/dns'

/** The type of a TXT record (RFC 1035 §3.2.2). */
export const RecordType = { TXT: 16 } as const

export function dns(): Pick<ReturnType<typeof makeDns>, 'query'> {
  return {
    async query(domain, options) {
      const { dns } = await import('@multiformats/dns')
      return dns().query(domain, options)
    },
  }
}
