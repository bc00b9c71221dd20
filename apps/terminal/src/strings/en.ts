/**
 * Every word that the terminal shows, in English, by the part that says it. A text with something in it is a function of
 * that: other languages order and inflect it their own way.
 */
export const en = {
  failure: {
    /** Why a message was not sent, after "not sent: ". */
    noConnection: 'there’s no connection',
  },
}
