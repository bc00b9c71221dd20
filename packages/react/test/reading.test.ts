import type { ChatEvents, GhostChat } from 'ghost-chat'
import { describe, expect, it, vi } from 'vitest'
import { reading, sameList, sameSaid } from '../src/reading.ts'

/** A chat of events alone, that counts who listens. */
function fakeChat() {
  const listeners = new Map<string, Set<() => void>>()
  const chat = {
    on(name: string, listener: () => void) {
      const there = listeners.get(name) ?? new Set()
      listeners.set(name, there.add(listener))
      return () => there.delete(listener)
    },
  }
  return {
    chat: chat as unknown as GhostChat,
    emit: (name: keyof ChatEvents) => listeners.get(name)?.forEach((listener) => listener()),
    count: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
  }
}

function numbers(always = false) {
  const list = [1]
  const read = vi.fn(() => [...list])
  const source = reading<readonly number[]>({
    events: ['message', 'gap'],
    nothing: [],
    read,
    settle: sameList,
    always,
  })
  return { list, read, source }
}

describe('a reading', () => {
  it('gives the same reference while it says the same', () => {
    const { list, source } = numbers()
    const { chat } = fakeChat()
    const first = source(chat).value()
    expect(source(chat).value()).toBe(first)
    list.push(2)
    expect(source(chat).value()).toEqual([1, 2])
    expect(Object.isFrozen(source(chat).value())).toBe(true)
  })

  it('is the same source for the same chat, and another one for another', () => {
    const { source } = numbers()
    const [one, two] = [fakeChat().chat, fakeChat().chat]
    expect(source(one)).toBe(source(one))
    expect(source(one)).not.toBe(source(two))
  })

  it('reads once an event while somebody listens', () => {
    const { list, read, source } = numbers()
    const { chat, emit } = fakeChat()
    const { value, subscribe } = source(chat)
    subscribe(() => undefined)
    value()
    value()
    expect(read).toHaveBeenCalledOnce()
    list.push(2)
    emit('gap')
    expect(value()).toEqual([1, 2])
    expect(value()).toBe(value())
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('takes in what happened while nobody listened', () => {
    const { list, source } = numbers()
    const { chat } = fakeChat()
    const { value, subscribe } = source(chat)
    subscribe(() => undefined)()
    value()
    list.push(2)
    subscribe(() => undefined)
    expect(value()).toEqual([1, 2])
  })

  it('can be told to read whenever somebody looks', () => {
    const { list, source } = numbers(true)
    const { chat } = fakeChat()
    const { value, subscribe } = source(chat)
    subscribe(() => undefined)
    expect(value()).toBe(value())
    list.push(2)
    expect(value()).toEqual([1, 2])
  })

  it('listens once for all who listen to it, and not at all after the last', () => {
    const { source } = numbers()
    const { chat, count, emit } = fakeChat()
    const changed = vi.fn()
    const one = source(chat).subscribe(changed)
    const two = source(chat).subscribe(changed)
    expect(count()).toBe(2)
    emit('message')
    expect(changed).toHaveBeenCalledTimes(2)
    one()
    one()
    expect(count()).toBe(2)
    two()
    expect(count()).toBe(0)
  })

  it('of no chat is nothing, and nobody listens', () => {
    const { source } = numbers()
    expect(source(undefined).value()).toEqual([])
    source(undefined).subscribe(() => undefined)()
  })
})

it('what says the same is the one from before', () => {
  const before = { a: 1, b: [2] }
  expect(sameSaid(before, { a: 1, b: [2] })).toBe(before)
  const now = { a: 1, b: [3] }
  expect(sameSaid(before, now)).toBe(now)
})
