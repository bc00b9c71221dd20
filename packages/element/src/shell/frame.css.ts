import { css } from 'lit'

export const frameStyle = css`
  :host {
    display: block;
    block-size: 560px;
    color: var(--ghost-ink);
    font: var(--ghost-font-size) / 1.5 var(--ghost-font);
    -webkit-text-size-adjust: 100%;
    text-align: start;
    text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  .frame {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    background: var(--ghost-surface);
    overflow: hidden;
  }

  .bar {
    display: flex;
    flex: none;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    min-block-size: 64px;
    padding-block: 8px;
    padding-inline: 20px 12px;
    border-block-end: 1px solid var(--ghost-line);
  }

  ::slotted([slot='start']) {
    margin-inline: -14px -6px;
  }

  .where {
    position: relative;
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    min-width: 0;
  }

  .title {
    max-width: 100%;
    overflow: hidden;
    font-weight: 660;
    font-size: 1.125em;
    line-height: 1.35;
    letter-spacing: -0.01em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .connection {
    position: relative;
    display: flex;
    gap: 7px;
    align-items: center;
    max-width: calc(100% + 6px);
    min-height: 24px;
    margin-inline-start: -6px;
    padding: 0 6px;
    border: 0;
    border-radius: 8px;
    background: transparent;
    color: var(--ghost-ink-soft);
    font-size: 0.845em;
    line-height: 1.4;
    text-align: start;
  }

  .connection:hover {
    background: var(--ghost-sunken);
    color: var(--ghost-ink);
  }

  .connection > span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* A finger needs 44 px, which the bar has above and below the line. */
  .narrow .connection::after {
    position: absolute;
    inset: -10px 0;
    content: '';
  }

  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--ghost-wait);
  }

  [data-state='relayed'] > .dot,
  [data-state='direct'] > .dot {
    background: var(--ghost-good);
  }

  [data-state='offline'] {
    color: var(--ghost-danger);
  }

  [data-state='offline'] > .dot {
    background: var(--ghost-danger);
  }

  [data-state='connecting'] > .dot {
    animation: breathe 1.4s ease-in-out infinite;
  }

  @keyframes breathe {
    50% {
      opacity: 0.3;
    }
  }

  .tools {
    display: flex;
    flex: none;
    gap: 2px;
    align-items: center;
  }

  .banner {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    justify-content: space-between;
    padding: 8px 20px;
    background: var(--ghost-danger-ground);
    color: var(--ghost-danger);
    font-size: 0.9em;
    line-height: 1.4;
  }

  .banner p {
    flex: 1;
    min-width: min(100%, 12em);
  }

  .next {
    font-variant-numeric: tabular-nums;
  }

  .banner .small[aria-disabled='true'] {
    opacity: 0.6;
  }

  .banner .small {
    color: inherit;
    border-color: currentcolor;
  }

  .banner .small:hover {
    background: transparent;
    text-decoration: underline;
  }

  .columns {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
  }

  ghost-conversation {
    flex: 1;
    min-width: 0;
  }

  .blocked-line:not(:has(button)) {
    display: contents;
  }

  .blocked-line {
    display: flex;
    flex: none;
    gap: 4px 12px;
    align-items: center;
    width: 100%;
    max-width: 820px;
    margin: 0 auto;
    padding: 4px 20px 4px 32px;
    font-size: 0.925em;
  }

  .blocked-line:has(button) p {
    flex: 1;
    min-width: 0;
  }

  .empty {
    margin: auto;
    padding: 24px;
    color: var(--ghost-ink-soft);
    text-align: center;
  }

  .narrow .bar {
    padding-inline: 16px 6px;
  }

  .alone [data-testid='online-count'] {
    display: none;
  }

  .narrow .alone [data-testid='online-count'] {
    display: inline;
  }

  .narrow .wide {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  .narrow .tool {
    padding-inline: 8px;
  }

  .narrow ghost-room-people {
    position: absolute;
    z-index: 2;
    inset-block: 0;
    inset-inline-end: 0;
    width: min(300px, 88%);
    box-shadow: var(--ghost-shadow);
  }

  .narrow.people-open ghost-conversation {
    opacity: 0.45;
  }
`
