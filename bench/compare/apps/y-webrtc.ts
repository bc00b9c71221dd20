import { yWebrtc } from '../systems/y-webrtc.ts'

const { send } = await yWebrtc.join(`ws://${location.host}`, 'room', {
  onMessage: console.log,
  onPeer: () => undefined,
})
send('hello')
