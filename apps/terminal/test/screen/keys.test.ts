import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readKeys, type Key } from '../../src/screen/keys.ts'

/** The keys that a terminal's bytes are. */
function keysOf(...chunks: (string | Buffer)[]): Key[] {
  const stdin = new PassThrough()
  const keys: Key[] = []
  const stop = readKeys(stdin, (key) => keys.push(key))
  // Not `write`: a stream tells of that later.
  for (const chunk of chunks) stdin.emit('data', Buffer.from(chunk))
  stop()
  return keys
}
const edits = (...chunks: (string | Buffer)[]): unknown[] =>
  keysOf(...chunks).map((key) =>
    key.key !== 'edit' ? key.key : key.edit.do === 'insert' ? key.edit.text : `<${key.edit.do}>`,
  )

test.each([
  ['text', 'aü👍', ['a', 'ü', '👍']],
  ['enter', '\r', ['enter']],
  ['a line feed, and Alt-Enter', '\n\u001B\r', ['\n', '\n']],
  ['arrows', '\u001B[D\u001B[C\u001B[A\u001B[B', ['<left>', '<right>', '<older>', '<newer>']],
  [
    'home and end, of several terminals',
    '\u001B[H\u001B[F\u001BOH\u001B[4~',
    ['<start>', '<end>', '<start>', '<end>'],
  ],
  ['backspace and delete', '\u007F\u001B[3~', ['<delete-back>', '<delete-forward>']],
  [
    'control keys',
    '\u0001\u0005\u0015\u000B\u0017',
    ['<start>', '<end>', '<delete-to-start>', '<delete-to-end>', '<delete-word>'],
  ],
  [
    'words',
    '\u001B[1;5D\u001Bb\u001B[1;5C\u001Bf',
    ['<word-left>', '<word-left>', '<word-right>', '<word-right>'],
  ],
  ['pages', '\u001B[5~\u001B[6~', ['page-up', 'page-down']],
  ['Tab, and Tab with Shift', '\t\u001B[Z', ['complete', 'complete-back']],
  ['leaving and redrawing', '\u0003\u000C', ['leave', 'redraw']],
  ['keys that mean nothing', '\u001B[15~\u001A\u0000', []],
])('%s', (_, bytes, meant) => {
  expect(edits(bytes)).toEqual(meant)
})

test('a paste is one insertion, and its line breaks say nothing', () => {
  expect(edits('\u001B[200~one\rtwo', '\nthree\u001B[201~\r')).toEqual(['one\rtwo\nthree', 'enter'])
})

test('a paste that never ends is bounded', () => {
  const [pasted] = edits(`\u001B[200~${'x'.repeat(100_000)}\u001B[201~`) as string[]
  expect(pasted!.length).toBe(65_536)
})

test('a character that comes in two pieces is one', () => {
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  expect(edits(first, second)).toEqual(['é'])
})
