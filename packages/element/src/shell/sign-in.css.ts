import { css } from 'lit'

export const signInStyle = css`
  .ways,
  .wallets {
    display: grid;
    gap: 8px;
  }

  .way {
    display: grid;
    padding-block: 9px;
    line-height: 1.35;
  }

  .way strong {
    font-weight: 600;
  }

  .way span {
    font-weight: 400;
    font-size: 0.845em;
  }

  .or {
    display: flex;
    gap: 12px;
    align-items: center;
    margin-block: 6px 2px;
    color: var(--ghost-ink-soft);
    font-size: 0.85em;
  }

  .or::before,
  .or::after {
    flex: 1;
    border-block-start: 1px solid var(--ghost-line);
    content: '';
  }

  .wallet {
    display: flex;
    gap: 12px;
    align-items: center;
    width: 100%;
    min-height: 52px;
    padding: 8px 14px;
    border: 1px solid var(--ghost-edge);
    border-radius: 12px;
    background: transparent;
    text-align: start;
  }

  .wallet:hover {
    background: var(--ghost-raised);
    border-color: var(--ghost-accent);
  }

  .primary[aria-disabled='true'],
  .wallet[aria-disabled='true'] {
    cursor: default;
    opacity: 0.6;
  }

  .wallet img,
  .no-picture {
    display: grid;
    flex: none;
    width: 28px;
    height: 28px;
    border-radius: 8px;
    place-items: center;
  }

  .no-picture {
    background: var(--ghost-sunken);
    color: var(--ghost-ink-soft);
  }

  .wallet-name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .rdns {
    flex: 0 1 auto;
    overflow: hidden;
    margin-inline-start: auto;
    color: var(--ghost-ink-soft);
    font-size: 0.8em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .wait:empty {
    display: none;
  }

  .end {
    display: flex;
    justify-content: end;
  }
`
