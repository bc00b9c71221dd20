import { css } from 'lit'

export const composerStyle = css`
  :host {
    position: relative;
    display: block;
    flex: none;
  }

  .composer {
    position: relative;
    width: 100%;
    max-width: 820px;
    margin: 0 auto;
    padding-block: 2px max(16px, env(safe-area-inset-bottom));
    padding-inline: 20px;
  }

  .field {
    display: flex;
    gap: 2px;
    align-items: flex-end;
    padding: 5px;
    border: 1px solid var(--ghost-edge);
    border-radius: 18px;
    background: var(--ghost-raised);
  }

  .field:focus-within {
    border-color: var(--ghost-accent);
    outline: 1px solid var(--ghost-accent);
  }

  .private .field {
    border-color: var(--ghost-direct);
    border-style: dashed;
    background: var(--ghost-direct-ground);
  }

  .private .field:focus-within {
    border-style: solid;
    outline-color: var(--ghost-direct);
  }

  textarea {
    flex: 1;
    min-width: 0;
    min-height: 40px;
    max-height: min(40dvh, 15em);
    padding: 8px 6px 8px 10px;
    border: 0;
    background: transparent;
    line-height: 1.5;
    resize: none;
    overflow-wrap: anywhere;
    field-sizing: content;
  }

  /* The field around it shows the focus. */
  textarea:focus-visible {
    outline: none;
  }

  textarea::placeholder {
    overflow: hidden;
    color: var(--ghost-ink-soft);
    opacity: 1;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .emoji {
    width: 40px;
    padding: 0;
    border-radius: 13px;
  }

  .send {
    display: grid;
    flex: none;
    place-items: center;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 0;
    border-radius: 13px;
    background: transparent;
    color: var(--ghost-ink-soft);
    transition:
      background 0.12s,
      color 0.12s;
  }

  .send.ready {
    background: var(--ghost-accent);
    color: var(--ghost-on-accent);
  }

  .send.ready:hover {
    background: var(--ghost-accent-strong);
  }

  .private .send.ready {
    background: var(--ghost-direct);
    color: var(--ghost-surface);
  }

  .banner {
    display: flex;
    gap: 10px;
    align-items: center;
    margin-block-end: 6px;
    padding-inline: 12px 0;
    border-inline-start: 3px solid var(--ghost-accent);
    font-size: 0.85em;
    line-height: 1.4;
  }

  .banner > .icon {
    color: var(--ghost-accent);
  }

  .banner p {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .banner .nick {
    max-width: 14em;
  }

  .banner.direct {
    border-inline-start-color: var(--ghost-direct);
    color: var(--ghost-direct);
    font-weight: 600;
  }

  .banner.direct > .icon,
  .banner.direct .tail {
    color: inherit;
  }

  .quoted {
    display: block;
    overflow: hidden;
    color: var(--ghost-ink-soft);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .note {
    padding: 0 12px 4px;
    color: var(--ghost-ink-soft);
    font-size: 0.8em;
  }

  .note.problem {
    color: var(--ghost-danger);
  }

  .note:empty {
    display: none;
  }

  :host(:dir(rtl)) .answering > .icon {
    transform: scaleX(-1);
  }

  @container (max-width: 620px) {
    .composer {
      padding-block-end: max(10px, env(safe-area-inset-bottom));
      padding-inline: max(10px, env(safe-area-inset-left)) max(10px, env(safe-area-inset-right));
    }
  }
`
