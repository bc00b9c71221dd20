import { trystero } from '../systems/trystero.ts'

const { send } = await trystero().join(`ws://${location.host}`, 'room', {
  onMessage: console.log,
  onPeer: () => void send('hello'),
})
