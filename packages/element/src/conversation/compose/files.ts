/** Files that somebody pastes or drops. None can be sent yet, so they are told that. */
import { strings } from '../../strings/strings.ts'

export function holdsFiles(data: DataTransfer | null): data is DataTransfer {
  return data?.types.includes('Files') ?? false
}

export function whyNotFiles(files: Iterable<File>): string {
  const all = [...files]
  const pictures = all.length > 0 && all.every(({ type }) => type.startsWith('image/'))
  return pictures ? strings.composer.noPictures : strings.composer.noFiles
}
