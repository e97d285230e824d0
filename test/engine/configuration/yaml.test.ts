import { describe, expect, it } from 'vitest'
import { ConfigurationError, replaceVariables } from '../../../electron/engine/configuration'
import { replaceInYaml } from '../../../electron/engine/configuration/yaml/replace'
import { file, replaced, type Values } from './support'

const yaml = (text: string, values?: Values) => replaced('yaml', file(text), values)

describe('variables in YAML', () => {
  it('are put where their names lead to, in any case and through sequences', () => {
    const settings = `
      server:
        ports:
          - 8080
          - 8443
      spring:
        Loggers: [ROOT, 'WEB']
        datasource:
          url: ""
          "dbcp2": {driver: None, pool: 5}
      environments: !seq
      - name: Dev
        url: http://dev
      - name: Prod
    `
    const values = {
      'server:ports:0': '80',
      'SPRING:loggers:1': 'DB',
      'spring:Datasource:Url': 'jdbc:x',
      'spring:datasource:dbcp2:driver': 'Driver',
      'environments:1:name': 'Live',
      'environments:2:name': 'none',
      missing: 'none'
    }
    expect(yaml(settings, values)).toBe(
      file(`
        server:
          ports:
          - 80
          - 8443
        spring:
          Loggers: [ROOT, 'DB']
          datasource:
            url: "jdbc:x"
            "dbcp2": {driver: Driver, pool: 5}
        environments: !seq
        - name: Dev
          url: http://dev
        - name: Live
      `)
    )
  })

  it('go to every node of a path, also where a key has the colon in it', () => {
    expect(yaml('a:b: 1\na:\n  b: 2\nA:\n  B: 3\n', { 'a:b': 'x' })).toBe('a:b: x\na:\n  b: x\nA:\n  B: x\n')
  })

  it('go into each document of a file', () => {
    expect(yaml('a: 1\n---\na: 2\n...\n---\n- a\n', { a: 'x', 0: 'y' })).toBe('a: x\n---\na: x\n...\n---\n- y\n')
  })

  it('are left out when their names begin with Octopus, except for paths into something of that name', () => {
    const text = 'Octopus:\n  a: 1\nOctopusRocks: 2\nIThinkOctopusIsGreat: 3\n'
    const values = { Octopus: 'x', OctopusRocks: 'x', IThinkOctopusIsGreat: 'x', 'octopus:A': 'x' }
    expect(yaml(text, values)).toBe('Octopus:\n  a: x\nOctopusRocks: 2\nIThinkOctopusIsGreat: x\n')
  })

  it('name nothing that an alias or a key is', () => {
    const text = 'base: &b {x: 1}\ncopy: *b\n? [k]\n: v\n'
    expect(yaml(text, { copy: 'no', 'copy:x': 'no', '0': 'no', k: 'no' })).toBe(text)
  })

  const types = `
    null1: null
    null2: ~
    bool: true
    int: 33
    single: 'text'
    double: "text"
    flow: {a: 1}
    map:
      fruit: apple
    seq:
    - violin
  `
  const all = (value: string | null) => {
    const names = ['null1', 'null2', 'bool', 'int', 'single', 'double', 'flow', 'map', 'seq']
    return yaml(types, Object.fromEntries(names.map(name => [name, value])))
  }
  const lines = (plain: string, single: string, double: string, structure: string) =>
    `null1: ${plain}\nnull2: ${plain}\nbool: ${plain}\nint: ${plain}\nsingle: ${single}\ndouble: ${double}\n` +
    `flow: ${structure}\nmap: ${structure}\nseq: ${structure}\n`

  it.each([
    ['true', lines('true', "'true'", '"true"', 'true')],
    ['33', lines('33', "'33'", '"33"', '33')],
    ['null', lines('null', "'null'", '"null"', 'null')],
    ['~', lines('~', "'~'", '"~"', '~')],
    [null, lines('null', 'null', 'null', 'null')],
    ['', lines("''", "''", '""', '""')],
    ['{"x": 1}', lines(`'{"x": 1}'`, `'{"x": 1}'`, '"{\\"x\\": 1}"', '{"x": 1}')],
    ['bare words', lines('bare words', "'bare words'", '"bare words"', 'bare words')],
    ['[1', lines("'[1'", "'[1'", '"[1"', '"[1"')],
    ["it's # one", lines("'it''s # one'", "'it''s # one'", `"it's # one"`, "it's # one")]
  ])('take the style of what they replace: %j', (value, expected) => expect(all(value)).toBe(expected))

  it('keep tag and anchor of what they replace', () => {
    const text = 'a: !!str &x 1\nb: &y\n  c: 1\nd: [*x, *y]\ne: !mine\n  f: 1\n'
    expect(yaml(text, { a: '2', b: '[2]', e: 'g: 2' })).toBe(
      'a: &x !!str 2\nb: &y [2]\nd: [*x, *y]\ne: !mine\n  g: 2\n'
    )
  })

  it('that are YAML of several lines keep their layout, with the indentation of the place', () => {
    const value = 'one:\n    - 1\n    - two: |\n          text\ntwo: {a: b}\n'
    expect(yaml('x:\n  y:\n    z: 1\n  s: [1]\n', { 'x:y': value, 'x:s': 'a\n# comment\n' })).toBe(
      file(`
        x:
          y:
            one:
            - 1
            - two: |
                text
            two: {a: b}
          s: a
          # comment
      `)
    )
  })

  it('of several lines fit the style: quotes, blocks, and braces around them', () => {
    const text = `p: x\ns: 'x'\nd: "x"\nl: |\n  x\nf: >-\n  x\nw: {p: x}\n`
    const value = 'a\r\nb\n'
    expect(yaml(text, { p: value, s: value, d: value, l: value, f: value, 'w:p': value })).toBe(
      `p: 'a\n\n  b\n\n  '\ns: 'a\n\n  b\n\n  '\nd: "a\\r\\nb\\n"\nl: |\n  a\n  b\nf: >\n  a\n\n  b\nw: {p: 'a\n\n    b\n\n    '}\n`
    )
  })

  it('inside of a replaced structure are swallowed', () => {
    const { text, hits } = replaceInYaml('a:\n  b: 1\nc: 1\n', [
      ['a:b', '2'],
      ['A', 'd: 3'],
      ['c', '4']
    ])
    expect({ text, hits }).toEqual({ text: 'a:\n  d: 3\nc: 4\n', hits: ['A', 'c'] })
  })
})

