import { css } from 'lit'

export const bubbleStyle = css`
  .quote {
    display: block;
    width: 100%;
    min-height: max(24px, 1.5em);
    margin-block: 2px 7px;
    padding: 4px 10px;
    border: 0;
    border-inline-start: 3px solid var(--ghost-accent);
    border-radius: 4px;
    background: color-mix(in srgb, var(--ghost-surface) 55%, transparent);
    font-size: 0.85em;
    line-height: 1.4;
    text-align: start;
  }

  button.quote:hover {
    background: var(--ghost-surface);
  }

  .quote.gone {
    color: var(--ghost-ink-soft);
    font-style: italic;
  }

  .direct .quote {
    border-inline-start-color: var(--ghost-direct);
  }

  .quoted {
    display: block;
    overflow: hidden;
    color: var(--ghost-ink-soft);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .doubt {
    display: flex;
    gap: 5px;
    align-items: center;
    margin-block-start: 2px;
    color: var(--ghost-wait);
    font-size: 0.8em;
    line-height: 1.5625;
  }

  .doubt .icon {
    width: 1.2em;
    height: 1.2em;
  }

  .own .doubt {
    color: inherit;
  }

  .reply {
    display: grid;
    grid-area: reply;
    place-items: center;
    align-self: center;
    width: 36px;
    height: 36px;
    padding: 0;
    border: 0;
    border-radius: 10px;
    background: transparent;
    color: var(--ghost-ink-soft);
  }

  :host(:dir(rtl)) .reply .icon,
  :host(:dir(rtl)) .cancel .icon {
    transform: scaleX(-1);
  }

  .reply:hover {
    background: var(--ghost-sunken);
    color: var(--ghost-ink);
  }

  @media (hover: hover) {
    .reply {
      opacity: 0;
    }

    .message:hover > .reply,
    .message:focus-visible > .reply,
    .reply:focus-visible {
      opacity: 1;
    }
  }

  .bubble {
    transition: box-shadow 0.3s;
  }

  .flash .bubble {
    box-shadow: 0 0 0 2px var(--ghost-accent);
  }

  @container (max-width: 620px) {
    .message {
      grid-template-columns: 30px fit-content(62ch) 32px;
      column-gap: 8px;
    }

    .own {
      grid-template-columns: 32px fit-content(62ch);
    }

    .face {
      width: 30px;
      height: 30px;
    }

    .reply {
      width: 32px;
    }
  }
`
