/** The log of strace is read right, whatever call a file was written by. */
import { expect, it } from 'vitest'
import { isWhole, readTrace } from './strace.ts'

const hex = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const file = `7<${hex('/tmp/a file')}>`
const pipe = `1<${hex('pipe:[42]')}>`

it.each([
  ['write', `${file}, "${hex('hello')}", 5) = 5`],
  ['pwrite64', `${file}, "${hex('hello')}", 5, 0) = 5`],
  [
    'writev',
    `${file}, [{iov_base="${hex('hel')}", iov_len=3}, {iov_base="${hex('lo')}", iov_len=2}], 2) = 5`,
  ],
  ['write', `${file}, "${hex('hello')}", 5 <unfinished ...>`],
])('what %s writes to a file', (call, rest) => {
  const { written, touched, calls } = readTrace(`12  ${call}(${rest}`)
  expect([...written].map(([path, bytes]) => [path, String(bytes)])).toEqual([['/tmp/a file', 'hello']])
  expect([touched, calls]).toEqual([[`${call} /tmp/a file`], 1])
})

it.each([
  [`12 write(${pipe}, "${hex('hello')}", 5) = 5`, []],
  [`12 openat(AT_FDCWD<${hex('/')}>, "${hex('/etc/x')}", O_RDONLY|O_CLOEXEC) = 3<${hex('/etc/x')}>`, []],
  [`12 openat(AT_FDCWD<${hex('/')}>, "${hex('/tmp/x')}", O_RDWR|O_CLOEXEC) = 3`, ['openat /tmp/x']],
  [`12 rename("${hex('/a')}", "${hex('/b')}") = 0`, ['rename /a /b']],
  [`12 mkdir("${hex('/a')}", 0777) = 0`, ['mkdir /a']],
  [`12 memfd_create("${hex('x')}", 0) = 4`, ['memfd_create x']],
  [`12 sendfile(${file}, ${pipe}, NULL, 5) = 5`, ['sendfile /tmp/a file']],
  [`12 splice(${pipe}, NULL, ${file}, NULL, 5, 0) = 5`, ['splice /tmp/a file']],
])('%s', (line, touched) => {
  expect(readTrace(line).touched).toEqual(touched)
})

it('two halves of a word, in two calls', () => {
  const log = `12 write(${file}, "${hex('hel')}", 3) = 3\n13 write(${file}, "${hex('lo')}", 2) = 2`
  expect(String(readTrace(log).written.get('/tmp/a file'))).toBe('hello')
})

it('the log is whole once the process has ended, not one of its threads', () => {
  expect(isWhole('12 write(1, "", 0) = 0\n13 +++ exited with 0 +++\n', 12)).toBe(false)
  expect(isWhole('13 +++ exited with 0 +++\n12 +++ exited with 0 +++\n', 12)).toBe(true)
})
