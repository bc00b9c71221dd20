/**
 * What the page may do. It stands in the page itself, so that it holds on any host; what a server's headers
 * forbid beyond it is forbidden too.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Wallets bring their pictures along as data.
  "img-src 'self' data:",
  "manifest-src 'self'",
  "worker-src 'self'",
  // The relay need not be where the page came from: it is asked over HTTP where it is, and reached by websocket.
  "connect-src 'self' ws: wss: http: https:",
  "base-uri 'none'",
  "form-action 'none'",
  // Nothing in the page turns what people write into markup or code, and the browser holds it to that: the element's
  // templates are the only markup that is read, and its worker the only script that is named by a text.
  "require-trusted-types-for 'script'",
  'trusted-types lit-html ghost-chat-worker',
].join('; ')
