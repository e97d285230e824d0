import {
  bindVariables,
  depthLimit,
  evaluate,
  nestingLimit,
  outputLimit,
  parse,
  TemplateError
} from '@shared/template/index'
import { describe, expect, it } from 'vitest'

const tooLarge = expect.objectContaining({ kind: 'too-large' })
const chain = (length: number, link: (next: string) => string): readonly (readonly [string, string])[] =>
  Array.from({ length }, (_, i) => [`A${i}`, i < length - 1 ? link(`A${i + 1}`) : 'end'] as const)

describe('the reader', () => {
  it.each([
    '#{if a}'.repeat(10_000),
    `${'#{if a}'.repeat(10_000)}#{/if}`,
    '#{if a == "b"}'.repeat(10_000),
    `${'#{if a}'.repeat(10_000)}${'#{/if}'.repeat(10_000)}`,
    `${'#{each x in y}'.repeat(10_000)}${'#{/each}'.repeat(10_000)}`,
    `#{if a}${'#{elseif b}'.repeat(10_000)}#{/if}`,
    '#{'.repeat(50_000),
    '#{a['.repeat(10_000),
    '#{a[#{'.repeat(10_000),
    '#{a | b '.repeat(10_000),
    '#{if a | b '.repeat(10_000),
    `#{calc ${'('.repeat(10_000)}`,
    `#{calc 1${'+1'.repeat(10_000)}}`,
    `#{a${' | b'.repeat(10_000)}}`,
    `#{a${'.b'.repeat(10_000)}}`,
    '#'.repeat(100_000),
    '"#{a | b "'.repeat(10_000)
  ])('ends soon with %.20s…', text => {
    for (const haltOnError of [true, false]) {
      const start = performance.now()
      evaluate(text, [], { haltOnError })
      expect(performance.now() - start).toBeLessThan(5_000)
    }
  })

  it('reads constructs up to a depth and calls the text unreadable beyond it', () => {
    const nested = (depth: number) => `${'#{if a}'.repeat(depth)}x${'#{/if}'.repeat(depth)}`
    expect(parse(nested(depthLimit)).ok).toBe(true)
    expect(parse(nested(depthLimit + 1))).toMatchObject({ ok: false, error: expect.stringContaining('deep') })
    const text = nested(depthLimit + 1)
    expect(evaluate(text, [['a', '1']])).toMatchObject({ text })
    expect(evaluate(`#{b}${text}`, [['b', '1']], { haltOnError: false })).toEqual({ text: `#{b}${text}`, error: null })
  })
})

