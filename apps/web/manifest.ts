/** What an installed page is called and how it looks (W3C Web Application Manifest). */

export interface IconFiles {
  readonly any: string
  readonly small: string
  readonly large: string
  readonly maskable: string
}

/** Paths are relative to the manifest, which lies beside the page: the page may be served from any folder. */
export function manifest({ any, small, large, maskable }: IconFiles): object {
  return {
    id: './',
    name: 'Ghost Chat',
    short_name: 'Ghost Chat',
    description: 'Chat rooms that exist only while people are in them: peer to peer, signed, stored nowhere.',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#eef4f2',
    theme_color: '#eef4f2',
    icons: [
      { src: any, type: 'image/svg+xml', sizes: 'any' },
      { src: small, type: 'image/png', sizes: '192x192' },
      { src: large, type: 'image/png', sizes: '512x512' },
      { src: maskable, type: 'image/png', sizes: '512x512', purpose: 'maskable' },
    ],
  }
}
