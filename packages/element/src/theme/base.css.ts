/**
 * What every shadow root of the interface begins with: boxes, buttons, focus, names and avatars. Colours come from
 * the tokens of the outermost host.
 */
import { css } from 'lit'

export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  dialog {
    margin: 0;
    padding: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  /* 1rem at least, which is 16px or what people set: iOS zooms into fields with smaller text. */
  button,
  input,
  textarea {
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button {
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  a {
    color: var(--ghost-accent);
    text-underline-offset: 2px;
    unicode-bidi: isolate;
  }

  :focus-visible {
    outline: 2px solid var(--ghost-accent);
    outline-offset: 2px;
  }

  h2:focus,
  h3:focus {
    outline: none;
  }

  .primary {
    min-height: 44px;
    padding: 8px 18px;
    border: 1px solid transparent;
    border-radius: 12px;
    background: var(--ghost-accent);
    color: var(--ghost-on-accent);
    font-weight: 600;
  }

  .primary:hover {
    background: var(--ghost-accent-strong);
  }

  .small {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--ghost-edge);
    border-radius: 999px;
    background: transparent;
    color: var(--ghost-ink);
    font-size: 0.875em;
  }

  .small:hover {
    background: var(--ghost-sunken);
  }

  .small[aria-disabled='true'] {
    opacity: 0.6;
  }

  /* A button that is a pictogram. */
  .tool {
    display: inline-flex;
    flex: none;
    gap: 7px;
    align-items: center;
    justify-content: center;
    min-width: 40px;
    min-height: 40px;
    padding: 6px 10px;
    border: 0;
    border-radius: 12px;
    background: transparent;
    color: var(--ghost-ink-soft);
    font-size: 0.9em;
  }

  .tool:hover,
  .tool[aria-expanded='true'] {
    background: var(--ghost-sunken);
    color: var(--ghost-ink);
  }

  .icon {
    display: block;
    flex: none;
    width: 20px;
    height: 20px;
    fill: none;
    stroke: currentcolor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.6;
  }

  .avatar {
    display: block;
    flex: none;
    width: 36px;
    height: 36px;
  }

  .name {
    display: inline-flex;
    gap: 0.4em;
    flex-wrap: wrap;
    align-items: baseline;
    min-width: 0;
    max-width: 100%;
  }

  .nick {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .nameless {
    font-style: italic;
    font-weight: 500;
  }

  .tail {
    flex: none;
    color: var(--ghost-ink-soft);
    font-weight: 400;
    font-size: max(0.6875rem, 0.8em);
    font-family: var(--ghost-mono);
  }

  .account {
    flex: none;
    align-self: center;
    color: var(--ghost-good);
  }

  .account .icon {
    width: 16px;
    height: 16px;
  }

  /* Whose log-in an account is, and that a name is not one person's alone: told beside the name, in words. */
  .site,
  .namesake {
    color: var(--ghost-wait);
    font-weight: 500;
    font-size: max(0.6875rem, 0.8em);
    overflow-wrap: anywhere;
  }

  .namesake {
    flex: none;
    align-self: center;
    padding: 0 6px;
    border: 1px solid currentcolor;
    border-radius: 999px;
    line-height: 1.4;
  }

  .hidden-words {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      scroll-behavior: auto !important;
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      /* A duration, however short, would have every change of size measured as it was before. */
      transition: none !important;
    }
  }
`
