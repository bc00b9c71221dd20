import { expect, test } from 'vitest'
import { parseCommand } from '../../src/room/command.ts'

test.each([
  ['hello', { do: 'say', text: 'hello' }],
  ['  hello ', { do: 'say', text: '  hello ' }],
  ['two\nlines', { do: 'say', text: 'two\nlines' }],
  ['//etc/hosts', { do: 'say', text: '/etc/hosts' }],
  ['', { do: 'nothing' }],
  [' \n ', { do: 'nothing' }],
  ['/reply 3 yes', { do: 'reply', words: '3 yes' }],
  ['/r yes\nand no', { do: 'reply', words: 'yes\nand no' }],
  ['/msg ann hi', { do: 'msg', words: 'ann hi' }],
  ['/MSG ann hi', { do: 'msg', words: 'ann hi' }],
  ['/who', { do: 'who', words: '' }],
  ['/who ann', { do: 'who', words: 'ann' }],
  ['/cancel', { do: 'cancel' }],
  ['a paste\n', { do: 'say', text: 'a paste' }],
  ['a paste\n\n  \n', { do: 'say', text: 'a paste' }],
  ['//a paste\n', { do: 'say', text: '/a paste' }],
  ['\n  indented', { do: 'say', text: '\n  indented' }],
  ['/block ann', { do: 'block', words: 'ann' }],
  ['/unblock ann', { do: 'unblock', words: 'ann' }],
  ['/nick Ann Lee', { do: 'nick', name: 'Ann Lee' }],
  ['/backlog', { do: 'backlog' }],
  ['/connection', { do: 'connection' }],
  ['/help', { do: 'help' }],
  ['/quit', { do: 'quit' }],
  ['/exit', { do: 'quit' }],
  ['/dance now', { do: 'unknown', name: '/dance' }],
  ['/hlep', { do: 'unknown', name: '/hlep', meant: '/help' }],
  ['/etc/hosts is a file', { do: 'unknown', name: '/etc/hosts' }],
])('%j', (line, command) => {
  expect(parseCommand(line)).toEqual(command)
})
