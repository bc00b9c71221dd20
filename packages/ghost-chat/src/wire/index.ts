/** The wire format of Ghost Chat: parsing, bounds and ids. Needs no keys and no network. */
export { LIMITS } from './limits.ts'
export { isDid, isEnvelopeId, isMessageId, isSessionId } from './ids.ts'
export type { Did, EnvelopeId, MessageId, SessionId } from './ids.ts'
export { roomName, spaceName, type RoomName, type SpaceName } from './names.ts'
export { isTopic, parseTopic, topicOf, type Topic } from './topic.ts'
export {
  CONTROL_BYTES,
  CONTROL_FLOOD,
  ControlGate,
  DEFAULT_FLOOD,
  FloodGate,
  isControl,
  SessionGate,
  TYPING_FLOOD,
  type FloodRule,
} from './flood.ts'
export { parseEnvelope } from './envelope.ts'
export type { Envelope, VerifiedEnvelope } from './envelope.ts'
export type { Claims, Head, Link } from './claims.ts'
export type { AccountClaim } from './account.ts'
export type { Proof, ProofKind, ProofPayload } from './proof.ts'
export type { Body, Presence, Said } from './body.ts'
export { isAvatar, profileAvatar, type Profile } from './profile.ts'
export type { Suspect } from './suspect.ts'
export { isVia } from './via.ts'
export type { Alg, Header } from './header.ts'
export type { Content, JsonValue } from './json.ts'
export type { IgnoreCode, Refusal, RejectCode, Verdict } from './verdict.ts'
