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
    display: flex;
    grid-area: author;
    align-items: baseline;
    min-width: 0;
    margin-block-end: 3px;
    font-size: 0.9em;
    /* 24 px of 16: heights that are no whole pixels would make the list jitter. */
    line-height: 1.6667;
  }

  .author button {
    min-width: 0;
    max-width: 100%;
    min-height: max(24px, 1.6667em);
    padding: 0;
    border: 0;
    background: transparent;
    text-align: start;
    vertical-align: top;
  }

  .left {
    margin-inline-start: 0.4em;
    color: var(--ghost-ink-soft);
    font-size: 0.85em;
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
    line-height: 1.5625;
  }

  .private > span {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .private .icon {
    width: 1.1em;
    height: 1.1em;
  }

  .private .nick {
    max-width: 12em;
  }

  .private .tail {
    color: inherit;
  }

  /* It reads in the direction of its text, and the time stands at the end of that. */
  .said {
    position: relative;
    text-align: start;
  }

  .text {
    display: block;
    min-width: 0;
    max-width: 100%;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  /*
   * Room for the time behind the last word, as wide as the time is. A word joiner holds the two together: where they
   * do not fit, the word goes to the next line with it.
   */
  .text::after {
    padding-inline-start: var(--beside);
    font-size: 0.75em;
    white-space: nowrap;
    content: '\\2060' attr(data-when);
    visibility: hidden;
    --beside: 1.1em;
  }

  .own .text::after {
    --beside: 2.55em;
  }

  .direct .text::after {
    --beside: 2.55em;
  }

  .own.direct .text::after {
    --beside: 4em;
  }

  .large::after {
    font-size: 0.3333em;
  }

  .large {
    font-size: 2.25em;
    line-height: 1.25;
  }

  .unseen {
    color: var(--ghost-ink-soft);
    font-style: italic;
  }

  /* The time of a long text stands below its button. */
  .long {
    padding-block-end: 1.125em;
  }

  .long .text::after {
    content: none;
  }

  .folded {
    max-height: 15em;
    overflow: hidden;
    mask-image: linear-gradient(#000 75%, transparent);
  }

  .unbroken {
    font-kerning: none;
    font-variant-ligatures: none;
  }

  .unfold {
    margin-block: 6px 2px;
  }

  .meta {
    position: absolute;
    inset-block-end: -0.1em;
    inset-inline-end: 0;
    display: flex;
    gap: 0.3em;
    align-items: center;
    color: var(--ghost-ink-soft);
    font-size: 0.75em;
    line-height: 1.65;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  .meta .icon {
    width: 1.15em;
    height: 1.15em;
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

  .lock {
    color: var(--ghost-direct);
  }

  .sent .state .icon {
    stroke-width: 2;
  }

  .sending:not(.direct) .bubble,
  .message.waiting:not(.direct) .bubble {
    background: color-mix(in srgb, var(--ghost-own) 65%, var(--ghost-surface));
  }

  .failed .bubble {
    border: 1px dashed var(--ghost-danger);
    background: transparent;
  }

  .nobody {
    grid-area: failure;
    margin-block-start: 4px;
    color: var(--ghost-ink-soft);
    font-size: 0.8em;
    text-align: end;
  }

  .failure {
    display: grid;
    grid-area: failure;
    gap: 6px;
    justify-items: end;
    margin-block: 6px 8px;
    color: var(--ghost-danger);
    font-size: 0.85em;
    text-align: end;
  }

  /* It goes out by itself: what can be done meanwhile is offered quietly. */
  .failure.waiting {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: center;
    justify-content: flex-end;
    margin-block: 2px 4px;
    color: var(--ghost-ink-soft);
  }

  .waiting .actions {
    gap: 0;
  }

  .waiting .small {
    min-height: max(28px, 1.75em);
    padding: 2px 8px;
    border-color: transparent;
    color: var(--ghost-accent);
    font-size: 1em;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
  }
`
