import { GhostChatError, type RelayFailure } from 'ghost-chat'
import { expect, test } from 'vitest'
import { explainJoin } from '../../src/text/explain.ts'

const failed = (...failures: readonly RelayFailure[]): GhostChatError =>
  new GhostChatError('ERR_RELAY_UNREACHABLE', undefined, {
    cause: Object.assign(new Error('why'), { failures }),
  })

test('a relay that cannot be reached is named by its host, with the reason', () => {
  const refused = { address: 'http://relay.example:8080', reason: 'refused' } as const
  expect(explainJoin(failed(refused))).toBe(
    'Can’t reach the relay (relay.example:8080): it refuses connections.',
  )
  expect(explainJoin(failed(refused, { address: 'https://two.example', reason: 'timeout' }))).toBe(
    'Can’t reach any relay. relay.example:8080: it refuses connections. two.example: it doesn’t answer.',
  )
})

test('where nothing is known of any relay, that is all that is said', () => {
  expect(explainJoin(failed())).toBe('Can’t reach the relay.')
  expect(explainJoin(new GhostChatError('ERR_OFFLINE'))).toBe('Can’t reach the relay.')
})
