import { startRelay, type RelayProcess } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { describeNetwork } from './acceptance.ts'

describeNetwork('libp2p', async () => {
  let relay: RelayProcess = await startRelay()
  const { port, url } = relay
  return {
    network: () => libp2pNetwork({ relays: [url] }),
    until: async (condition) => {
      await until('the network to get there', condition)
    },
    cut: () => relay.kill(),
    restore: async () => {
      relay = await startRelay({ port })
    },
    close: async () => {
      await relay.stop()
    },
  }
})
