import { expect, test } from 'vitest'
import { makeBell } from '../../src/screen/bell.ts'

function rung(): { written: string[]; bell: ReturnType<typeof makeBell>; pass: (ms: number) => void } {
  let time = 0
  const written: string[] = []
  const write = (text: string): void => void written.push(text)
  return { written, bell: makeBell({ write, title: 's/r', now: () => time }), pass: (ms) => (time += ms) }
}
const title = (text: string): string => `\u001B]2;${text}\u0007`

test('the title is the room, and the one before is put back', () => {
  const { written, bell } = rung()
  bell.end()
  bell.end()
  expect(written).toEqual(['\u001B[22;2t', title('s/r'), `${title('')}\u001B[23;2t`])
})

test('a call rings and is counted in the title, until one is at the keyboard', () => {
  const { written, bell, pass } = rung()
  bell.ring()
  pass(3_000)
  bell.ring()
  bell.seen()
  bell.seen()
  expect(written.slice(2)).toEqual([title('(1) s/r'), '\u0007', title('(2) s/r'), '\u0007', title('s/r')])
})

test('many calls at once ring once', () => {
  const { written, bell } = rung()
  for (let n = 0; n < 50; n++) bell.ring()
  expect(written.filter((text) => text === '\u0007').length).toBe(1)
  expect(written.at(-1)).toBe(title('(50) s/r'))
})

test('nothing rings after the end', () => {
  const { written, bell } = rung()
  bell.end()
  const before = written.length
  bell.ring()
  bell.seen()
  expect(written.length).toBe(before)
})
