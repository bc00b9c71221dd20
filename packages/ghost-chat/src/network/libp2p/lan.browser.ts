/** Links without a relay: a browser cannot listen. See `lan.ts`. */
export const lan = null
