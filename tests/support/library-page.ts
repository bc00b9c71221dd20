/** The library in a page that does nothing by itself, for tests and benches in browsers. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { openSpace } from 'ghost-chat'
import { slim } from '../../tools/slim/plugin.ts'

declare global {
  var ghostChat: { readonly openSpace: typeof openSpace; readonly load: () => Promise<unknown> }
}

const LIBRARY = `
  import { openSpace } from 'ghost-chat'
  globalThis.ghostChat = { openSpace, load: () => import('ghost-chat/network/libp2p') }`

/**
 * The library as a page would load it: the network's code is a file of its own. Gives the files by path.
 *
 * @param contents the page's script, in TypeScript, with imports as from the top of this workspace
 */
export async function bundleLibrary(contents = LIBRARY): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    stdin: {
      contents,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      loader: 'ts',
    },
    outdir: '/',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['ghost-chat-source'],
    plugins: [slim()],
    logLevel: 'warning',
  })
  return new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, '/'), contents]))
}

/** Serves those files, and a page that loads the first. */
export async function serveLibrary(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ url: string; close: () => void }> {
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/stdin.js"></script>'
  const server = createServer(({ url = '' }, response) => {
    const script = files.get(url)
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
