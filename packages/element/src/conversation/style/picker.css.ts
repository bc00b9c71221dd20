import { css } from 'lit'

export const pickerStyle = css`
  :host {
    position: absolute;
    z-index: 3;
    inset-block-end: calc(100% + 4px);
    inset-inline: 20px;
  }

  .picker {
    display: grid;
    grid-template-rows: auto auto 1fr auto;
    width: min(23.25em, 100%);
    height: min(23.75em, 52dvh);
    margin-inline-start: auto;
    border: 1px solid var(--ghost-line);
    border-radius: 18px;
    background: var(--ghost-surface);
    box-shadow: var(--ghost-shadow);
    overflow: hidden;
  }

  input {
    min-width: 0;
    min-height: 40px;
    margin: 10px 10px 4px;
    padding: 6px 12px;
    border: 1px solid var(--ghost-edge);
    border-radius: 12px;
    background: var(--ghost-raised);
  }

  input::placeholder {
    color: var(--ghost-ink-soft);
    opacity: 1;
  }

  input:focus-visible {
    outline-offset: 0;
  }

  .groups {
    display: flex;
    padding: 2px 8px 4px;
    border-block-end: 1px solid var(--ghost-line);
    overflow: auto hidden;
    scrollbar-width: none;
  }

  .groups button {
    flex: 1;
    min-width: max(32px, 1.8em);
    height: max(34px, 2em);
    padding: 0;
    border: 0;
    border-radius: 10px;
    background: transparent;
    font-size: 1.125em;
    filter: grayscale(1);
    opacity: 0.75;
  }

  .groups button:hover,
  .groups button[aria-pressed='true'] {
    filter: none;
    opacity: 1;
  }

  .groups button[aria-pressed='true'] {
    background: var(--ghost-accent-ground);
  }

  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(2.5em, 1fr));
    grid-auto-rows: 2.5em;
    align-content: start;
    padding: 6px 8px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--ghost-line) transparent;
  }

  .emoji {
    padding: 0;
    border: 0;
    border-radius: 10px;
    background: transparent;
    font-size: 1.5em;
    line-height: 1;
  }

  .emoji:hover,
  .emoji:focus-visible {
    background: var(--ghost-sunken);
  }

  .emoji:focus-visible {
    outline-offset: -2px;
  }

  .label {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 38px;
    padding: 0 14px;
    border-block-start: 1px solid var(--ghost-line);
    color: var(--ghost-ink-soft);
    font-size: 0.8125em;
    overflow: hidden;
    white-space: nowrap;
  }

  .label span {
    font-size: 1.5em;
  }

  @container (max-width: 620px) {
    :host {
      inset-inline: 10px;
    }

    .picker {
      width: 100%;
    }
  }
`
