import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, replaceVariables } from '../../../electron/engine/configuration'
import { replaceInJson } from '../../../electron/engine/configuration/json'
import { file, replaced, type Values } from './support'

const json = (text: string, values?: Values) => replaced('json', file(text), values)

/** A document as it is written, without a line break at its end. */
const document = (text: string) => file(text).trimEnd()

describe('variables in JSON', () => {
  it('are put where their names lead to, in any case and through arrays', () => {
    const settings = `
      {
        "MyMessage": "Hello",
        "EmailSettings": { "SmtpPort": "23", "DefaultRecipients": { "To": "a@b.c" } },
        "Servers": [ { "Name": "one" }, { "Name": "two" } ]
      }
    `
    const values = { mymessage: 'Hi', 'EMAILSETTINGS:DefaultRecipients:To': 'x@y.z', 'Servers:1:Name': '2', New: 'no' }
    expect(json(settings, values)).toBe(
      document(`
        {
          "MyMessage": "Hi",
          "EmailSettings": {
            "SmtpPort": "23",
            "DefaultRecipients": {
              "To": "x@y.z"
            }
          },
          "Servers": [
            {
              "Name": "one"
            },
            {
              "Name": "2"
            }
          ]
        }
      `)
    )
  })

  it('reach into an array at the top, and names with a colon of their own', () => {
    expect(json('[ { "Property": "old" } ]', { '0:Property': 'new' })).toBe('[\n  {\n    "Property": "new"\n  }\n]')
    expect(json('{ "env:Hosting:Environment": "a" }', { 'env:hosting:environment': 'b' })).toBe(
      '{\n  "env:Hosting:Environment": "b"\n}'
    )
  })

  it('are left out when their names begin with Octopus, except for paths into something of that name', () => {
    const text = '{ "Octopus": { "Nested": 1 }, "OctopusRocks": "a", "octopus.Name": "b", "IThinkOctopusIsGreat": "c" }'
    const values = { Octopus: '{}', OctopusRocks: 'x', 'octopus.Name': 'x', IThinkOctopusIsGreat: 'x' }
    expect(JSON.parse(json(text, { ...values, 'Octopus:Nested': '2' }))).toEqual({
      Octopus: { Nested: 2 },
      OctopusRocks: 'a',
      'octopus.Name': 'b',
      IThinkOctopusIsGreat: 'x'
    })
  })

  const types = '{ "null": null, "bool": true, "int": 1, "float": 1.5, "text": "t", "object": {"a": 1}, "array": [1] }'
  const all = (value: string | null) => {
    const names = ['null', 'bool', 'int', 'float', 'text', 'object', 'array']
    const text = json(types, Object.fromEntries(names.map(name => [name, value])))
    return text.replaceAll(/\s+/g, ' ')
  }

  it.each([
    [
      'null',
      '{ "null": "null", "bool": "null", "int": "null", "float": "null", "text": "null", "object": null, "array": null }'
    ],
    [null, '{ "null": null, "bool": null, "int": null, "float": null, "text": null, "object": null, "array": null }'],
    [
      'True',
      '{ "null": "True", "bool": true, "int": "True", "float": "True", "text": "True", "object": { "a": 1 }, "array": [ 1 ] }'
    ],
    ['70', '{ "null": "70", "bool": "70", "int": 70, "float": 70, "text": "70", "object": 70, "array": 70 }'],
    [
      '50.0',
      '{ "null": "50.0", "bool": "50.0", "int": 50.0, "float": 50.0, "text": "50.0", "object": 50.0, "array": 50.0 }'
    ],
    [
      'word',
      '{ "null": "word", "bool": "word", "int": "word", "float": "word", "text": "word", "object": { "a": 1 }, "array": [ 1 ] }'
    ],
    [
      '"word"',
      '{ "null": "\\"word\\"", "bool": "\\"word\\"", "int": "\\"word\\"", "float": "\\"word\\"", "text": "\\"word\\"", "object": "word", "array": "word" }'
    ],
    [
      '{"b":[]}',
      '{ "null": "{\\"b\\":[]}", "bool": "{\\"b\\":[]}", "int": "{\\"b\\":[]}", "float": "{\\"b\\":[]}", "text": "{\\"b\\":[]}", "object": { "b": [] }, "array": { "b": [] } }'
    ],
    ['', '{ "null": "", "bool": "", "int": "", "float": "", "text": "", "object": { "a": 1 }, "array": [ 1 ] }']
  ])('become what the type of the old value allows: %j', (value, expected) => expect(all(value)).toBe(expected))

  it('warn when an object is to become what is no JSON', () => {
    const { hits, warnings } = replaceInJson('{"a":{}}', [['A', 'word']])
    expect({ hits, warnings }).toEqual({
      hits: [],
      warnings: ["The value of the variable 'A' is not valid JSON. What it was to replace stays as it is."]
    })
  })

  it.each([[{ a: '{"c":9}', 'a:b': '2' }], [{ 'a:b': '2', a: '{"c":9}' }]])(
    'of a parent win over those of its children: %j',
    values => {
      expect(JSON.parse(json('{"a":{"b":1}}', values))).toEqual({ a: { c: 9 } })
    }
  )

  it('go to the last of those that one path leads to', () => {
    expect(JSON.parse(json('{"a:b":1,"a":{"b":2}}', { 'a:b': '3' }))).toEqual({ 'a:b': 1, a: { b: 3 } })
    expect(JSON.parse(json('{"a":{"b":2},"a:b":1}', { 'a:b': '3' }))).toEqual({ a: { b: 2 }, 'a:b': 3 })
    expect(JSON.parse(json('{"KEY":1,"key":2}', { Key: '3' }))).toEqual({ KEY: 1, key: 3 })
  })

  it('touch one null alone, though all nulls are alike', () => {
    expect(JSON.parse(json('{"a":null,"b":null,"c":true,"d":true}', { a: 'x', c: 'false' }))).toEqual({
      a: 'x',
      b: null,
      c: false,
      d: true
    })
  })
})

