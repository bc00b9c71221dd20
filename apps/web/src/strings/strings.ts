/** The page's catalogue of texts. Nothing else in the page holds words that people read. */
import { en } from './en.ts'

/** A catalogue in any language. */
export type Strings = typeof en

export const strings: Strings = en
