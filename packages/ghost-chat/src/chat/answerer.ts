/**
 * Answering what other members ask (SPEC SY2 to SY8).
 */
import type { PeerId } from '../network/port.ts'
import type { Effect } from '../room/effects.ts'
import { encodeHead, parseRequest, type AnswerStatus } from '../room/requests.ts'
import type { Room } from '../room/room.ts'
import { frameOf } from '../wire/envelope.ts'
import type { Inbox } from './inbox.ts'

export interface AnswererInit {
  readonly room: Room
  readonly inbox: Inbox
  readonly now: () => number
  readonly run: (effects: readonly Effect[]) => void
}

/** The frames of an answer; only its head for a request that is malformed, unknown or one too many. */
export async function answerRequest(
  init: AnswererInit,
  bytes: Uint8Array,
  from: PeerId,
): Promise<readonly Uint8Array[]> {
  const { room, now } = init
  const request = parseRequest(bytes)
  if (request === null) return [encodeHead({ status: 'unknown', count: 0 })]
  if (!room.mayAsk(from, request.ask, now())) return [encodeHead({ status: 'busy', count: 0 })]
  if (request.ask === 'hello') {
    return [encodeHead({ status: await greeted(init, request.presence, from), count: 0 })]
  }
  const items = room.answer(request, now())
  return [encodeHead({ status: 'ok', count: items.length }), ...items.map((item) => frameOf(item.text))]
}

/** A member says that it is here: believed if its own signature says so of the very peer that came (SY3). */
async function greeted(
  { room, inbox, run }: AnswererInit,
  presence: string,
  from: PeerId,
): Promise<AnswerStatus> {
  await inbox.take(presence, 'kept')
  for (const { peer } of room.peers()) {
    if (peer !== from) continue
    run(room.greetedBy(from))
    return 'ok'
  }
  return 'unknown'
}
