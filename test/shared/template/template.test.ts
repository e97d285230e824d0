import { evaluate, references } from '@shared/template/index'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('evaluating a text', () => {
  it('replaces known names without regard to case, and only once', () => {
    const variables = [
      ['Name', 'World #{Other}'],
      ['Other', 'x']
    ] as const
    expect(evaluate('Hello #{ name }, #{OTHER}', variables)).toEqual({ text: 'Hello World #{Other}, x', error: null })
  })

  it('leaves unknown names as they are written and names them once', () => {
    expect(evaluate('#{A} #{B} #{A}', [['B', null]])).toEqual({ text: '#{A} #{B} #{A}', error: 'Not defined: A, B' })
  })

  it('gives no text when it is to halt on errors', () => {
    expect(evaluate('#{A}', [], { haltOnError: true })).toEqual({ text: null, error: 'Not defined: A' })
    expect(evaluate('#{A}', [['a', '']], { haltOnError: true })).toEqual({ text: '', error: null })
  })

  it('takes ##{ for a literal #{', () => {
    expect(evaluate('##{A} #{A}', [['A', '1']])).toEqual({ text: '#{A} 1', error: null })
  })

  it('inserts values that look like replacement patterns as they are', () => {
    expect(evaluate('#{A}', [['A', "$& $1 $'"]]).text).toBe("$& $1 $'")
  })

  it('does not change a text without #{', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const plain = text.replaceAll('#{', '')
        expect(evaluate(plain, [['A', 'x']])).toEqual({ text: plain, error: null })
      })
    )
  })
})

it('names what a text refers to, with repeats and without escaped ones', () => {
  expect(references('#{A} ##{B} #{ C.D[e] }#{A} #{} #{x{y}')).toEqual(['A', 'C.D[e]', 'A'])
})
