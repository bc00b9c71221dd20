import { css } from 'lit'

export const peopleStyle = css`
  :host {
    display: flex;
    flex: none;
    flex-direction: column;
    width: 264px;
    border-inline-start: 1px solid var(--ghost-line);
    background: var(--ghost-raised);
    color: var(--ghost-ink);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .close {
    visibility: hidden;
  }

  :host([overlay]) .close {
    visibility: visible;
  }

  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-block: 12px 4px;
    padding-inline: 20px 10px;
  }

  h3 {
    color: var(--ghost-ink-soft);
    font-weight: 600;
    font-size: 0.85em;
  }

  .search {
    padding: 2px 20px 8px;
  }

  input {
    width: 100%;
    min-height: 40px;
    padding: 6px 12px;
    border: 1px solid var(--ghost-edge);
    border-radius: 12px;
    background: var(--ghost-surface);
    font-size: max(1rem, 1em);
  }

  ul {
    padding: 0 10px;
  }

  /* Two hundred people are there; only those in view are laid out and painted. */
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 50px;
  }

  .person {
    display: flex;
    gap: 10px;
    align-items: center;
    width: 100%;
    min-height: 50px;
    padding: 6px 10px;
    border: 0;
    border-radius: 12px;
    background: transparent;
    text-align: start;
  }

  .person:hover {
    background: var(--ghost-sunken);
  }

  .person:focus-visible {
    outline-offset: -2px;
  }

  .avatar {
    width: 32px;
    height: 32px;
  }

  .who {
    display: grid;
    flex: 1;
    min-width: 0;
    font-size: 0.94em;
    line-height: 1.3;
  }

  .how {
    color: var(--ghost-ink-soft);
    font-size: 0.84em;
  }

  .more {
    color: var(--ghost-ink-soft);
    opacity: 0;
  }

  .person:hover .more,
  .person:focus-visible .more {
    opacity: 1;
  }

  .more .icon {
    stroke-width: 2.4;
  }

  .note {
    padding: 8px 20px;
    color: var(--ghost-ink-soft);
    font-size: 0.84em;
    line-height: 1.45;
  }

  .foot {
    margin-block-start: auto;
    padding-block-end: max(18px, env(safe-area-inset-bottom));
  }
`
