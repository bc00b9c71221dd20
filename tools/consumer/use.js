// What a newcomer's first hour looks like: an app with all packages installed, plain JavaScript, no options
// of ours. It starts the relay's command, opens two spaces over it, and sees a message go from one to the other, and
// one from the terminal's command.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { GhostChatElement } from '@ghost-chat/element'
import { GhostChat, useGhostChat } from '@ghost-chat/react'
import { openSpace } from 'ghost-chat'

// An app that also runs on a server imports the interface there, where there is no page, and shows nothing of it.
for (const there of [GhostChatElement, GhostChat, useGhostChat]) {
  if (there === undefined) throw new Error('the interface lacks a part')
}
const tag = readFileSync(fileURLToPath(import.meta.resolve('@ghost-chat/element/browser')), 'utf8')
if (!tag.includes('ghost-chat')) throw new Error('the script for a tag is not the element')

const [relayCommand, ghostCommand] = process.argv.slice(2)
const relay = spawn(process.execPath, [relayCommand, '--host', '127.0.0.1', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
// Whatever goes wrong below, the relay must not outlive this script.
process.on('exit', () => relay.kill())

const address = await relayAddress()
const [alice, bob] = await Promise.all([
  openSpace('fit-to-publish', { relays: [address] }),
  openSpace('fit-to-publish', { relays: [address] }),
])
const [alicesChat, bobsChat] = await Promise.all([alice.joinChat('lobby'), bob.joinChat('lobby')])

await until(bobsChat, 'user-joined', () => bobsChat.onlineUsers().length === 2)
await until(alicesChat, 'user-joined', () => alicesChat.onlineUsers().length === 2)

const received = new Promise((resolve) => {
  bobsChat.on('message', (did, message) => resolve({ did, text: String(message) }))
})
const sent = await alicesChat.send('hello from a tarball')
const { did, text } = await received
if (text !== 'hello from a tarball' || did !== sent.from) throw new Error(`got ${text} from ${did}`)

const fromTerminal = new Promise((resolve) => {
  bobsChat.on('message', (_, message) => resolve(String(message)))
})
const ghost = spawn(process.execPath, [ghostCommand, 'send', 'fit-to-publish/lobby', '--relay', address], {
  stdio: ['pipe', 'inherit', 'inherit'],
})
process.on('exit', () => ghost.kill())
ghost.stdin.end('hello from a terminal\n')
const [ghostCode] = await once(ghost, 'exit')
if (ghostCode !== 0) throw new Error(`ghost ended with ${ghostCode}`)
if ((await fromTerminal) !== 'hello from a terminal')
  throw new Error(`got ${await fromTerminal} from a terminal`)

await alicesChat.leaveChat()
await bobsChat.leaveChat()
await Promise.all([alice.close(), bob.close()])
relay.kill('SIGINT')
const [code] = await once(relay, 'exit')
if (code !== 0) throw new Error(`ghost-relay ended with ${code}`)
console.log(`got "${text}" from another member, and what a terminal said`)

async function relayAddress() {
  for await (const line of createInterface({ input: relay.stdout })) {
    const found = /https?:\/\/[\w.:[\]-]+/.exec(line)
    if (found !== null) return found[0]
  }
  throw new Error('ghost-relay ended before it named its address')
}

/** Resolves when the condition holds, now or after one of these events. */
function until(chat, event, holds) {
  return new Promise((resolve) => {
    if (holds()) return resolve()
    const stop = chat.on(event, () => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}
