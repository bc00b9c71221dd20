import { css } from 'lit'

/** The launcher in the corner and the room above it; on a phone the room takes the whole screen. */
export const popupStyle = css`
  :host([layout='popup']) {
    position: fixed;
    z-index: var(--ghost-z-index, 1000);
    inset-block-end: max(20px, env(safe-area-inset-bottom));
    inset-inline-end: max(20px, env(safe-area-inset-right));
    block-size: auto;
  }

  .popup {
    position: fixed;
    inset-block-end: calc(max(20px, env(safe-area-inset-bottom)) + 72px);
    inset-inline-end: max(20px, env(safe-area-inset-right));
    inline-size: min(400px, 100vw - 40px);
    block-size: min(640px, 100dvh - 116px);
    border: 1px solid var(--ghost-line);
    border-radius: 20px;
    box-shadow: var(--ghost-shadow);
    animation: unfold 0.18s ease-out;
  }

  @keyframes unfold {
    from {
      opacity: 0;
      transform: translateY(12px) scale(0.98);
    }
  }

  .launcher {
    position: relative;
    display: grid;
    width: 56px;
    height: 56px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 20px;
    background: var(--ghost-accent);
    box-shadow: var(--ghost-shadow);
    color: var(--ghost-on-accent);
    place-items: center;
  }

  .launcher:hover {
    background: var(--ghost-accent-strong);
  }

  .launcher .icon {
    width: 28px;
    height: 28px;
  }

  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -6px;
    min-width: 24px;
    padding: 0 6px;
    border: 2px solid var(--ghost-surface);
    border-radius: 999px;
    background: var(--ghost-danger);
    color: var(--ghost-surface);
    font-weight: 700;
    font-size: 0.8125rem;
    line-height: 1.25rem;
    text-align: center;
  }

  .badge.private {
    background: var(--ghost-direct);
  }

  .badge .icon {
    display: inline-block;
    width: 0.875rem;
    height: 0.875rem;
    vertical-align: -2px;
  }

  /* Where the launcher is in sight, it closes what it has opened. */
  .minimise {
    display: none;
  }

  @media (max-width: 479px) {
    .popup {
      inset: 0;
      inline-size: 100%;
      block-size: 100dvh;
      border: 0;
      border-radius: 0;
      padding-block-start: env(safe-area-inset-top);
    }

    .popup:not([hidden]) + .launcher {
      display: none;
    }

    .minimise {
      display: inline-flex;
    }
  }
`
