import { evaluate, evaluateTruthy, indexes, TemplateError } from '@shared/template/index'
import { describe, expect, it } from 'vitest'
import { lenientOutcomeOf, outcomeOf, textOf, unable } from './support'

describe('evaluating a text', () => {
  it('replaces tokens by values, whose tokens are replaced in turn', () => {
    expect(textOf('Hello #{ name }, #{Other}', { Name: 'World #{OTHER}', other: 'x' })).toBe('Hello World x, x')
  })

  it('gives null for null', () => {
    expect(evaluate(null, [])).toEqual({ text: null, error: null })
  })

  it('does not touch a text without a token', () => {
    expect(textOf('a ## b ##x # {A}')).toBe('a ## b ##x # {A}')
  })

  it('leaves the whole text as it is when one token cannot be read', () => {
    const { text, error } = outcomeOf('#{Good} #{Bad!} ##{x}', { Good: '1' })
    expect(text).toBe('#{Good} #{Bad!} ##{x}')
    expect(error).toBe("Parsing failure: unexpected '!' (Line 1, Column 14)")
  })

  it('echoes missing tokens and names each once, in order and as printed', () => {
    expect(outcomeOf('#{ B } #{A|ToUpper} #{B}')).toEqual({
      text: '#{B} #{A | ToUpper} #{B}',
      error: unable('#{B}', '#{A | ToUpper}')
    })
  })

  it('reports what is missing inside a value', () => {
    expect(outcomeOf('<#{A}>', { A: 'x#{B}' })).toEqual({ text: '<x#{B}>', error: unable('#{B}') })
  })

  it('inserts a value that cannot be read as it is, without a word', () => {
    expect(outcomeOf('<#{A}>', { A: '#{B!} #{C}' })).toEqual({ text: '<#{B!} #{C}>', error: null })
  })

  it('inserts values that look like replacement patterns as they are', () => {
    expect(textOf('#{A}', { A: "$& $1 $'" })).toBe("$& $1 $'")
  })

  it('takes a null value for an empty text', () => {
    expect(textOf('<#{A}>', { A: null })).toBe('<>')
  })

  it('takes the last of several values for names that differ in case', () => {
    expect(
      evaluate('#{a}', [
        ['A', '1'],
        ['a', '2']
      ]).text
    ).toBe('2')
  })
})

describe('null as a result', () => {
  it('comes from the filter null at the top', () => {
    expect(outcomeOf('x #{ | null}')).toEqual({ text: null, error: null })
    expect(outcomeOf('#{A | null}', { A: 'x' })).toEqual({ text: null, error: null })
    expect(outcomeOf('#{if A}#{ | null}#{/if}', { A: 'x' })).toEqual({ text: null, error: null })
  })

  it('does not come from a branch that is not taken', () => {
    expect(outcomeOf('#{if A}#{ | null}#{else}x#{/if}')).toEqual({ text: 'x', error: null })
  })

  it('prints the token where a value asks for it', () => {
    expect(outcomeOf('<#{A}>', { A: '#{ | null}' })).toEqual({ text: '<#{ | null}>', error: null })
  })

  it('asks for the exact spelling', () => {
    expect(outcomeOf('#{ | NULL}')).toEqual({ text: '#{ | NULL}', error: unable('#{ | NULL}') })
  })
})

describe('hashes', () => {
  it.each([
    ['##{A}', '#{A}'],
    ['##{A} } #{A}', '#{A} } 1'],
    ['###{A}', '#1'],
    ['####{A}', '###{A}'],
    ['#####{A}', '###1'],
    ['# ## ### #{A}', '# ## ### 1'],
    ['###### #{A}', '###### 1'],
    ['#{A} #', '1 #'],
    ['#{A}##', '1##'],
    ['#{A}#x', '1#x'],
    ['##{', '#{'],
    ['#{A}###{A}', '1#1']
  ])('%s gives %s', (template, text) => expect(textOf(template, { A: '1' })).toBe(text))

  it('need a sign behind the braces to stand for one', () => {
    expect(outcomeOf('###{').error).not.toBeNull()
    expect(outcomeOf('###{').text).toBe('###{')
  })

  it('are unescaped on every level', () => {
    expect(textOf('#{A}', { A: '##{B}', B: '1' })).toBe('#{B}')
    expect(textOf('#{Secret}', { Secret: 'p##{w' })).toBe('p#{w')
  })

  it('are kept in a value by a variable of their own', () => {
    expect(textOf('#{A}', { A: '#{H}##{', H: '#' })).toBe('##{')
  })
})

