import { direct } from '../systems/ghost-chat.ts'
import { play } from './play.ts'

play(direct)
