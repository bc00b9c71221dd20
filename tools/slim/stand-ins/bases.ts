// For multiformats' index of everything: the bases that peer ids, keys and addresses are written in.
import { base16, base16upper } from 'multiformats/bases/base16'
import { base32, base32upper } from 'multiformats/bases/base32'
import { base36, base36upper } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'
import { base64, base64pad, base64url, base64urlpad } from 'multiformats/bases/base64'

export const bases: Readonly<Record<string, object>> = {
  base16,
  base16upper,
  base32,
  base32upper,
  base36,
  base36upper,
  base58btc,
  base64,
  base64pad,
  base64url,
  base64urlpad,
}
