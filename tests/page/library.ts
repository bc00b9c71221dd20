/** Stands in for `ghost-chat` in the page's tests: the element's stage, with the identities of the library itself. */
export * from '../element/stage.ts'
export { forgetStoredKey, seed, storedKey } from '../../packages/ghost-chat/src/index.ts'
