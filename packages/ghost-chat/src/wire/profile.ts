/**
 * What a person says of themselves (SPEC TY1, TY7). It proves nothing: anybody can take any name and any face.
 */
import { GhostChatError } from '../errors.ts'
import { isJsonObject } from './json.ts'
import { LIMITS } from './limits.ts'
import { isName } from './names.ts'

export interface Profile {
  readonly name?: string
  /** A picture: an `https:` URL, or a small image as a `data:` URL. */
  readonly avatar?: string
}

/** A host, perhaps a port; then visible ASCII without what would end an attribute, a tag or a CSS string. */
const HTTPS = /^https:\/\/[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][!#$%&*+,\-./0-9:;=?@A-Z_a-z~]*)?$/
/** Raster images only: an SVG is a document that can hold scripts and links. */
const DATA = /^data:image\/(?:avif|gif|jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/

/** Whether a text is an avatar just as it stands. */
export function isAvatar(value: unknown): value is string {
  if (typeof value !== 'string') return false
  if (value.startsWith('https:')) return value.length <= LIMITS.avatarUrl && HTTPS.test(value)
  return value.length <= LIMITS.avatarData && DATA.test(value)
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
export function profileAvatar(value: unknown): string {
  if (isAvatar(value)) return value
  throw new GhostChatError(
    'ERR_OPTION_INVALID',
    `"avatar" expected an https: URL of at most ${LIMITS.avatarUrl} characters, or a data: URL of a raster ` +
      `image of at most ${LIMITS.avatarData}.`,
  )
}

/**
 * Parses a profile; `null` if it is no object. A name or an avatar that is none here is left out: another engine's
 * Unicode tables or a later version may allow it. Freezes what it returns, without unknown fields (EX1).
 */
export function parseProfile(profile: unknown): Profile | null {
  if (profile === undefined) return NOBODY
  if (!isJsonObject(profile)) return null
  const { name, avatar } = profile
  return Object.freeze({
    ...(isName(name) ? { name } : {}),
    ...(isAvatar(avatar) ? { avatar } : {}),
  })
}

const NOBODY: Profile = Object.freeze({})
