/** Row 1: a stranger ends nothing. */
import { outcomeOf, type Attack } from '../attack.ts'

export const violations: Attack = {
  number: 1,
  promise: 'a stranger ends nothing',
  attack: '',
  mustHold: '0 exits; /health within 100 ms after each; RSS within 50 MB of before',
  againstAnyRelay: true,
  play: async () => outcomeOf([[false, 'not written yet']]),
}
