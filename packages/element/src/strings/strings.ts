/** The element's catalogue of texts. Nothing else in the element holds words that people read. */
import { en } from './en.ts'

/** A catalogue in any language. */
export type Strings = typeof en

export const strings: Strings = en
