import { css } from 'lit'

export const messageStyle = css`
  .message {
    display: grid;
    grid-template-areas: 'face author author' 'face bubble reply' '. failure .';
    grid-template-columns: 36px fit-content(62ch) 36px;
    column-gap: 10px;
    justify-content: start;
    margin-block-start: 14px;
    border-radius: var(--ghost-radius);
  }

  .message:focus-visible {
    outline-offset: 3px;
  }

  .continued {
    margin-block-start: 3px;
  }

  .face {
    grid-area: face;
    align-self: start;
    width: 36px;
    height: 36px;
    padding: 0;
    border: 0;
    border-radius: 11px;
    background: transparent;
  }

  .face .avatar {
    width: 100%;
    height: 100%;
  }

  .author {
    grid-area: author;
    min-width: 0;
    margin-block-end: 3px;
    font-size: 0.9em;
    line-height: 24px;
  }

  .author button {
    max-width: 100%;
    min-height: 24px;
    padding: 0;
    border: 0;
    background: transparent;
    text-align: start;
    vertical-align: top;
  }

  .author button:hover .nick {
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  .bubble {
    grid-area: bubble;
    justify-self: start;
    min-width: 0;
    max-width: 100%;
    padding: 8px 13px 7px;
    border: 1px solid transparent;
    border-radius: var(--ghost-radius);
    background: var(--ghost-bubble);
    /* Marks stacked on letters stay within the message that has them. */
    overflow: clip;
  }

  .message:not(.continued) .bubble {
    border-start-start-radius: 4px;
  }

  .own {
    grid-template-areas: 'reply bubble' 'failure failure';
    grid-template-columns: 36px fit-content(62ch);
    justify-content: end;
  }

  .own .bubble {
    justify-self: end;
    background: var(--ghost-own);
  }

  .own:not(.continued) .bubble {
    border-start-start-radius: var(--ghost-radius);
    border-start-end-radius: 4px;
  }

  .direct .bubble {
    border: 1px dashed var(--ghost-direct);
    background: var(--ghost-direct-ground);
  }

  .private {
    display: flex;
    gap: 6px;
    align-items: center;
    margin-block-end: 4px;
    color: var(--ghost-direct);
    font-weight: 600;
    font-size: 0.8em;
    line-height: 20px;
  }

  .private > span {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .private .icon,
  .lock .icon {
    width: 14px;
    height: 14px;
  }

  .private .nick {
    max-width: 12em;
  }

  .private .tail {
    color: inherit;
  }

  /* The time stands beside the last word where there is room, and below where there is none. */
  .said {
    display: flex;
    flex-wrap: wrap;
    column-gap: 14px;
    align-items: flex-end;
    justify-content: flex-end;
  }

  .text,
  .long {
    flex: 0 1 auto;
    min-width: 0;
    max-width: 100%;
    margin-inline-end: auto;
  }

  .text {
    display: block;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    text-align: start;
    unicode-bidi: isolate;
  }

  .large {
    font-size: 2.25em;
    line-height: 1.25;
  }

  .unseen {
    color: var(--ghost-ink-soft);
    font-style: italic;
  }

  .folded {
    max-height: 15em;
    overflow: hidden;
    mask-image: linear-gradient(#000 75%, transparent);
  }

  .unfold {
    margin-block: 6px 2px;
  }

  .meta {
    display: flex;
    gap: 4px;
    align-items: center;
    min-height: 20px;
    color: var(--ghost-ink-soft);
    font-size: 0.75em;
    line-height: 20px;
    white-space: nowrap;
  }

  .own .meta,
  .own .unseen {
    color: var(--ghost-own-soft);
  }

  .direct .meta,
  .direct .unseen {
    color: var(--ghost-ink-soft);
  }

  .failed .meta {
    color: var(--ghost-danger);
  }

  .failed .meta .icon {
    width: 16px;
    height: 16px;
  }

  .lock {
    color: var(--ghost-direct);
  }

  .sent .icon {
    width: 14px;
    height: 14px;
    stroke-width: 2;
  }

  .sending:not(.direct) .bubble {
    background: color-mix(in srgb, var(--ghost-own) 65%, var(--ghost-surface));
  }

  .failed .bubble {
    border: 1px dashed var(--ghost-danger);
    background: transparent;
  }

  .failure {
    display: grid;
    grid-area: failure;
    gap: 6px;
    justify-items: end;
    margin-block-start: 6px;
    color: var(--ghost-danger);
    font-size: 0.85em;
    text-align: end;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
  }
`
