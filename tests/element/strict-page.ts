/** Serves pages under the strictest policy that an app may have, and builds what is on them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { build, type BuildOptions } from 'esbuild'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
]

export interface StrictPages {
  readonly origin: string
  close(): Promise<void>
}

/**
 * @param more directives that the page needs beside those
 * @param bodyOf what lies under a name; that of the page itself is empty
 */
export async function serveStrictly(
  more: readonly string[],
  bodyOf: (name: string, url: URL) => string | undefined,
): Promise<StrictPages> {
  const policy = [...POLICY, ...more].join('; ')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page')
    const name = basename(url.pathname)
    const body = bodyOf(name, url)
    response.writeHead(body === undefined ? 404 : 200, {
      'content-security-policy': policy,
      'content-type': typeOf(name),
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

/** The scripts of an entry, by their names. */
export async function scriptsOf(entry: string, options: BuildOptions = {}): Promise<Map<string, string>> {
  const { outputFiles = [] } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
    chunkNames: '[name]-[hash]',
    write: false,
    minify: true,
    target: 'es2022',
    conditions: ['ghost-chat-source'],
    logLevel: 'warning',
    ...options,
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

function typeOf(name: string): string {
  if (name.endsWith('.js')) return 'text/javascript; charset=utf-8'
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8'
}
