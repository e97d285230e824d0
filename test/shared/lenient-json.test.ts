import { distinctMembers, type JsonNode, jsonDepthLimit, parseLenientJson } from '@shared/lenient-json'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** The reading in plain values; numbers as `{ raw }`. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]))
    case 'array':
      return node.items.map(plain)
    case 'string':
      return node.text
    case 'number':
      return { raw: node.raw }
    case 'boolean':
      return node.value
    case 'null':
      return null
  }
}

function read(text: string): unknown {
  const reading = parseLenientJson(text)
  return reading.ok ? plain(reading.value) : `${reading.message} (${reading.line}:${reading.column})`
}

const raw = (text: string) => ({ raw: text })

describe('reading lenient JSON', () => {
  it.each<[text: string, value: unknown]>([
    ['{"a": [1, true, null, "x"]}', { a: [raw('1'), true, null, 'x'] }],
    ["{a: 'b', 'c': \"d\", $e_1: 2}", { a: 'b', c: 'd', $e_1: raw('2') }],
    ['// first\n{ /* second */ a /**/ : /**/ 1, // third\n b: 2 } // last', { a: raw('1'), b: raw('2') }],
    ['[1,]', [raw('1')]],
    ['{a: 1,}', { a: raw('1') }],
    ['[,1,,2]', [null, raw('1'), null, raw('2')]],
    ['"a\\u0041\\n\\/\\\'"', "aA\n/'"],
    ['"two\nlines"', 'two\nlines'],
    [
      '[.5, 5., -1.50, 1e5, 1E+5, 0x1F, 017, NaN, -Infinity]',
      ['.5', '5.', '-1.50', '1e5', '1E+5', '0x1F', '017', 'NaN', '-Infinity'].map(raw)
    ],
    ['undefined', null],
    ['  5  ', raw('5')]
  ])('takes %s', (text, value) => expect(read(text)).toEqual(value))

  it.each([
    ['', 'there is no value (1:1)'],
    ['// only', 'there is no value (1:8)'],
    ['{a: 1} x', 'there is more text after the end of the value (1:8)'],
    ['{a: 1\n  b: 2}', 'a comma or a closing brace is missing (2:3)'],
    ['{a 1}', 'a colon is missing after the name (1:4)'],
    ['{,}', 'a name is missing (1:2)'],
    ['[1', 'a comma or a closing bracket is missing (1:3)'],
    ['"abc', 'the text has no end (1:1)'],
    ['"\\x"', 'there is no escape \\x (1:3)'],
    ['"\\u00"', 'four hexadecimal digits must follow \\u (1:3)'],
    ['/* x', 'the comment has no end (1:1)'],
    ['[/]', 'this begins no comment (1:2)'],
    ['hello', 'this is no value (1:1)'],
    ['truex', 'this is no value (1:1)'],
    ['+5', 'this is no value (1:1)'],
    ['1.2.3', 'this is no value (1:1)'],
    ['089', 'this is no value (1:1)'],
    ['5 5', 'there is more text after the end of the value (1:3)'],
    ['5y', 'this does not belong to a number (1:2)']
  ])('refuses %j: %s', (text, message) => expect(read(text)).toBe(message))

  it('keeps members in order and with their repeats', () => {
    const reading = parseLenientJson('{b: 1, "2": 2, "1": 3, b: 4}')
    const members = reading.ok && reading.value.kind === 'object' ? reading.value.members : []
    expect(members.map(({ name }) => name)).toEqual(['b', '2', '1', 'b'])
    expect(distinctMembers(members).map(({ name, value }) => [name, plain(value)])).toEqual([
      ['b', raw('4')],
      ['2', raw('2')],
      ['1', raw('3')]
    ])
  })

  it('ends with a message where values lie too deep', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseLenientJson(nested(jsonDepthLimit)).ok).toBe(true)
    expect(read(nested(jsonDepthLimit + 1))).toContain('deep in each other')
    expect(read('{a:'.repeat(100_000))).toContain('deep in each other')
  })

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), value => {
        const expected: unknown = JSON.parse(JSON.stringify(value), (_, item) =>
          typeof item === 'number' ? raw(JSON.stringify(item)) : item
        )
        expect(read(JSON.stringify(value))).toEqual(expected)
      })
    )
  })

  it('answers to any text', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', "'", '\\', '/', '*', '1', 'a', '\n', 'null')
    fc.assert(
      fc.property(fc.array(piece), parts => {
        expect(parseLenientJson(parts.join(''))).toHaveProperty('ok')
      })
    )
  })
})
