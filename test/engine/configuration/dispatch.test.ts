import { describe, expect, it } from 'vitest'
import { replaceVariablesInFile } from '../../../electron/engine/configuration'
import { candidateFormats } from '../../../electron/engine/configuration/dispatch'

const attempt = (path: string, text: string, values: Record<string, string> = {}, isJsonOnly = false) => {
  const outcome = replaceVariablesInFile({ path, bytes: new TextEncoder().encode(text) }, Object.entries(values), {
    isJsonOnly
  })
  const said = outcome.messages.map(({ level, message }) => `${level}: ${message}`)
  return outcome.ok
    ? { format: outcome.format, text: new TextDecoder().decode(outcome.bytes), said }
    : { problem: outcome.error.message, said }
}

describe('the format of a file', () => {
  it.each([
    ['a/b.json', ['json']],
    ['WEB.XML', ['json', 'xml']],
    ['x.yaml', ['json', 'yaml']],
    ['x.y.Yml', ['json', 'yaml']],
    ['x.properties', ['json', 'properties']],
    ['x.config', ['json', 'xml', 'yaml', 'properties']],
    ['folder.json/file', ['json', 'xml', 'yaml', 'properties']],
    ['.env', ['json', 'xml', 'yaml', 'properties']]
  ])('of %s is looked for in this order: %j', (path, formats) => expect(candidateFormats(path, false)).toEqual(formats))

  it('is JSON alone when the step asks for that', () => expect(candidateFormats('a.yaml', true)).toEqual(['json']))

  it('is the first that can read the file', () => {
    const values = { a: '2', '/a': '2' }
    expect(attempt('x.yml', '{"a":1}\n', values)).toMatchObject({ format: 'json', text: '{\n  "a": 2\n}' })
    expect(attempt('x.yml', 'a: 1\n', values)).toMatchObject({ format: 'yaml', text: 'a: 2\n' })
    expect(attempt('x', '<a>1</a>\n', values)).toMatchObject({ format: 'xml', text: '<a>2</a>' })
    expect(attempt('x', 'a: 1\n', values)).toMatchObject({ format: 'yaml', text: 'a: 2\n' })
    expect(attempt('x', 'a=1\nb\n  : [\n', values)).toMatchObject({ format: 'properties', text: 'a=2\nb\n  : [\n' })
  })

  it('is of no matter when there is nothing in the file, unless it is JSON', () => {
    expect(attempt('x.yaml', '').text).toBe('')
    expect(attempt('x.properties', '').text).toBe('')
    expect(attempt('x.json', '').text).toBe('{}')
  })

  it('is none when the last one tried cannot read it', () => {
    expect(attempt('x.yaml', 'a: [\n').problem).toMatch(/^The file could not be parsed as Yaml: \(Line: 2, Col: 1\)/)
    expect(attempt('x.json', 'a: 1\n').problem).toMatch(/^The file could not be parsed as Json: /)
    expect(attempt('x.yaml', 'a: 1\n', {}, true).problem).toMatch(/as Json/)
    expect(attempt('x.xml', '<a>').problem).toMatch(/as Xml/)
  })
})

describe('what is said about a file', () => {
  it('is each variable that something was found for', () => {
    expect(attempt('x.json', '{"a":1,"b":{}}', { A: '2', b: 'no JSON', c: '3' }).said).toEqual([
      "verbose: Structure found matching the variable 'A'. Replacing its content with the variable value.",
      "warning: The value of the variable 'b' is not valid JSON. What it was to replace stays as it is.",
      'verbose: The file was read as Json.'
    ])
  })

  it('is that nothing was found', () => {
    expect(attempt('x.yaml', 'a: 1\n', { b: '2' }).said).toEqual([
      expect.stringMatching(/^verbose: The file could not be parsed as Json: /),
      'info: No structures have been found that match variable names, so no structured variable replacements have been applied.',
      'verbose: The file was read as Yaml.'
    ])
  })
})
