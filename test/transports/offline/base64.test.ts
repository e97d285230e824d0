import { expect, it } from 'vitest'
import { word } from '../../../electron/transports/offline/shell-text'
import { inRunner } from '../../support/offline-runner'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const short = ['', 'a', 'ab', 'abc', 'a b\n\n', 'é€😀', '%s \\n "$x" `y`', '\u0001\t\r', 'x'.repeat(200)]

it.each(['C', 'C.UTF-8'])(
  'texts of up to 200 bytes become base64, and are read again, without a program, in the locale %s',
  locale => {
    const lines = [
      'PATH=/nowhere',
      `for text in ${short.map(word).join(' ')}; do`,
      '  base64_text "$text"; printf "%s\\n" "$REPLY"; decode "$REPLY"; [ "$REPLY" = "$text" ] && echo same',
      'done'
    ]
    expect(inRunner(['10-base'], lines, locale)).toEqual(short.flatMap(text => [base64(text), 'same']))
  }
)

it('longer texts are written and read as well, and what is no base64 is nothing', () => {
  const long = 'é\n'.repeat(5000)
  const others = ['QQ=A', 'QU*D', 'é']
  const lines = [
    `base64_text ${word(long)}; printf '%s\\n' "$REPLY"; decode "$REPLY"; [ "$REPLY" = ${word(long)} ] && echo same`,
    `decode $'QUJD\\nREVG\\n'; printf '%s\\n' "$REPLY"`,
    `for text in ${others.map(word).join(' ')}; do REPLY=before; decode "$text"; printf '<%s>\\n' "$REPLY"; done`
  ]
  expect(inRunner(['10-base'], lines, 'C.UTF-8')).toEqual([base64(long), 'same', 'ABCDEF', ...others.map(() => '<>')])
})
