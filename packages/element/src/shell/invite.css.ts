import { css } from 'lit'

export const inviteStyle = css`
  :host {
    display: block;
    flex: 0 1 auto;
    min-height: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .whole {
    display: grid;
    gap: 10px;
    max-width: 420px;
    margin: 0 auto;
    padding: 12px 24px 20px;
    justify-items: center;
    text-align: center;
    text-wrap: balance;
  }

  .ghost {
    width: 56px;
    height: 56px;
    fill: var(--ghost-accent);
  }

  .ghost circle {
    fill: var(--ghost-surface);
  }

  h3 {
    font-weight: 660;
    font-size: 1.125em;
    line-height: 1.35;
  }

  p {
    color: var(--ghost-ink-soft);
    font-size: 0.925em;
    line-height: 1.45;
  }

  .qr {
    width: 168px;
    height: 168px;
    border-radius: 12px;
  }

  .strip {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: center;
    justify-content: center;
    max-width: 820px;
    margin: 0 auto;
    padding: 6px 32px;
    text-align: center;
  }

  input {
    width: 100%;
    min-height: 44px;
    padding: 9px 14px;
    border: 1px solid var(--ghost-edge);
    border-radius: 12px;
    background: var(--ghost-raised);
  }

  .by-hand {
    flex-basis: 100%;
  }
`
