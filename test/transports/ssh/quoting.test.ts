import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catLine } from '../../../electron/transports/ssh/download'
import { posixQuote } from '../../../electron/transports/ssh/posix-quote'
import { sftpPath } from '../../../electron/transports/ssh/sftp-session'

const anyText = fc
  .string({ unit: 'binary' })
  .filter(text => !text.includes('\0') && Buffer.from(text).toString() === text)

describe('quoting', () => {
  test.each(['/bin/sh', '/bin/bash'])('gives %s back exactly the word that went in', shell => {
    fc.assert(
      fc.property(anyText, text => {
        expect(execFileSync(shell, ['-c', `printf %s ${posixQuote(text)}`], { encoding: 'utf8' })).toBe(text)
      }),
      { numRuns: 50 }
    )
  })

  test('makes of a download one constant script with the path as its only argument', () => {
    expect(catLine("/var/log/it's; rm -rf ~")).toBe(
      `exec /bin/sh -c 'test -e "$1" || exit 44; test -f "$1" && test -r "$1" || exit 45; exec cat -- "$1"' sh '/var/log/it'\\''s; rm -rf ~'`
    )
  })
})

test('paths for SFTP are written as servers on Windows want them', () => {
  expect(['C:\\logs\\a.txt', 'logs\\a.txt', '/var/log/a', 'D:/x'].map(sftpPath)).toEqual([
    '/C:/logs/a.txt',
    'logs/a.txt',
    '/var/log/a',
    '/D:/x'
  ])
})
