/**
 * Colours, shapes and letters, as custom properties of the host that a page may set:
 * `ghost-chat { --ghost-accent: #7a2fb5 }`. Only the outermost element carries them; those inside inherit.
 * Text keeps 4.5:1 and what has to be told apart 3:1, in both schemes.
 */
import { css } from 'lit'

const LIGHT = css`
  color-scheme: light;
  --ghost-ground: #eef4f2;
  --ghost-surface: #ffffff;
  --ghost-raised: #f6faf9;
  --ghost-sunken: #e3ecea;
  --ghost-ink: #12232a;
  --ghost-ink-soft: #4a5f65;
  --ghost-line: #d3dfdc;
  --ghost-edge: #7d918f;
  --ghost-accent: #0b6b60;
  --ghost-accent-strong: #08554c;
  --ghost-accent-ground: #e0f2ed;
  --ghost-on-accent: #ffffff;
  --ghost-bubble: #e9f0ee;
  --ghost-own: #cfece4;
  --ghost-own-soft: #38605a;
  --ghost-direct: #6a3fa0;
  --ghost-direct-ground: #f3ecfb;
  --ghost-danger: #a82620;
  --ghost-danger-ground: #fdecea;
  --ghost-good: #1a7d50;
  --ghost-wait: #92600a;
  --ghost-shadow: 0 1px 2px rgb(18 35 42 / 8%), 0 12px 40px rgb(18 35 42 / 16%);
`

const DARK = css`
  color-scheme: dark;
  --ghost-ground: #0c1417;
  --ghost-surface: #121c20;
  --ghost-raised: #19262b;
  --ghost-sunken: #223138;
  --ghost-ink: #e4eeed;
  --ghost-ink-soft: #9db2b3;
  --ghost-line: #243338;
  --ghost-edge: #667c80;
  --ghost-accent: #6fdcc4;
  --ghost-accent-strong: #93ead6;
  --ghost-accent-ground: #16332f;
  --ghost-on-accent: #05231f;
  --ghost-bubble: #1d2b31;
  --ghost-own: #12463f;
  --ghost-own-soft: #9ccbc1;
  --ghost-direct: #cbb0f5;
  --ghost-direct-ground: #2a2140;
  --ghost-danger: #ff9a90;
  --ghost-danger-ground: #33191a;
  --ghost-good: #5fd39a;
  --ghost-wait: #efbe62;
  --ghost-shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 40px rgb(0 0 0 / 50%);
`

export const tokens = css`
  :host {
    ${LIGHT}
    --ghost-radius: 14px;
    --ghost-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
    --ghost-mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
    --ghost-font-size: 1rem;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${DARK}
    }
  }
  :host([theme='dark']) {
    ${DARK}
  }
`
