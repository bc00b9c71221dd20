import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Request,
  type Response,
} from '../../src/message.ts'

/** Tests speak for both sides. */
export type Message = Request | Response

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  return message.type === 'registerResponse' || message.type === 'discoverResponse'
    ? encodeResponse(message)
    : encodeRequest(message)
}

/** Reads a message of either side. @throws whatever the second says, if neither can */
export function decodeMessage(bytes: Uint8Array, registrations?: number): Message {
  try {
    return decodeRequest(bytes)
  } catch {
    return decodeResponse(bytes, registrations)
  }
}
