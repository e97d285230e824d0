import { decidingTokens, references, renameReferences, tokens } from '@shared/template/index'
import { describe, expect, it } from 'vitest'

describe('references', () => {
  it.each([
    ['no token', []],
    ['#{A} ##{B} #{ C . D[e] }#{A} #{} #{x{y}', ['A', 'C.D[e]', 'A']],
    ['#{A | Append "x" #{B} | Replace #{C}#{D}}', ['C', 'D']],
    ['#{A | Append "x" #{B}| Replace #{C}#{D}}', ['A', 'B', 'C', 'D']],
    ['#{ | NowDate}', []],
    ['#{if A == B}#{C}#{else}#{D}#{/if}', ['A', 'B', 'C', 'D']],
    ['#{unless A == "B"}#{C}#{else}#{D}#{/unless}', ['A', 'C', 'D']],
    ['#{if A}#{elseif B | ToUpper}#{C}#{/if}', ['A', 'B', 'C']],
    [
      '#{each x in C}#{x}#{X.y}#{z}#{Octopus.Template.Each.Index}#{Octopus.Action}#{/each}#{x}',
      ['C', 'z', 'Octopus.Action', 'x']
    ],
    ['#{Octopus.Template.Each.Index}', ['Octopus.Template.Each.Index']],
    ['#{each x in x}#{A[#{x}]}#{A[#{k}]}#{/each}', ['x', 'A[#{x}]', 'A[#{k}]', 'k']],
    ['#{calc {A}-2*(B+C*1)}', ['A', 'B', 'C']],
    ['#{Octopus.Action[Migrate].Output.X}', ['Octopus.Action[Migrate].Output.X']],
    ['#{if A', []],
    ['#{if A}', ['if A']],
    ['#{Bad!} #{Good}', ['Good']]
  ])('of %s', (text, names) => expect(references(text)).toEqual(names))
})

describe('tokens', () => {
  it('have their place, their printed form and what they refer to', () => {
    expect(tokens('x #{ A|ToUpper} #{unless B}#{C}#{/unless}#{Bad!} ##{D}')).toEqual([
      { text: '#{ A|ToUpper}', start: 2, end: 15, printed: '#{A | ToUpper}', references: ['A'] },
      {
        text: '#{unless B}#{C}#{/unless}',
        start: 16,
        end: 41,
        printed: '#{if B}#{else}#{C}#{/if}',
        references: ['B', 'C']
      }
    ])
  })
})

describe('what decides about a token', () => {
  it.each([
    ['#{A}', [], false],
    ['#{A[#{k}].B}', ['k'], false],
    ['#{A | Append #{B}}', ['A', 'B'], false],
    ['#{if A}#{B}#{else}#{C}#{/if}', ['A'], false],
    ['#{if A == B}#{if C}#{D}#{/if}#{/if}', ['A', 'B', 'C'], false],
    ['#{each x in C}#{x}#{A}#{/each}', ['C'], false],
    ['#{each x in C}#{if x.y == A}#{B}#{/if}#{/each}', ['C', 'A'], true],
    ['#{each x in C}#{A[#{x}]}#{/each}', ['C'], true],
    ['#{each x in C}#{x | ToUpper}#{/each}', ['C'], true],
    ['#{calc {A}-2}', ['A'], false]
  ])('of %s', (text, decides, decidesByItems) => {
    expect(decidingTokens(text).map(token => [token.decides, token.decidesByItems])).toEqual([
      [decides, decidesByItems]
    ])
  })
})

describe('renaming', () => {
  it.each([
    ['#{A} #{ a } #{A.B} #{A[x]} #{AB}', '#{New} #{ New } #{A.B} #{A[x]} #{AB}'],
    ['##{A} A #{"A"} #{B | Append "A" A}', '##{A} A #{"A"} #{B | Append "A" A}'],
    ['#{if A == "A"}#{A}#{elseif B == A}#{/if}', '#{if New == "A"}#{New}#{elseif B == New}#{/if}'],
    ['#{if "x" == A | Trim}#{/if}', '#{if "x" == New | Trim}#{/if}'],
    ['#{each A in A}#{A}#{/each}', '#{each A in New}#{A}#{/each}'],
    ['#{each x in A}#{x}#{A}#{/each}', '#{each x in New}#{x}#{New}#{/each}'],
    ['#{B[#{A}]}#{B[A]}', '#{B[#{New}]}#{B[A]}'],
    ['#{calc {A}-2+A*2}', '#{calc {New}-2+New*2}'],
    ['#{x | Append #{A}}', '#{x | Append #{New}}'],
    ['#{Bad!} #{A}\r\n\t', '#{Bad!} #{New}\r\n\t']
  ])('%s', (text, expected) => expect(renameReferences(text, 'A', 'New')).toBe(expected))

  it('goes below the variable when it is told to', () => {
    const text = '#{A.B[c].D} #{A.B} #{A.BC} #{A} #{A.B[#{A.B}]}'
    expect(renameReferences(text, 'a.b', 'X', { deep: true })).toBe('#{X[c].D} #{X} #{A.BC} #{A} #{X[#{X}]}')
    expect(renameReferences(text, 'a.b', 'X')).toBe('#{A.B[c].D} #{X} #{A.BC} #{A} #{A.B[#{X}]}')
  })

  it('does nothing for a name that templates cannot reach', () => {
    expect(renameReferences('#{A}', 'A!', 'B')).toBe('#{A}')
    expect(renameReferences('#{A}', '', 'B')).toBe('#{A}')
  })
})
