/**
 * Code that is loaded when it is first needed. That it could not be loaded says nothing of an envelope, so it
 * is told apart from everything else that may fail.
 */

export class LoadError extends Error {
  override readonly name = 'LoadError'
}

/** @throws LoadError when the module cannot be had: a page that lost its connection, for example */
export async function load<T>(module: Promise<T>): Promise<T> {
  try {
    return await module
  } catch (cause) {
    throw new LoadError('A part of the library could not be loaded.', { cause })
  }
}
