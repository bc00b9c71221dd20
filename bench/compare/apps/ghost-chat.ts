import { openSpace } from 'ghost-chat'

const space = await openSpace('app', { relays: [location.origin] })
const chat = await space.joinChat('room')
chat.on('message', (from, { text }) => console.log(from, text))
await chat.send('hello')