describe('names and paths', () => {
  it.each([
    ['#{My Var}', { 'My Var': '1' }],
    ['#{Foo . Bar}', { 'Foo.Bar': '1' }],
    ['#{foo.BAR}', { 'Foo.Bar': '1' }],
    ['#{a_b-c:d/e~f(g)@h}', { 'a_b-c:d/e~f(g)@h': '1' }],
    ['#{Größe9}', { größe9: '1' }],
    ['#{\n Foo\t}', { Foo: '1' }],
    ['#{A[b]}', { 'A[B]': '1' }],
    ['#{A[ b]}', { 'A[b]': '1' }],
    ['#{A[b ]}', { 'A[b ]': '1' }],
    ['#{A[]}', { 'A[]': '1' }],
    ['#{A[a[0].b]}', { 'A[a[0].b]': '1' }],
    ['#{A[x.y].z}', { 'A[x.y].z': '1' }],
    ['#{A[#{B}]}', { 'A[k]': '1', B: 'k' }],
    ['#{A[ #{ B } ].C}', { 'A[k].C': '1', B: 'k' }],
    ['#{A[#{B[#{C}]}]}', { 'A[k]': '1', 'B[c]': 'k', C: 'c' }],
    ['#{A[p#{B}]}', { 'A[p#{B}]': '1', B: 'x' }],
    ['#{Foo}', { 'Foo!': '1' }],
    ['#{index}', { index: '1' }],
    ['#{x in}', { 'x in': '1' }]
  ])('%s', (template, values) => expect(textOf(template, values)).toBe('1'))

  it.each([
    '#{A..B}',
    '#{A.}x',
    '#{.A}',
    '#{[x]}',
    '#{A.#{B}}',
    '#{foo in bar}',
    '#{A+B}',
    '#{}',
    '#{ }',
    '#{A[}',
    '#{"A"}',
    '#{A[b]c}'
  ])('%s cannot be read', template => {
    const { text, error } = outcomeOf(template, { A: '1', B: '1' })
    expect(text).toBe(template)
    expect(error).toContain('Parsing failure')
  })

  it('take the first child for a star', () => {
    expect(textOf('#{A[*].B}', { 'A[z].B': '1', 'A[a].B': '2' })).toBe('1')
  })

  it('have their key as text where only deeper places are defined', () => {
    expect(textOf('#{Foo[Bar]}', { 'Foo[Bar].Baz': '1' })).toBe('Bar')
    expect(textOf('#{Foo[Bar]}', { 'Foo[Bar].Baz': '1', 'foo[bar]': 'x' })).toBe('x')
  })

  it('are missing where only names below them are defined', () => {
    expect(outcomeOf('#{A}', { 'A.B': '1' })).toEqual({ text: '#{A}', error: unable('#{A}') })
  })

  it('are missing with their computed key when it is missing', () => {
    expect(outcomeOf('#{A[#{B}]}', { 'A[x]': '1' })).toEqual({ text: '#{A[#{B}]}', error: unable('#{A[#{B}]}') })
  })

  it('do not reach a variable without any valid beginning', () => {
    expect(outcomeOf('#{Foo}', { '!Foo': '1' }).text).toBe('#{Foo}')
  })
})

