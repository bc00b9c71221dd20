/**
 * Every word that the element shows or a screen reader reads out, in English, by the part of the interface that says
 * it. A text with something in it is a function of that: other languages order and inflect it their own way.
 */
export const en = {
  connection: {
    connecting: 'Connecting…',
    connected: 'Connected',
    reconnecting: 'Reconnecting…',
    refused: 'Couldn’t join',
    lost: 'Connection lost. Reconnecting… Your messages will be sent when you’re back.',
    /** `reason`: a sentence of `failure`. */
    waiting: (reason: string, seconds: number) => `${reason} Retrying in ${seconds} s.`,
  },
}
