// For p-retry, of which libp2p's reconnecting makes use: members make it with no retries (`reconnectRetries: 0`).
export default async function pRetry<T>(
  attempt: (number: number) => Promise<T>,
  { retries, signal }: { retries: number; signal?: AbortSignal },
): Promise<T> {
  if (retries !== 0) throw new RangeError('Retries were left out.')
  signal?.throwIfAborted()
  return attempt(1)
}
