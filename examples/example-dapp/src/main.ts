/**
 * The dapp: a box, a space, a ghost thread, in the calls that a dapp of 2019 made.
 */
import { findWallets, type Eip1193Provider } from 'ghost-chat'
import { Box, type GhostThread } from 'ghost-chat/3box'
import { find, textOf } from './dom.ts'
import { hideRoom, refresh, showRoom } from './room.ts'

const join = find('join', HTMLFormElement)
const post = find('post', HTMLFormElement)
const joinButton = find('join-button', HTMLButtonElement)
const problem = find('problem', HTMLParagraphElement)

let box: Box | null = null
let hasWallet = false
let thread: GhostThread | null = null

/** Does something that may fail, and says so in words if it does. */
async function attempt(button: HTMLButtonElement, action: () => Promise<void>): Promise<void> {
  button.disabled = true
  problem.hidden = true
  try {
    await action()
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error)
    problem.hidden = false
  } finally {
    button.disabled = false
  }
}

function onClick(id: string, action: () => Promise<void>): void {
  const button = find(id, HTMLButtonElement)
  button.addEventListener('click', () => void attempt(button, action))
}

async function walletOfPage(): Promise<Eip1193Provider | undefined> {
  const [found] = await findWallets()
  return found?.provider ?? (window as { readonly ethereum?: Eip1193Provider }).ethereum
}

function show(state: string): void {
  find('box-state', HTMLParagraphElement).textContent = state
  find('open-box', HTMLButtonElement).hidden = hasWallet
  find('read-only', HTMLButtonElement).hidden = box !== null
  find('logout', HTMLButtonElement).hidden = box === null
  joinButton.disabled = box === null
}

onClick('open-box', async () => {
  const provider = await walletOfPage()
  if (provider === undefined) throw new Error('This browser has no wallet.')
  const accounts = await provider.request({ method: 'eth_requestAccounts' })
  const [address] = Array.isArray(accounts) ? (accounts as unknown[]) : []
  if (typeof address !== 'string') throw new Error('The wallet gives this site no account.')
  // Whoever read so far comes back with a name: a box is somebody's from the beginning.
  await box?.logout()
  hideRoom()
  box = await Box.openBox(address, provider)
  hasWallet = true
  show(`The box of ${address} is open. The wallet is asked when you join a thread of a space.`)
})

onClick('read-only', async () => {
  box = Box.create()
  show('You read without a box.')
  await Promise.resolve()
})

onClick('logout', async () => {
  await box?.logout()
  box = null
  hasWallet = false
  thread = null
  hideRoom()
  show('No box is open.')
})

onClick('leave', async () => {
  await thread?.close()
  thread = null
  hideRoom()
})

join.addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(joinButton, async () => {
    if (box === null) return
    const [space, name] = [textOf(join, 'space'), textOf(join, 'thread')]
    const options = { ghost: new FormData(join).has('ghost') }
    const joined = hasWallet
      ? await (await box.openSpace(space)).joinThread(name, options)
      : await box.openThread(space, name, options)
    if (joined === thread) return
    await thread?.close()
    thread = joined
    await showRoom(thread, space)
  })
})

post.addEventListener('submit', (event) => {
  event.preventDefault()
  const [button, message, current] = [post.querySelector('button'), textOf(post, 'message'), thread]
  if (button === null || current === null || message === '') return
  void attempt(button, async () => {
    await current.post(message)
    post.reset()
    await refresh(current)
  })
})
