import { defineConfig } from 'vitest/config'

// Tests run against the sources of every package, in this process and in the ones it starts.
const source = 'ghost-chat-source'

export default defineConfig({
  resolve: { conditions: [source, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    include: ['packages/*/test/**/*.test.{ts,tsx}', 'apps/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
    execArgv: ['-C', source],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
