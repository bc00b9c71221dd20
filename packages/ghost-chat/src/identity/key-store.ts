/**
 * Where a browser keeps key pairs: IndexedDB, which takes keys that cannot be exported as they are.
 *
 * A wrapper of our own: we need one store and three calls, and a transaction that spans awaits on anything else
 * ends by itself, with a library or without.
 */

/** A key pair as it is kept. The private key is not extractable: it can be used here, and not be read. */
export interface StoredKeys {
  readonly privateKey: CryptoKey
  readonly publicKey: Uint8Array
}

/** By the app's name for it and the space. */
export type StoreKey = [name: string, space: string]

const DATABASE = 'ghost-chat'
const STORE = 'keys'

/** @throws DOMException when the store cannot be opened or read */
export function readKeys(key: StoreKey): Promise<unknown> {
  return inStore('readonly', (store) => store.get(key))
}

/** Puts a key pair where there is none; `false` if another tab was faster. */
export async function addKeys(key: StoreKey, keys: StoredKeys): Promise<boolean> {
  try {
    await inStore('readwrite', (store) => store.add(keys, key))
    return true
  } catch (error) {
    if (error instanceof DOMException && error.name === 'ConstraintError') return false
    throw error
  }
}

export async function deleteKeys(key: StoreKey): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key))
}

/** Resolves when the transaction is done, which is when what it wrote is kept. */
async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      const request = act(transaction.objectStore(STORE))
      transaction.oncomplete = () => {
        resolve(request.result)
      }
      transaction.onabort = () => {
        reject(request.error ?? transaction.error ?? new DOMException('The store gave up.', 'AbortError'))
      }
    })
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE)
    }
    request.onsuccess = () => {
      resolve(request.result)
    }
    request.onerror = () => {
      reject(request.error ?? new DOMException('The store cannot be opened.', 'UnknownError'))
    }
  })
}
