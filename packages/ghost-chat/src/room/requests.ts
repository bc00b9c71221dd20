/**
 * What members ask each other over a stream of its own (SPEC SY1 to SY6): requests and the head of an answer.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import { isDid, isSessionId } from '../wire/ids.ts'
import { parseJsonObject } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'

export type Request =
  | { readonly ask: 'hello'; readonly presence: string }
  | { readonly ask: 'roster' }
  | { readonly ask: 'newcomers'; readonly since: number }
  | {
      readonly ask: 'backlog'
      readonly limit: number
      readonly since: number
      /** What the authors are called as well (SY14). */
      readonly names?: true
    }
  | {
      readonly ask: 'repair'
      readonly iss: Did
      readonly sid: SessionId
      readonly from: number
      readonly to: number
    }
  /** Something said to one person (DM3). */
  | { readonly ask: 'direct'; readonly envelope: string }

export type AnswerStatus = 'ok' | 'busy' | 'unknown'

export interface AnswerHead {
  readonly status: AnswerStatus
  readonly count: number
}

const VERSION = 1
const encoder = new TextEncoder()

export function encodeRequest(request: Request): Uint8Array {
  const times = 'since' in request ? { since: request.since / 1000 } : {}
  return encoder.encode(JSON.stringify({ v: VERSION, ...request, ...times }))
}

/** Parses a request; `null` if it is malformed or of a kind that this version does not know. */
export function parseRequest(bytes: Uint8Array): Request | null {
  if (bytes.length > LIMITS.requestBytes) return null
  const value = parseJsonObject(bytes)
  if (value === null || value['v'] !== VERSION) return null
  switch (value['ask']) {
    case 'hello': {
      const { presence } = value
      return typeof presence === 'string' ? { ask: 'hello', presence } : null
    }
    case 'roster':
      return { ask: 'roster' }
    case 'newcomers': {
      const { since } = value
      return isTime(since) ? { ask: 'newcomers', since: since * 1000 } : null
    }
    case 'backlog': {
      const { limit, since } = value
      if (!isCount(limit) || !isTime(since)) return null
      const names = value['names'] === true ? ({ names: true } as const) : {}
      return { ask: 'backlog', limit: Math.min(limit, LIMITS.answerItems), since: since * 1000, ...names }
    }
    case 'repair': {
      const { iss, sid, from, to } = value
      if (!isDid(iss) || !isSessionId(sid) || !isCount(from) || !isCount(to) || to < from) return null
      return { ask: 'repair', iss, sid, from, to }
    }
    case 'direct': {
      const { envelope } = value
      return typeof envelope === 'string' ? { ask: 'direct', envelope } : null
    }
    default:
      return null
  }
}

export function encodeHead(head: AnswerHead): Uint8Array {
  return encoder.encode(JSON.stringify({ v: VERSION, ...head }))
}

/** Parses an answer's head; `null` if it is none. */
export function parseHead(bytes: Uint8Array): AnswerHead | null {
  if (bytes.length > 256) return null
  const value = parseJsonObject(bytes)
  if (value === null || value['v'] !== VERSION) return null
  const { status, count } = value
  if (status !== 'ok' && status !== 'busy' && status !== 'unknown') return null
  return isCount(count) && count <= LIMITS.rosterItems ? Object.freeze({ status, count }) : null
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LIMITS.sequence
}
