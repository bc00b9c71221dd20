/**
 * What tests in a real browser have in hand: React, the hooks, and rooms on a network in memory that say who joined
 * and who left. Bundled by `tests/react/react-page.ts`.
 */
import { GhostChat, openSpace, type NetworkFactory, type Space } from 'ghost-chat'
import { MemoryHub, type MemoryNetwork } from 'ghost-chat/network/memory'
import * as react from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { flushSync } from 'react-dom'
import * as hooks from '../../src/index.ts'
import type { NamedSpaceOptions } from '../../src/options.ts'

/** Rooms in which it is written down who comes and goes. */
interface Town {
  readonly hub: MemoryHub
  /** `join lobby`, `leave lobby`: of who came over `options`, and of nobody else. */
  readonly log: readonly string[]
  readonly options: NamedSpaceOptions & { readonly network: NetworkFactory }
  /** Somebody else in a room of the town. */
  readonly witness: (room?: string) => Promise<GhostChat>
}

const spaces: Space[] = []

function town(): Town {
  const hub = new MemoryHub({
    after: (milliseconds, call) => {
      setTimeout(call, milliseconds)
    },
  })
  const log: string[] = []
  const network = (): Promise<MemoryNetwork> => Promise.resolve(watched(hub.network(), log))
  return {
    hub,
    log,
    options: { space: 'my-dapp', room: 'lobby', network },
    async witness(room = 'lobby') {
      const space = await openSpace('my-dapp', { network: hub.network() })
      spaces.push(space)
      return space.joinChat(room)
    },
  }
}

/** A node whose topics are joined and left in the log. */
function watched(node: MemoryNetwork, log: string[]): MemoryNetwork {
  const open = node.open.bind(node)
  node.open = (topic, handler) => {
    const room = topic.split('.').at(-1) ?? ''
    log.push(`join ${room}`)
    const channel = open(topic, handler)
    const close = channel.close.bind(channel)
    let isOpen = true
    channel.close = () => {
      if (isOpen) log.push(`leave ${room}`)
      isOpen = false
      return close()
    }
    return channel
  }
  return node
}

/** How many listeners of chats there are now, whoever added them. */
let listening = 0
const { on } = GhostChat.prototype
GhostChat.prototype.on = function (this: GhostChat, name, listener) {
  const stop = on.call(this, name, listener as never)
  let isOn = true
  listening += 1
  return () => {
    if (isOn) listening -= 1
    isOn = false
    stop()
  }
}

/** Resolves when it holds; looks at it with every turn of the event loop. */
async function until(what: string, holds: () => unknown, most = 20_000): Promise<void> {
  const end = performance.now() + most
  while (holds() !== true) {
    if (performance.now() > end) throw new Error(`Waited ${most} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

const roots: Root[] = []

/** A place in the page with a root of React's, and what it reports of errors it got over. */
function stage(): { readonly root: Root; readonly place: HTMLElement } {
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  roots.push(root)
  return { root, place }
}

/** Goes on from what a server wrote. */
function hydrate(html: string, node: react.ReactNode): { place: HTMLElement; problems: readonly unknown[] } {
  const place = document.body.appendChild(document.createElement('div'))
  place.setHTMLUnsafe(html)
  const problems: unknown[] = []
  roots.push(hydrateRoot(place, node, { onRecoverableError: (error) => problems.push(error) }))
  return { place, problems }
}

async function clear(): Promise<void> {
  for (const root of roots.splice(0)) root.unmount()
  await Promise.all(spaces.splice(0).map((space) => space.close()))
  document.body.replaceChildren()
}

const kit = {
  ...{ clear, flushSync, hooks, hydrate, react, stage, town, until },
  listening: () => listening,
}

declare global {
  var reactKit: typeof kit
}

globalThis.reactKit = kit
