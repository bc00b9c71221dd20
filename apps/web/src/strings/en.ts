/**
 * Every word that the page shows around the room, in English, by the view that says it. A text with something in it is a
 * function of that: other languages order and inflect it their own way. The room itself is the element's.
 */
export const en = {
  offline: {
    offline: 'You’re offline. Reconnects automatically.',
  },
}