describe('the YAML that is written', () => {
  const same = (text: string) => expect(yaml(text)).toBe(file(text))

  it('keeps anchors, aliases, merge keys, tags, flow collections and quotes', () => {
    same(`
      defaults: &defaults
        adapter: postgres
        'host': "localhost"
      development:
        <<: *defaults
        list: [a, 'b', "c", {d: e, "f": g}, [], {}]
        empty: {}
        tagged: !custom {x: !!int 1}
        set: !!set
          a:
          b:
        ? {complex: key}
        : value
      *defaults : x
    `)
  })

  it('keeps directives and document markers', () => {
    const text = '%YAML 1.2\n%TAG !e! tag:example.com,2000:\n---\na: !e!thing 1\n...\n---\nb: 1\n--- text\n...\n'
    expect(yaml(text)).toBe(text)
  })

  it('keeps comments where they are', () => {
    same(`
      # first
      #   indented
      a: 1 # behind a scalar
      # between
      b: # behind a key
        # in front of a key
        c: 1
        d: 2
        # at the end of b
      # in front of e
      e:
      - x # behind an entry
      # in front of an entry
      - # behind a dash
        y: 1
      - z
      # in front of f
      f: [1, # in a flow
        2]
      g: | # behind a sign
        text
      # last
    `)
  })

  it('has one space in front of a comment behind something, and one behind its sign', () => {
    expect(yaml('a: 1    #one\n#two\n##### three\n')).toBe('a: 1 # one\n# two\n# #### three\n')
  })

  it('aligns sequences in mappings with their key, unless a comment is between', () => {
    expect(yaml('a:\n    - 1\n    -   b:\n          - 2\nc: # here\n- 3\nd:\n# here\n- 4\n')).toBe(
      'a:\n- 1\n-   b:\n    - 2\nc: # here\n    - 3\nd:\n    # here\n    - 4\n'
    )
  })

  it.each([
    ['two spaces for a file without steps', 'a: 1\n', { a: '1' }, 'a: 1\n'],
    ['its most frequent step', 'a:\n   b:\n      c: 1\nd:\n     e: 1\n', {}, 'a:\n   b:\n      c: 1\nd:\n   e: 1\n'],
    ['no step beyond nine', `a:\n${' '.repeat(12)}b: 1\n`, {}, 'a:\n  b: 1\n']
  ])('is indented by %s', (_, text, values, expected) => expect(yaml(text, values)).toBe(expected))

  it('keeps literal and folded scalars with their chomping and indentation', () => {
    same(`
      clip: |
        text
         more

        end
      strip: |-
        text
      keep: |+
        text

      lead: |2
          text
      fold: >-
        a line

        another
          indented
        end
      list:
      - |
        text
      - - >+
          text

      z: 1
    `)
  })

  it('writes folded text in one line, and plain text of several lines too', () => {
    expect(yaml('a: >\n  one\n  two\nb: three\n  four\nc: "five\n  six"\n')).toBe(
      'a: >\n  one two\nb: three four\nc: "five six"\n'
    )
  })

  it('keeps what is empty empty', () => same('a:\nb: &x\nc: {d: 1, e:}\nf:\n- a:\n-\n'))

  it('shortens verbatim tags that have a handle, and keeps others', () => {
    expect(yaml('a: !<tag:yaml.org,2002:str> 1\nb: !<!own> 2\nc: !<tag:x.org:y> 3\n')).toBe(
      'a: !!str 1\nb: !own 2\nc: !<tag:x.org:y> 3\n'
    )
  })

  it('escapes characters beyond the basic plane, and only those of letters and signs', () => {
    expect(yaml('a: 😎 é ☃\nb: "tab\\t \\x01 \\u263a"\n')).toBe('a: "\\U0001F60E é ☃"\nb: "tab\t \\x01 ☺"\n')
  })

  it('ends with a line break, and lines as the file ends most of its own', () => {
    const bytes = (text: string) =>
      new TextDecoder().decode(replaceVariables('yaml', new TextEncoder().encode(text), []))
    expect(bytes('a: 1')).toBe('a: 1\r\n')
    expect(bytes('a: 1\nb: 2')).toBe('a: 1\nb: 2\n')
    expect(bytes('a: |\r\n  x\r\n\r\n  y\nb: 1\r\n')).toBe('a: |\r\n  x\r\n\r\n  y\r\nb: 1\r\n')
  })

  it('is as empty as a file without documents', () => {
    expect(yaml('')).toBe('')
    expect(yaml('# only this\n')).toBe('# only this\n')
  })
})

describe('what is no YAML', () => {
  it.each([
    ['a: 1\nb\nc: 2\n', 3, 1],
    ['a:\n\tb: 1\n', 2, 1],
    ['a: "x\n', 1, 4],
    ['a: 1\n  b: 2\n', 2, 4],
    ['a: [1, 2\nb: 3\n', 2, 2],
    ['a: b: c\n', 1, 5],
    ['a: *\n', 1, 4],
    ['a: !no!x 1\n', 1, 4],
    ['- a\nb: 1\n', 2, 1],
    ['a: @b\n', 1, 4],
    ['%YAML 2.0\n---\na\n', 1, 1],
    ['a: "\\q"\n', 1, 4],
    ['a: 1\n--- [\n', 3, 1],
    ['a: |x\n', 1, 5]
  ])('is refused with the place: %j', (text, line, column) => {
    const caught = (() => {
      try {
        return yaml(text)
      } catch (error) {
        return error
      }
    })()
    expect(caught).toBeInstanceOf(ConfigurationError)
    expect(caught).toMatchObject({ kind: 'unparsable', format: 'yaml', line, column })
    expect(String(caught)).toContain(`parsed as Yaml: (Line: ${line}, Col: ${column}) `)
  })
})
