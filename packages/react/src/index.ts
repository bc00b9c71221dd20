/**
 * Ghost Chat for React.
 */
export {}
