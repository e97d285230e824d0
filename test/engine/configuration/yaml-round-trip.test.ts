import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import YAML from 'yaml'
import { ConfigurationError } from '../../../electron/engine/configuration'
import { replaceInYaml } from '../../../electron/engine/configuration/yaml/replace'
import { file } from './support'

/** What another reader finds in a text; null when it finds fault with it, even with what its own writer wrote. */
function dataOf(text: string): string | null {
  try {
    const documents = YAML.parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' })
    const list = 'empty' in documents ? [] : documents
    if (list.some(({ errors }) => errors.length > 0)) return null
    return JSON.stringify(list.map(document => document.toJS()))
  } catch {
    return null
  }
}

const rewritten = (text: string) => replaceInYaml(text, [['no:such:name', 'x']]).text.replaceAll('\r\n', '\n')

const signs = fc.constantFrom(
  'a',
  'b',
  '\n',
  ' ',
  '\t',
  ':',
  '#',
  '-',
  "'",
  '"',
  '[',
  '{',
  '\\',
  '?',
  '|',
  '&',
  '😎',
  '\u0085'
)
const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: signs }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null)
)
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: signs }), tie('value'), { maxKeys: 4 })
  )
}))
const layout = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  collectionStyle: fc.constantFrom('any', 'flow'),
  lineWidth: fc.constantFrom(0, 20, 80),
  indentSeq: fc.boolean()
})

describe('YAML that is written without a change', () => {
  it('says the same to another reader, however it was laid out', () => {
    fc.assert(
      fc.property(value, layout, (data, options) => {
        const text = YAML.stringify(data, options as YAML.ToStringOptions)
        const meant = dataOf(text)
        if (meant !== null) expect(dataOf(rewritten(text))).toBe(meant)
      }),
      { numRuns: 300 }
    )
  })

  it('comes to rest, once its layout is normal and tells the indentation', () => {
    fc.assert(
      fc.property(value, layout, (data, options) => {
        const text = YAML.stringify(data, options as YAML.ToStringOptions)
        if (dataOf(text) === null) return
        const once = rewritten(rewritten(text))
        expect(rewritten(once)).toBe(once)
      }),
      { numRuns: 300 }
    )
  })

  it('has the same anchors and comments', () => {
    const words = fc.stringMatching(/^[a-z]{1,6}$/)
    fc.assert(
      fc.property(fc.uniqueArray(words, { minLength: 1 }), fc.array(words), (names, comments) => {
        const lines = names.map((name, at) => `${name}: &${name} ${at} # ${comments[at] ?? 'none'}\n`)
        const text = [
          ...lines,
          ...comments.map(word => `# ${word}\n`),
          `copy: [${names.map(name => `*${name}`).join(', ')}]\n`
        ]
        expect(rewritten(text.join(''))).toBe(text.join(''))
      })
    )
  })
})

describe('whatever stands in a file', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b: ',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '# c\n',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '"x"',
      "'y'",
      '&a ',
      '*a',
      '!!str '
    ],
    ...[
      '!t ',
      '? ',
      ': ',
      '|\n',
      '>\n',
      '|+\n',
      '|2\n',
      '---\n',
      '...\n',
      '- a: 1\n',
      'key:\n',
      ' ',
      '"q\n  r"',
      '%',
      '\t'
    ]
  )

  it('nothing but a ConfigurationError is thrown, and what is written can be read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map(pieces => pieces.join(''))
        ),
        text => {
          try {
            rewritten(rewritten(text))
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigurationError)
          }
        }
      ),
      { numRuns: 2000 }
    )
  })

  it('nesting does not overflow the stack', () => {
    const depth = 20_000
    const flow = `${'['.repeat(depth)}${']'.repeat(depth)}\n`
    expect(rewritten(flow)).toBe(flow)
    const dashes = `${'- '.repeat(depth)}a\n`
    expect(rewritten(dashes)).toBe(dashes)
    expect(() => rewritten('{'.repeat(depth))).toThrow(ConfigurationError)
  })

  it('aliases of aliases of aliases are copied, not followed', () => {
    const bomb = Array.from({ length: 30 }, (_, at) => {
      const items = at === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${at - 1}`).join(', ')
      return `a${at}: &a${at} [${items}]\n`
    }).join('')
    expect(rewritten(bomb)).toBe(bomb)
  })

  it('a file of thirty thousand lines is written whole', () => {
    const text = Array.from({ length: 10_000 }, (_, at) =>
      file(`
      key${at}:
        a: ${at} # comment
        b: [x, y]
    `)
    ).join('')
    expect(rewritten(text)).toBe(text)
  })
})
