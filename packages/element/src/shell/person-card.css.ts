import { css } from 'lit'

export const personCardStyle = css`
  dialog {
    width: min(320px, 100vw - 16px);
  }

  dialog::backdrop {
    background: transparent;
  }

  .head {
    padding-inline-start: 18px;
  }

  .body {
    gap: 12px;
    padding: 4px 18px 18px;
  }

  .top {
    display: flex;
    gap: 12px;
    align-items: center;
    min-width: 0;
    font-size: 0.94em;
  }

  .top .avatar {
    width: 40px;
    height: 40px;
  }

  .fact {
    display: grid;
    gap: 2px;
  }

  .doubtful {
    color: var(--ghost-wait);
  }

  .fact .site {
    color: var(--ghost-ink);
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  code {
    font-size: 0.78em;
    font-family: var(--ghost-mono);
    line-height: 1.5;
    overflow-wrap: anywhere;
    user-select: all;
  }

  .key summary {
    min-height: 24px;
    color: var(--ghost-ink-soft);
    font-size: 0.9em;
    cursor: pointer;
  }

  .key code {
    display: block;
    margin-block: 2px 8px;
  }

  .actions {
    display: grid;
    gap: 4px;
    margin-inline: -8px;
  }

  .actions .soft {
    padding-inline: 10px;
  }

  .action {
    display: flex;
    gap: 12px;
    align-items: center;
    min-height: 44px;
    padding: 8px 10px;
    border: 0;
    border-radius: 12px;
    background: transparent;
    font-weight: 500;
    text-align: start;
  }

  .action:hover {
    background: var(--ghost-sunken);
  }

  .action .icon {
    color: var(--ghost-ink-soft);
  }

  .rename {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px;
    align-items: end;
  }

  @media (max-width: 479px) {
    dialog {
      width: 100%;
    }

    dialog::backdrop {
      background: rgb(8 16 20 / 45%);
    }
  }
`
