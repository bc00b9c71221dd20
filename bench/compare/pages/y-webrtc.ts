import { yWebrtc } from '../systems/y-webrtc.ts'
import { play } from './play.ts'

play(yWebrtc)
