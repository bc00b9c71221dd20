/**
 * A small ghost for every DID, always the same one: colour, face and posture come from a hash of the DID.
 * It helps to recognise people; it proves nothing, since there are some hundred thousand pictures and keys are free.
 */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'

const BODY =
  'M16 6c-4.8 0-8.3 3.6-8.3 8.5v11c0 1 1.1 1.5 1.8.8l1.6-1.5a1 1 0 0 1 1.4 0l1.4 1.4a1 1 0 0 0 1.4 0l.7-.8.7.8a1 1 0 0 0 1.4 0l1.4-1.4a1 1 0 0 1 1.4 0l1.6 1.5c.7.7 1.8.2 1.8-.8v-11C24.3 9.6 20.8 6 16 6z'
const MOUTHS = [
  'M14 19.2h4',
  'M13.6 18.6c1.4 1.5 3.4 1.5 4.8 0',
  'M14.6 19a1.4 1.6 0 1 0 2.8 0a1.4 1.6 0 1 0-2.8 0',
  'M13.4 19.4c.9-1 1.7-1 2.6 0s1.7 1 2.6 0',
]

/** An `svg.avatar` that fills the size its surroundings give it; hidden from screen readers. */
export function avatar(did: string): TemplateResult {
  const [colours, face] = [hash(did, 0x811c9dc5), hash(did, 0x9747b28c)]
  const hue = (colours % 48) * 7.5
  const ground = (hue + 90 + ((colours >>> 8) % 13) * 15) % 360
  const ink = `hsl(${hue} 60% 14%)`
  const tilt = ((face % 7) - 3) * 3
  const eyes = (face >>> 8) % 4
  const mouth = MOUTHS[(face >>> 12) % MOUTHS.length] ?? ''
  const blush = (face >>> 16) % 3
  return html`<svg class="avatar" part="avatar" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="10" fill=${`hsl(${ground} 34% 36%)`} />
    <g transform=${`rotate(${tilt} 16 16)`}>
      <path d=${BODY} fill=${`hsl(${hue} 65% 76%)`} />
      ${eye(eyes, 12.9, ink)}${eye(eyes, 19.1, ink)}${blush === 0 ? nothing : cheeks(blush, ground)}
      <path d=${mouth} fill="none" stroke=${ink} stroke-width="1.3" stroke-linecap="round" />
    </g>
  </svg>`
}

function eye(kind: number, x: number, ink: string): SVGTemplateResult {
  if (kind === 0) return svg`<circle cx=${x} cy="14" r="1.7" fill=${ink} />`
  if (kind === 1) return svg`<ellipse cx=${x} cy="14" rx="1.3" ry="2.2" fill=${ink} />`
  const line = kind === 2 ? `M${x - 1.7} 14.4c1-1.5 2.4-1.5 3.4 0` : `M${x - 1.6} 14h3.2`
  return svg`<path d=${line} fill="none" stroke=${ink} stroke-width="1.4" stroke-linecap="round" />`
}

function cheeks(kind: number, hue: number): SVGTemplateResult {
  const [y, r] = kind === 1 ? [17.6, 1.2] : [11, 0.9]
  const fill = `hsl(${hue} 55% 52%)`
  return svg`<circle cx="11" cy=${y} r=${r} fill=${fill} /><circle cx="21" cy=${y} r=${r} fill=${fill} />`
}

/** FNV-1a, once for the colours and once for the face, 64 bits in all: spreads similar DIDs apart. */
function hash(text: string, basis: number): number {
  let bits = basis
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193)
  // Murmur3's last steps: the low bits, which choose the colour, then depend on every character.
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
