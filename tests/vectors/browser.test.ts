import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { ED25519_FILES } from './ed25519-cases.ts'
import { EXCEPTIONS } from './exceptions.ts'

let browser: Browser
let page: Page

// WebCrypto is there for pages from localhost. Nothing serves this one: the browser's requests end with us.
const ORIGIN = 'http://localhost/'

beforeAll(async () => {
  browser = await launchChromium()
  page = await browser.newPage()
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto(ORIGIN)
  const bundle = await build({
    stdin: {
      contents: `import { decodeBase64url, encodeBase64url } from './packages/ghost-chat/src/wire/base64url.ts'
        globalThis.base64url = { decodeBase64url, encodeBase64url }
        import { nativeEd25519 } from './packages/ghost-chat/src/identity/ed25519.ts'
        globalThis.judge = async (publicKey, message, signature) => {
          const bytes = (text) => Uint8Array.fromHex?.(text) ?? Uint8Array.from(text.match(/../g) ?? [], (b) => parseInt(b, 16))
          const key = await nativeEd25519.importKey(bytes(publicKey)).catch(() => undefined)
          return key !== undefined && key.verify(bytes(signature), bytes(message))
        }`,
      resolveDir: new URL('../../', import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    format: 'iife',
  })
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' })
})

afterAll(() => browser.close())

it.each(Object.entries(ED25519_FILES))('[VE8] Chromium judges %s as Node does', async (file, cases) => {
  const given = cases.map(({ publicKey, message, signature }) =>
    [publicKey, message, signature].map((bytes) => Buffer.from(bytes).toString('hex')),
  )
  const verdicts = await page.evaluate(async (inputs) => {
    const { judge } = globalThis as unknown as { judge: (...parts: string[]) => Promise<boolean> }
    return Promise.all(inputs.map((parts) => judge(...parts)))
  }, given)
  const expected = cases.map(({ id, valid }) => valid !== Object.hasOwn(EXCEPTIONS[file] ?? {}, id))
  expect(verdicts).toEqual(expected)
})

it('[EN2] Chromium writes and reads long base64url as Node does, in its one form only', async () => {
  const bytes = Array.from({ length: 5_000 }, (_, at) => (at * 31) % 256)
  const text = Buffer.from(bytes).toString('base64url')
  const spoiled = ['=', ' ', '+', '\n', 'é'].map((fault) => `${text.slice(0, 2_000)}${fault}${text.slice(2_001)}`)
  const found = await page.evaluate(
    ([given, wrong]) => {
      const { base64url } = globalThis as unknown as {
        base64url: {
          decodeBase64url: (text: string) => Uint8Array | null
          encodeBase64url: (bytes: Uint8Array) => string
        }
      }
      const decoded = base64url.decodeBase64url(given)
      return {
        bytes: [...(decoded ?? [])],
        text: base64url.encodeBase64url(decoded ?? new Uint8Array()),
        wrong: wrong.map((one) => base64url.decodeBase64url(one)),
        loose: base64url.decodeBase64url(`${given}=`),
      }
    },
    [text, spoiled] as const,
  )
  expect(found).toEqual({ bytes, text, wrong: spoiled.map(() => null), loose: null })
})