describe('evaluations', () => {
  it.each<[string, (next: string) => string]>([
    ['values', next => `#{${next}}`],
    ['conditions', next => `#{if x | Append 1}#{${next}}#{/if}`],
    ['options', next => `#{x | Append #{${next}}}`],
    ['loops', next => `#{each y in ${next}}#{y}#{/each}`],
    ['keys', next => `#{M[#{M[#{${next}}]}]}`]
  ])('follow %s that refer to each other, up to a depth', (_, link) => {
    const key = ['M[end]', 'end'] as const
    expect(evaluate('#{A0}', [...chain(nestingLimit / 4, link), key]).text).toBe('end')
    expect(() => evaluate('#{A0}', [...chain(nestingLimit * 5, link), key])).toThrow(tooLarge)
  })

  it('stop where a short text becomes a long one', () => {
    expect(() =>
      evaluate(
        '#{A0}',
        chain(60, next => `#{${next}}#{${next}}`)
      )
    ).toThrow(TemplateError)
    expect(() =>
      evaluate(
        '#{A0}',
        chain(60, next => `#{${next}}#{${next}}`)
      )
    ).toThrow(tooLarge)
  })

  it('may give a text as long as the limit', () => {
    const half = 'x'.repeat(outputLimit / 2)
    expect(evaluate('#{A}#{A}', [['A', half]]).text).toHaveLength(outputLimit)
    expect(() => evaluate('#{A}#{A}.', [['A', half]])).toThrow(tooLarge)
  })

  it('count how often they go round', () => {
    const loops = `${'#{each x in C}'.repeat(12)}x${'#{/each}'.repeat(12)}`
    expect(() => evaluate(loops, [['C', '0,1,2,3,4,5,6,7,8,9']])).toThrow(tooLarge)
  })

  it.each(['Indent #{I}', 'Replace "" #{I}', 'Replace "x" #{I}', 'Append #{I}#{I}#{I}'])(
    'stop in the filter %s',
    call => {
      const long = 'x\n'.repeat(100)
      expect(() =>
        evaluate(`#{L | ${call}}`, [
          ['L', long],
          ['I', 'y'.repeat(20_000_000)]
        ])
      ).toThrow(tooLarge)
    }
  )

  it('do not work out the same value twice', () => {
    const bound = bindVariables(chain(200, next => `#{if ${next}}#{${next}}#{${next} | Truncate 1 ""}#{/if}`))
    expect(bound.evaluate('#{A0}').text).toHaveLength(3 + 199)
  })

  it('do 10,000 substitutions of 10,000 variables in 5 MB in no time', () => {
    const variables = Array.from({ length: 10_000 }, (_, i) => [`V${i}`, `${i}`] as const)
    const text = variables.map(([name], i) => `${`${i} `.repeat(500).slice(0, 500)}#{${name}}`).join('\n')
    const start = performance.now()
    expect(evaluate(text, variables).error).toBeNull()
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('bound variables', () => {
  const variables = [
    ['A', '#{B}'],
    ['B', '#{J.x}'],
    ['J', '{x: "#{c}"}'],
    ['C', '1'],
    ['Other!', '#{A}'],
    ['F', '#{if A}#{M}#{/if}'],
    ['E[k]', '#{C}'],
    ['N', null]
  ] as const
  const bound = bindVariables(variables)
  const readsOf = (text: string) => {
    const names: string[] = []
    bound.evaluate(text, { onRead: name => names.push(name) })
    return names.toSorted()
  }

  it('tell what an evaluation reads, also the second time', () => {
    expect(readsOf('#{a}')).toEqual(['A', 'B', 'C', 'J'])
    expect(readsOf('#{a}')).toEqual(['A', 'B', 'C', 'J'])
    expect(readsOf('#{if C == "1"}#{/if}')).toEqual(['C'])
    expect(readsOf('#{calc C+1}')).toEqual(['C'])
    expect(readsOf('#{each x in E}#{x}#{/each}')).toEqual(['C', 'E[k]'])
    expect(readsOf('#{each x in C}#{/each}')).toEqual(['C'])
    expect(readsOf('#{x | Append #{C}}')).toEqual(['C'])
    expect(readsOf('#{E[#{M}]}')).toEqual([])
    expect(readsOf('#{F}')).toEqual(['A', 'B', 'C', 'F', 'J'])
    expect(readsOf('no token')).toEqual([])
  })

  it('give a value by its whole name', () => {
    expect(bound.get('other!')).toEqual({ text: '1', error: null })
    expect(bound.get('Other')).toEqual({ text: null, error: null })
    expect(bound.get('N')).toEqual({ text: null, error: null })
    expect(bound.get('F')).toEqual({ text: '#{M}', error: "The following tokens were unable to be evaluated: '#{M}'" })
    const names: string[] = []
    bound.get('other!', { onRead: name => names.push(name) })
    expect(names.toSorted()).toEqual(['A', 'B', 'C', 'J', 'Other!'])
  })

  it('answer conditions and indexes', () => {
    expect([bound.truthy('#{A}'), bound.truthy('#{N}'), bound.truthy('#{M}')]).toEqual([true, false, false])
    expect(bound.indexes('E')).toEqual(['#{C}'])
  })

  it('look at the clock each time', () => {
    let time = 0
    const clock = bindVariables([['T', '#{ | NowDateUtc "ss"}']], { now: () => new Date(1000 * time++) })
    expect([clock.evaluate('#{T}').text, clock.evaluate('#{T}').text]).toEqual(['00', '01'])
  })
})
