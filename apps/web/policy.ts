/**
 * What the page may do. It stands in the page itself, so that it holds on any host; what a server's headers
 * forbid beyond it is forbidden too.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  // A relay tells its own websocket addresses, which need not be on the page's origin.
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  // Nothing in the page turns a string into markup or code; the browser holds it to that.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')
