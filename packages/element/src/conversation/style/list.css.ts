import { css } from 'lit'

export const listStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  /* The list keeps its place itself: not every browser does. */
  .scroller {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-color: var(--ghost-line) transparent;
    scrollbar-width: thin;
  }

  .scroller:hover,
  .scroller:focus-within {
    scrollbar-color: var(--ghost-edge) transparent;
  }

  .scroller:focus-visible {
    outline-offset: -2px;
  }

  .content {
    position: relative;
    display: flex;
    flex-direction: column;
    width: 100%;
    max-width: 820px;
    min-height: 100%;
    margin: 0 auto;
    padding: 16px 20px 12px;
  }

  /*
   * A few messages stand at the foot, where the next will be. The list itself always begins at the head: a browser
   * takes it for a shift of the page when a box as large as this one begins elsewhere.
   */
  .lines {
    display: flex;
    flex: 1 0 auto;
    flex-direction: column;
    justify-content: flex-end;
  }

  .lines > * {
    flex: none;
  }

  .earlier {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    align-items: center;
    justify-content: center;
    min-height: 40px;
    padding-block-end: 8px;
    color: var(--ghost-ink-soft);
    font-size: 0.85em;
    text-align: center;
  }

  .spinner {
    width: 0.9em;
    height: 0.9em;
    border: 2px solid var(--ghost-line);
    border-block-start-color: var(--ghost-accent);
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  /* Two people's bubbles, about as high as those that come. */
  .skeleton {
    position: absolute;
    /* Below the line that says what is loading, which large letters break in two, and above the line of one's entrance. */
    inset-block: calc(4px + 3.25em) 6em;
    inset-inline: 20px;
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr);
    grid-auto-rows: max-content;
    gap: 4px 10px;
    overflow: hidden;
    mask-image: linear-gradient(#000 60%, transparent);
  }

  .skeleton i,
  .skeleton b {
    grid-column: 2;
    border-radius: var(--ghost-radius);
    background: var(--ghost-bubble);
    animation: wait 1.6s ease-in-out infinite;
  }

  .skeleton i {
    grid-column: 1;
    height: 36px;
    margin-block-start: 14px;
    border-radius: 11px;
  }

  .skeleton b {
    width: 46%;
    height: 2.6em;
  }

  .skeleton i + b {
    margin-block-start: 14px;
  }

  .skeleton b + b {
    width: 30%;
  }

  .skeleton b + i + b {
    width: 64%;
  }

  .skeleton b:nth-of-type(3n) {
    width: 38%;
  }

  @keyframes wait {
    50% {
      opacity: 0.45;
    }
  }

  /* Its height is measured: margins stay inside. */
  .row {
    display: flow-root;
    contain: layout style;
  }

  .day,
  .unread {
    display: flex;
    gap: 12px;
    align-items: center;
    margin-block: 22px 10px;
    color: var(--ghost-ink-soft);
    font-weight: 500;
    font-size: 0.8em;
    line-height: 1.5625;
  }

  .day::before,
  .day::after,
  .unread::before {
    flex: 1;
    height: 1px;
    background: var(--ghost-line);
    content: '';
  }

  .unread {
    margin-block: 14px 2px;
    color: var(--ghost-accent);
    font-weight: 650;
  }

  .unread::before {
    background: var(--ghost-accent);
    opacity: 0.5;
  }

  .line {
    margin-block: 12px;
    padding-inline: 24px;
    color: var(--ghost-ink-soft);
    font-size: 0.8125em;
    line-height: 1.45;
    text-align: center;
    overflow-wrap: anywhere;
  }

  .told + .told > .line {
    margin-block-start: -6px;
  }

  /* Before the list for the Tab key, and above it for the eye. */
  .to-end {
    position: absolute;
    z-index: 1;
    inset-block-end: 12px;
    inset-inline: 0;
    display: inline-flex;
    gap: 6px;
    align-items: center;
    width: fit-content;
    min-width: 40px;
    min-height: 40px;
    margin-inline: auto;
    padding: 6px 9px;
    border: 1px solid var(--ghost-line);
    border-radius: 999px;
    background: var(--ghost-surface);
    box-shadow: var(--ghost-shadow);
    color: var(--ghost-ink-soft);
    font-weight: 600;
    font-size: 0.9em;
    white-space: nowrap;
    animation: rise 0.16s ease-out;
  }

  .to-end:hover {
    color: var(--ghost-ink);
  }

  .new-messages {
    padding: 6px 16px 6px 12px;
    border-color: transparent;
    background: var(--ghost-accent);
    color: var(--ghost-on-accent);
  }

  .new-messages:hover {
    background: var(--ghost-accent-strong);
    color: var(--ghost-on-accent);
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }

  .spoken {
    inset-block-end: 0;
  }

  @container (max-width: 620px) {
    .content {
      padding: 12px 12px 8px;
    }

    .skeleton {
      inset-inline: 12px;
    }
  }
`
