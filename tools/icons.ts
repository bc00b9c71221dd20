// `node -C ghost-chat-source tools/run.js icons`: draws the page's icons from apps/web/src/ghost.svg, for systems that
// take no SVG. They are committed, since not everybody who builds the page has a browser at hand.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from './lib/chromium.ts'
import { root } from './lib/workspace.ts'

const source = join(root, 'apps/web/src/ghost.svg')
const folder = join(root, 'apps/web/src/icons')

interface Icon {
  readonly file: string
  readonly size: number
  /** Whether the system cuts it to a shape of its own: then the ground goes to the edges. */
  readonly isCut: boolean
  /** Of the picture's width; a maskable icon is safe within a circle of 80 % (W3C App Manifest). */
  readonly scale: number
}

const ICONS: readonly Icon[] = [
  { file: '192.png', size: 192, isCut: false, scale: 1 },
  { file: '512.png', size: 512, isCut: false, scale: 1 },
  { file: 'maskable-512.png', size: 512, isCut: true, scale: 0.9 },
  { file: 'touch-180.png', size: 180, isCut: true, scale: 1 },
]

export async function main(): Promise<number> {
  const executablePath = await findChromium()
  if (executablePath === undefined) {
    console.error('No Chromium was found to draw with.')
    return 1
  }
  const ghost = readFileSync(source, 'utf8')
  const ground = /<rect[^>]* fill="(#[0-9a-f]{6})"/.exec(ghost)?.[1] ?? '#000000'
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox'] })
  try {
    for (const icon of ICONS) {
      const page = await browser.newPage({ viewport: { width: icon.size, height: icon.size } })
      await page.setContent(pictureOf(ghost, ground, icon))
      writeFileSync(join(folder, icon.file), await page.screenshot({ omitBackground: !icon.isCut }))
      await page.close()
      console.log(icon.file)
    }
  } finally {
    await browser.close()
  }
  return 0
}

function pictureOf(ghost: string, ground: string, { size, isCut, scale }: Icon): string {
  const side = Math.round(size * scale)
  return `<style>
    body { display: grid; place-items: center; height: ${size}px; margin: 0; ${isCut ? `background: ${ground}` : ''} }
    svg { display: block; width: ${side}px; height: ${side}px }
  </style>${ghost}`
}
