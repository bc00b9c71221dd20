/**
 * Asking a provider by JSON-RPC 2.0, in either of the two ways that providers have.
 */
import { isJsonObject, type JsonObject } from '../wire/json.ts'

/**
 * What answers JSON-RPC: `request` takes a method and gives its result (EIP-1193), `send` takes a whole request
 * and gives a whole response (EIP-2844). Where both are there, `request` is used.
 */
export interface RpcProvider {
  request?: (call: { readonly method: string; readonly params: JsonObject }) => Promise<unknown>
  send?: (request: RpcRequest) => Promise<unknown>
}

export interface RpcRequest {
  readonly jsonrpc: '2.0'
  readonly id: string
  readonly method: string
  readonly params: JsonObject
}

/** @throws whatever the provider throws; Error when it answers with an error, or with no answer to this call */
export async function callRpc(provider: RpcProvider, method: string, params: JsonObject): Promise<unknown> {
  if (typeof provider.request === 'function') return provider.request({ method, params })
  if (typeof provider.send !== 'function') throw new TypeError('It has neither `request` nor `send`.')
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const response = await provider.send({ jsonrpc: '2.0', id, method, params })
  if (!isJsonObject(response) || response['jsonrpc'] !== '2.0' || response['id'] !== id) {
    throw new Error('What came back is no answer to what was asked.')
  }
  const { result, error } = response
  if (error !== undefined) {
    const code: unknown = isJsonObject(error) ? error['code'] : undefined
    throw new Error(
      typeof code === 'number' ? `It answered with error ${code}.` : 'It answered with an error.',
    )
  }
  return result
}
