/**
 * The steps of one message from `send` to the listener, each by itself, on real values made beforehand.
 */
import { createVerifier } from 'ghost-chat/identity'
import { guest } from '../../packages/ghost-chat/src/identity/guest.ts'
import { platformCrypto } from '../../packages/ghost-chat/src/identity/crypto.ts'
import { signEnvelope } from '../../packages/ghost-chat/src/identity/sign.ts'
import { checkedContent, checkedSaid } from '../../packages/ghost-chat/src/chat/content.ts'
import { Room } from '../../packages/ghost-chat/src/room/room.ts'
import { DEFAULT_TRANSCRIPT } from '../../packages/ghost-chat/src/room/transcript-bounds.ts'
import {
  assemble,
  frameOf,
  parseEnvelope,
  parseEnvelopeText,
  signingInput,
  type Envelope,
  type VerifiedEnvelope,
} from '../../packages/ghost-chat/src/wire/envelope.ts'
import { sessionId } from '../../packages/ghost-chat/src/wire/ids.ts'
import { roomName, spaceName } from '../../packages/ghost-chat/src/wire/names.ts'
import { topicOf } from '../../packages/ghost-chat/src/wire/topic.ts'

/** One step, done once. The number says which of the prepared values it takes. */
export interface Step {
  readonly name: string
  readonly side: 'sender' | 'receiver'
  /** Signing and verifying, which nobody who signs can do without. */
  readonly floor: boolean
  readonly run: (at: number) => unknown
}

const TOPIC = topicOf(spaceName('bench'), roomName('profile'))

function room(did: Awaited<ReturnType<typeof guest>>['did'], seed: number): Room {
  return new Room({
    did,
    topic: TOPIC,
    sid: sessionId(new Uint8Array(16).fill(seed)),
    peer: `peer-${seed}`,
    profile: {},
    reader: false,
    flood: null,
    transcript: DEFAULT_TRANSCRIPT,
    random: () => 0.5,
  })
}

/**
 * @param messages in one envelope: 1 as when idle, 64 as when busy
 * @param count values to prepare: no step may be run with a higher number
 */
export async function prepare(messages: number, count: number, size: number): Promise<readonly Step[]> {
  const [suite, ann, ben] = [await platformCrypto(), await guest(), await guest()]
  if (!('sign' in ann)) throw new Error('A guest signs.')
  const [sender, receiver] = [room(ann.did, 1), room(ben.did, 2)]
  const verifier = createVerifier()
  const text = 'x'.repeat(size)
  const { said } = checkedSaid(checkedContent(text))
  const batch = Array.from({ length: messages }, () => said)
  const header = { alg: ann.alg } as const
  const now = (): number => Date.now()

  const made: {
    input: string
    bytes: Uint8Array<ArrayBuffer>
    signature: Uint8Array
    envelope: VerifiedEnvelope
  }[] = []
  for (let at = 0; at < count; at++) {
    const draft = sender.draftChat(batch, now())
    const input = signingInput(header, draft)
    const bytes = new TextEncoder().encode(input)
    const envelope = await signEnvelope(ann, draft, suite)
    sender.sent(envelope, now())
    made.push({ input, bytes, signature: await ann.sign(bytes), envelope })
  }
  const value = (at: number): (typeof made)[number] => {
    const found = made[at]
    if (found === undefined) throw new Error('So many were not prepared.')
    return found
  }
  const frames = made.map(({ envelope }) => frameOf(envelope.text))
  const parsed: Envelope[] = made.map(({ envelope }) => envelope)

  return [
    {
      name: 'check the content',
      side: 'sender',
      floor: false,
      run: () => batch.map(() => checkedSaid(checkedContent(text))),
    },
    {
      name: 'draft, JSON, base64url',
      side: 'sender',
      floor: false,
      run: () => signingInput(header, sender.draftChat(batch, now())),
    },
    { name: 'sign', side: 'sender', floor: true, run: (at) => ann.sign(value(at).bytes) },
    {
      name: 'look at it as a receiver will',
      side: 'sender',
      floor: false,
      run: (at) => parseEnvelopeText(assemble(value(at).input, value(at).signature)),
    },
    { name: 'id', side: 'sender', floor: false, run: (at) => suite.sha256(value(at).bytes) },
    { name: 'frame', side: 'sender', floor: false, run: (at) => frameOf(value(at).envelope.text) },
    {
      name: 'parse',
      side: 'receiver',
      floor: false,
      run: (at) => parseEnvelope(frames[at] ?? new Uint8Array()),
    },
    {
      name: 'screen',
      side: 'receiver',
      floor: false,
      run: (at) => receiver.screen(value(at).envelope, 'live', now()),
    },
    {
      name: 'verify, id',
      side: 'receiver',
      floor: true,
      run: (at) => verifier.verify(parsed[at] as Envelope),
    },
    {
      name: 'take in',
      side: 'receiver',
      floor: false,
      run: (at) => receiver.receive(value(at).envelope, 'live', now()),
    },
  ]
}
