import { css } from 'lit'

export const connectionPanelStyle = css`
  .state {
    display: grid;
    gap: 4px;
    padding: 12px 14px;
    border-radius: 12px;
    background: var(--ghost-raised);
  }

  .state strong {
    font-weight: 600;
  }

  h3 {
    margin-block: 4px 6px;
    font-weight: 600;
    font-size: 0.925em;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9em;
  }

  th {
    padding: 0 0 4px;
    color: var(--ghost-ink-soft);
    font-weight: 400;
    font-size: 0.9em;
    text-align: start;
  }

  td {
    padding: 6px 0;
    border-block-start: 1px solid var(--ghost-line);
  }

  td:first-child {
    max-width: 0;
    width: 60%;
  }

  th:last-child,
  td:last-child {
    text-align: end;
    white-space: nowrap;
  }

  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 6px 16px;
    font-size: 0.9em;
    line-height: 1.45;
  }

  dt {
    color: var(--ghost-ink-soft);
  }

  dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  code {
    font-family: var(--ghost-mono);
    font-size: 0.9em;
  }
`