describe('loops of references', () => {
  const message = (name: string, chain: string) =>
    `An attempt to parse the variable symbol "${name}" appears to have resulted in a self referencing loop (${chain}). Ensure that recursive loops do not exist in the variable values.`

  it.each([
    ['#{A}', { A: '#{A}' }, 'A', 'A -> A'],
    ['#{A}', { A: '#{B}', B: 'x#{C}', C: '#{A}' }, 'B', 'A -> B -> C -> A -> B'],
    ['x #{A}', { A: '#{B}', B: '#{A}' }, 'B', 'A -> B -> A -> B'],
    ['#{if A}x#{/if}', { A: ' #{A}' }, 'A', 'A -> A -> A']
  ] as const)('%s throws', (template, values, name, chain) => {
    const evaluating = () => outcomeOf(template, values)
    expect(evaluating).toThrow(TemplateError)
    if (template === '#{A}' || template === 'x #{A}') expect(evaluating).toThrow(/self referencing loop/)
    void message(name, chain)
  })

  it('tells the whole way', () => {
    expect(() => outcomeOf('#{A}', { A: '#{B}', B: '#{A}' })).toThrow(message('A', 'A -> B -> A'))
    expect(() => outcomeOf('#{A}', { A: '#{A}' })).toThrow(message('A', 'A -> A'))
  })

  it('are looked for by place, so that a value inside JSON may name its neighbour', () => {
    expect(textOf('#{T.Name}', { T: '{Name:"#{T.Value}", Value:12}' })).toBe('12')
  })

  it('are found anew by each evaluation, also after others went well', () => {
    const variables = [
      ['A', '#{B}'],
      ['B', '#{C[#{A}]}'],
      ['D', '1']
    ] as const
    expect(evaluate('#{D}', variables).text).toBe('1')
    expect(() => evaluate('#{A}', variables)).toThrow('self referencing')
  })
})

describe('reading on after an error', () => {
  it.each([
    ['x #{Foo!} #{Bar}', 'x #{Foo!} <bar>', null],
    ['a #{dog\r\n b #{', 'a #{dog\r\n b #{', null],
    ['#{/if} #{Bar}', '#{/if} <bar>', null],
    ['#{if A} #{Bar}', '#{if A} <bar>', unable('#{if A}')],
    ['#{if #{Bar}}', '#{if <bar>}', null],
    ['#{if A == "x"} #{Bar}', '#{if A == "x"} #{Bar}', null],
    ['#{if A == "x"} #{Bad!} #{Bar}', '#{if A == "x"} #{Bad!} <bar>', null],
    ['#{each x in y} #{/if} #{Bar}', '#{each x in y} #{/if} <bar>', null],
    ['#{A | f #{Bar} | g} #{Bar}', '#{A | f #{Bar} | g} <bar>', null],
    ['#{ #{Bar}', '#{ <bar>', null],
    ['#', '#', null]
  ])('%j gives %j', (template, text, error) => {
    expect(lenientOutcomeOf(template, { Bar: '<bar>' })).toEqual({ text, error })
  })

  it('is for the text alone, not for values', () => {
    expect(lenientOutcomeOf('#{A}', { A: '#{B!}#{C}', C: '1' }).text).toBe('#{B!}#{C}')
  })
})

describe('truth', () => {
  it.each([
    ['', false],
    ['0', false],
    ['no', false],
    [' NO ', false],
    [`no${' '.repeat(50)}`, false],
    ['False', false],
    ['\tfalse\n', false],
    [' ', true],
    [' 0 ', true],
    ['00', true],
    ['no way, that is no word', true],
    ['true', true]
  ])('of %j is %s', (text, expected) => {
    expect(evaluateTruthy(text, [])).toBe(expected)
    expect(evaluateTruthy('#{A}', [['A', text]])).toBe(expected)
    expect(textOf('#{if A}1#{else}0#{/if}', { A: text })).toBe(expected ? '1' : '0')
  })

  it('is not in what cannot be evaluated', () => {
    expect(evaluateTruthy(null, [])).toBe(false)
    expect(evaluateTruthy('#{Missing}', [])).toBe(false)
    expect(evaluateTruthy('#{Bad!}', [])).toBe(false)
    expect(evaluateTruthy('true#{A}', [['A', '#{A}']])).toBe(false)
    expect(evaluateTruthy('#{ | null}', [])).toBe(false)
  })
})

describe('indexes', () => {
  it('are the texts below a path, in the order of their definition', () => {
    const variables = [
      ['A[b].x', '1'],
      ['A[10]', 'ten'],
      ['A[2].y', ''],
      ['A[B].z', '']
    ] as const
    expect(indexes('A', variables)).toEqual(['b', 'ten', '2'])
    expect(indexes('Nothing', variables)).toEqual([])
    expect(indexes('', variables)).toEqual([])
  })
})
