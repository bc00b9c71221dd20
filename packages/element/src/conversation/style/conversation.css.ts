import { css } from 'lit'

export const conversationStyle = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    container-type: inline-size;
    background: var(--ghost-surface);
    color: var(--ghost-ink);
    line-height: 1.5;
  }

  .typing,
  .hint {
    flex: none;
    width: 100%;
    max-width: 820px;
    margin: 0 auto;
    padding-inline: 32px;
    color: var(--ghost-ink-soft);
  }

  .typing {
    display: flex;
    gap: 8px;
    align-items: center;
    height: 1.6em;
    font-size: 0.8em;
  }

  .typing p {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .dots {
    display: inline-flex;
    flex: none;
    gap: 3px;
  }

  .dots i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: currentcolor;
    animation: beat 1.2s ease-in-out infinite;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes beat {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }

    30% {
      opacity: 1;
      transform: translateY(-2px);
    }
  }

  .hint {
    padding-block: 10px max(16px, env(safe-area-inset-bottom));
    font-size: 0.9em;
    text-align: center;
  }
`
