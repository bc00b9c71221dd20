import { css } from 'lit'

export const dialogStyle = css`
  dialog {
    width: min(440px, 100vw - 32px);
    max-width: none;
    max-height: min(720px, 100dvh - 32px);
    margin: auto;
    border: 1px solid var(--ghost-line);
    border-radius: 20px;
    background: var(--ghost-surface);
    box-shadow: var(--ghost-shadow);
    color: var(--ghost-ink);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  dialog::backdrop {
    background: rgb(8 16 20 / 45%);
  }

  dialog[open] {
    animation: rise 0.16s ease-out;
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }

  .head {
    display: flex;
    gap: 12px;
    align-items: start;
    justify-content: space-between;
    padding-block: 16px 0;
    padding-inline: 22px 12px;
  }

  h2 {
    min-width: 0;
    padding-block: 7px;
    font-weight: 660;
    font-size: 1.125em;
    line-height: 1.4;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }

  .body {
    display: grid;
    gap: 16px;
    padding: 4px 22px 22px;
  }

  .soft {
    color: var(--ghost-ink-soft);
    font-size: 0.9em;
    line-height: 1.45;
  }

  .field {
    display: grid;
    gap: 6px;
  }

  .field label {
    font-weight: 600;
    font-size: 0.925em;
  }

  .optional {
    color: var(--ghost-ink-soft);
    font-weight: 400;
  }

  input {
    width: 100%;
    min-height: 44px;
    padding: 9px 14px;
    border: 1px solid var(--ghost-edge);
    border-radius: 12px;
    background: var(--ghost-raised);
  }

  input:focus-visible {
    border-color: var(--ghost-accent);
    outline-offset: 0;
  }

  .problem {
    padding: 10px 14px;
    border-radius: 12px;
    background: var(--ghost-danger-ground);
    color: var(--ghost-danger);
    font-size: 0.9em;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }

  /* On a phone it comes up from the lower edge, where the thumb is. */
  @media (max-width: 479px) {
    dialog {
      width: 100%;
      max-height: calc(100dvh - 24px);
      margin-block: auto 0;
      border-width: 1px 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }
  }
`
