import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, replaceVariables } from '../../../electron/engine/configuration'
import type { Values } from './support'

const properties = (text: string, values: Values = {}) =>
  new TextDecoder('latin1').decode(
    replaceVariables('properties', Uint8Array.from(Buffer.from(text, 'latin1')), Object.entries(values))
  )

describe('variables in Java properties', () => {
  it('replace the value text alone, to the byte', () => {
    const text = '# a comment\r\n! another\n\n  server.name =  old \\\n    and more\nport:80\r\nlast value'
    expect(properties(text, { 'Server.Name': 'new', PORT: '81', last: 'x', missing: 'y' })).toBe(
      '# a comment\r\n! another\n\n  server.name =  new\nport:81\r\nlast x'
    )
  })

  it('match the key that the escapes stand for', () => {
    const text = 'a\\:b=1\na\\ b=2\nlong\\\n   key=3\n\\u00e9\\t=4\nc\\=d = 5'
    const values = { 'a:b': 'I', 'a b': 'II', longkey: 'III', 'é\t': 'IV', 'c=d': 'V' }
    expect(properties(text, values)).toBe('a\\:b=I\na\\ b=II\nlong\\\n   key=III\n\\u00e9\\t=IV\nc\\=d = V')
  })

  it('know no hierarchy, and leave out every name that begins with Octopus, and nulls', () => {
    const text = 'a.b=1\nOctopus=2\noctopus:x=3\nOctopusRocks=4\nn=5'
    const values = { 'a:b': 'x', a: 'x', Octopus: 'x', 'Octopus:x': 'x', OctopusRocks: 'x', n: null }
    expect(properties(text, values)).toBe(text)
  })

  it('get a colon behind a key that has neither separator nor value', () => {
    expect(properties('a\nb \nc=\nd', { a: '1', b: '2', c: '3', d: '4' })).toBe('a:1\nb 2\nc=3\nd:4')
  })

  it('keep a separator that goes on over lines', () => {
    expect(properties('a \\\n  =  old\nb \\\n  old', { a: '1', b: '2' })).toBe('a \\\n  =  1\nb 2')
  })

  it('are escaped where Java asks for it', () => {
    const value = '  a\\b\r\n\t=:#! é\u00fe\u00ff😎 '
    expect(properties('k=v', { k: value })).toBe('k=\\  a\\\\b\\r\\n\\t=:#! Ã©Ã¾\\u00ff\\ud83d\\ude0e ')
  })

  it('do not touch comments that look like pairs, even when these end in a backslash', () => {
    expect(properties('#a=1\\\na=2', { a: '3' })).toBe('#a=1\\\na=3')
  })

  it('are refused where an escape names no character, as Java does', () => {
    expect(() => properties('a=1\nb=C:\\users', { a: '2' })).toThrow(ConfigurationError)
    expect(() => properties('a=1\nb=C:\\users')).toThrow(/Properties: \(Line: 2, Col: 5\)/)
  })

  it('leave every byte of a file alone that has nothing for them', () => {
    const piece = fc.constantFrom('a', '=', ':', ' ', '\t', '\\', '\n', '\r', '\r\n', '#', '!', 'é', 'u00e9', 'b')
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const text = pieces.join('')
        try {
          expect(properties(text, { nothing: 'x' })).toBe(text)
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError)
        }
      })
    )
  })

  it('are read again as they were', () => {
    fc.assert(
      fc.property(fc.string(), value => {
        const text = new TextDecoder().decode(
          replaceVariables('properties', new TextEncoder().encode('k=v\n'), [['k', value]])
        )
        const written = text
          .slice(2, -1)
          .replaceAll(/\\(u[0-9a-f]{4}|.)/g, (_, code: string) =>
            code.length === 5
              ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
              : ({ n: '\n', r: '\r', t: '\t' }[code] ?? code)
          )
        expect(written).toBe(value)
      })
    )
  })
})
