import { trystero } from '../systems/trystero.ts'
import { play } from './play.ts'

play(trystero())
