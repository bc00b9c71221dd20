import { io } from 'socket.io-client'

const socket = io()
socket.on('message', console.log)
socket.emit('message', 'hello')