describe('the JSON that is written', () => {
  it('has numbers in their usual form', () => {
    const text = '[50.0, 456e-5, 1e3, -0.1, .5, 5., 1e15, 1E-6, 12345678901234567890, 0x1F, 017, -0, 0.1e1, 1e999, NaN]'
    expect(
      json(text)
        .replaceAll(/[\s[\]]+/g, '')
        .split(',')
    ).toEqual([
      ...['50.0', '0.00456', '1000.0', '-0.1', '0.5', '5.0', '1E+15', '1E-06', '12345678901234567890', '31', '15', '0'],
      ...['1.0', '"Infinity"', '"NaN"']
    ])
  })

  it('has a double where 64 bits do not hold an integer, and text where there is no number', () => {
    const values = { a: '9223372036854775807', b: '9223372036854775808', c: '1e999', d: ' 7 ', e: '1,000' }
    expect(json('{"a":1,"b":1,"c":1,"d":1,"e":1}', values)).toBe(
      '{\n  "a": 9223372036854775807,\n  "b": 9.223372036854776E+18,\n  "c": "1e999",\n  "d": 7,\n  "e": "1,000"\n}'
    )
  })

  it('loses comments, keeps the order of members, and takes the last of repeated ones', () => {
    expect(json('{ "b": 1, /* x */ "a": 2, // y\n "2": 3, "b": 4, "1": [], "o": {} }')).toBe(
      '{\n  "b": 4,\n  "a": 2,\n  "2": 3,\n  "1": [],\n  "o": {}\n}'
    )
  })

  it('escapes what JSON wants escaped, and line separators', () => {
    expect(json('{"a":""}', { a: '"\\/\b\f\n\r\t\u0001\u007f\u0085\u2028😎é\'' })).toBe(
      '{\n  "a": "\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\\u0085\\u2028😎é\'"\n}'
    )
  })

  it('is an empty object for an empty file', () => {
    expect(json('', { a: 'b' })).toBe('{}')
    expect(replaced('json', '\ufeff')).toBe('{}')
  })

  it('ends lines as the file does, and with CRLF when it has one line', () => {
    const bytes = (text: string) =>
      new TextDecoder().decode(replaceVariables('json', new TextEncoder().encode(text), []))
    expect(bytes('{"a":1}')).toBe('{\r\n  "a": 1\r\n}')
    expect(bytes('{"a":1}\n')).toBe('{\n  "a": 1\n}')
    expect(bytes('{"a":\r\n1\r\n}\n')).toBe('{\r\n  "a": 1\r\n}')
  })

  it('is not written for what is no JSON: the place is told', () => {
    const failing = () => replaced('json', '{\n  "a": 1\n  "b": 2\n}')
    expect(failing).toThrow(ConfigurationError)
    expect(failing).toThrow(/^The file could not be parsed as Json: \(Line: 3, Col: 3\)/)
    expect(() => replaced('json', '['.repeat(100_000))).toThrow(ConfigurationError)
  })

  it('says what the document said, whatever the document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(replaced('json', JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      })
    )
  })

  it('has the new text where the path leads to, and all else as it was', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/)
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.dictionary(name, fc.string())),
        name,
        name,
        fc.string(),
        (model, a, b, text) => {
          const expected = structuredClone(model)
          if (Object.hasOwn(model, a) && Object.hasOwn(model[a]!, b)) expected[a]![b] = text
          expect(JSON.parse(replaced('json', JSON.stringify(model), { [`${a}:${b}`]: text }))).toEqual(expected)
        }
      )
    )
  })
})
