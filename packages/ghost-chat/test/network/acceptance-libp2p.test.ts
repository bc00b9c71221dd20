import { startRelay, type RelayProcess } from '../../../../tests/support/relay-process.ts'
import { startSitter, type Sitter } from '../../../../tests/support/sitter.ts'
import { until } from '../../../../tests/support/until.ts'
import { libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { describeNetwork } from './acceptance.ts'

describeNetwork('libp2p', async () => {
  // The frames of all tests are one writer's: more than flood control lets through.
  const args = ['--flood', 'off']
  let relay: RelayProcess = await startRelay({ args })
  const { port, url } = relay
  const sitters: Sitter[] = []
  return {
    network: () => libp2pNetwork({ relays: [url] }),
    until: async (condition) => {
      await until('the network to get there', condition)
    },
    cut: () => relay.kill(),
    restore: async () => {
      relay = await startRelay({ port, args })
    },
    doomed: async (topic) => {
      const child = await startSitter(url, topic)
      sitters.push(child)
      return child
    },
    close: async () => {
      for (const { kill } of sitters) kill()
      await relay.stop()
    },
  }
})
