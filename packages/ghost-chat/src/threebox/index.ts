/**
 * The names that 3Box developers know, over the same face.
 */
export {}
