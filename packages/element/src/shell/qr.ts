/** A QR code as a picture. It is loaded when somebody is alone in a room. */
import { html, type TemplateResult } from 'lit'
import { encode } from 'uqr'

/** ISO/IEC 18004: four modules of white on every side. */
const QUIET = 4

/** @throws where the text is too long for any code, some 2,300 bytes */
export function qrCode(text: string, label: string): TemplateResult {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  // White beneath and dark above in either scheme: not every camera reads the inverse.
  return html`<svg
    class="qr"
    data-testid="qr"
    viewBox="0 0 ${size} ${size}"
    role="img"
    aria-label=${label}
    shape-rendering="crispEdges"
  >
    <path fill="#ffffff" d="M0 0h${size}v${size}h-${size}z" />
    <path fill="#0d3b3a" d=${modules.join('')} />
  </svg>`
}
