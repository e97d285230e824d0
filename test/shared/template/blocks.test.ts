import { describe, expect, it } from 'vitest'
import { outcomeOf, textOf, unable } from './support'

describe('if and unless', () => {
  it.each([
    ['#{if A}1#{/if}', '1'],
    ['#{if Missing}1#{/if}', ''],
    ['#{if Missing}1#{else}2#{/if}', '2'],
    ['#{unless A}1#{else}2#{/unless}', '2'],
    ['#{unless Missing}1#{/unless}', '1'],
    ['#{ if A }1#{/if}', '1'],
    ['#{IF A}1#{/if}', '1'],
    ['#{Unless Missing}1#{/unless}', '1'],
    ['#{if A} \n x\t#{/if}', ' \n x\t'],
    ['#{if A}#{if B}1#{else}2#{/if}#{else}3#{/if}', '2'],
    ['#{if A}#{A}#{/if}', 'x'],
    ['#{if A | ToUpper == "X"}1#{/if}', '1'],
    ['#{if A | Contains "q"}1#{else}2#{/if}', '2']
  ])('%s', (template, text) => expect(textOf(template, { A: 'x', B: '0' })).toBe(text))

  it.each([
    ['#{if A == "x"}1#{else}2#{/if}', '1'],
    ['#{if A=="x"}1#{else}2#{/if}', '1'],
    ['#{if A == "X"}1#{else}2#{/if}', '2'],
    ['#{if A != "X"}1#{else}2#{/if}', '1'],
    ['#{if "x" == A}1#{else}2#{/if}', '1'],
    ['#{if "x" != A}1#{else}2#{/if}', '2'],
    ['#{if A == Same}1#{else}2#{/if}', '1'],
    ['#{if A != B}1#{else}2#{/if}', '1'],
    ['#{if Unknown1 == Unknown2}1#{else}2#{/if}', '1'],
    ['#{if Unknown == ""}1#{else}2#{/if}', '1'],
    ['#{if A == \\"x\\"}1#{else}2#{/if}', '1'],
    ['#{if Hash == \\"a"#b\\"}1#{else}2#{/if}', '1'],
    ['#{if My Var == "y"}1#{/if}', '1'],
    ['#{if A == Same | ToLower}1#{/if}', '1'],
    ['#{if A|ToUpper == Upper}1#{/if}', '1'],
    ['#{unless A == "x"}1#{else}2#{/unless}', '2']
  ])('%s', (template, text) => {
    const values = { A: 'x', B: 'y', Same: 'x', 'My Var': 'y', Hash: 'a"#b', Upper: 'X' }
    expect(textOf(template, values)).toBe(text)
  })

  it.each([
    '#{if "a" == "a"}1#{/if}',
    "#{if A == 'x'}1#{/if}",
    '#{if A == "a#b"}1#{/if}',
    '#{if A && B}1#{/if}',
    '#{if A}1',
    '#{if A}1#{/unless}',
    '#{if A}1#{/IF}',
    '#{if A}1#{/if }'
  ])('%s is no condition', template =>
    expect(outcomeOf(`${template}#{/x}`, { A: 'x' })).toMatchObject({ text: `${template}#{/x}` })
  )

  it('fall back to a variable with a weird name when they do not fit', () => {
    expect(textOf('#{if X}', { 'if X': '1' })).toBe('1')
    expect(textOf('#{else}', { else: '1' })).toBe('1')
    expect(outcomeOf('#{if X}')).toEqual({ text: '#{if X}', error: unable('#{if X}') })
    expect(outcomeOf('#{if A}1#{ELSE}2#{/if}', { A: '1' })).toEqual({ text: '1#{ELSE}2', error: unable('#{ELSE}') })
    expect(outcomeOf('#{if A}1#{ else }2#{/if}', { A: '1' }).text).toBe('1#{else}2')
    expect(textOf('#{iffy}', { iffy: '1' })).toBe('1')
    expect(textOf('#{if(A)}', { 'if(A)': '1' })).toBe('1')
  })

  it('report what is missing inside a condition’s value, but not a missing condition', () => {
    expect(outcomeOf('#{if A}1#{/if}', { A: '#{B}' })).toEqual({ text: '1', error: unable('#{B}') })
    expect(outcomeOf('#{if A}1#{/if}')).toEqual({ text: '', error: null })
  })

  it('are echoed whole when a filter in the condition can do nothing', () => {
    const echo = '#{if A | Nope == "x" }1#{else}2#{/if}'
    expect(outcomeOf('#{if A | Nope == "x"}1#{else}2#{/if}', { A: 'x' })).toEqual({ text: echo, error: unable(echo) })
    const missing = '#{if "x" == Missing | ToUpper}1#{/if}'
    expect(outcomeOf(missing).text).toBe('#{if Missing | ToUpper == "x" }1#{/if}')
    const turned = outcomeOf('#{unless A | Nope}1#{/unless}', { A: 'x' })
    expect(turned.text).toBe('#{if A | Nope}#{else}1#{/if}')
    expect(outcomeOf('#{if A == B | Nope}##{1#{/if}', { A: 'x' }).text).toBe('#{if A == B | Nope }##{1#{/if}')
  })
})

describe('elseif', () => {
  const template = '#{if A == "1"}one#{elseif A == "2"}two#{elseif B}b#{else}other#{/if}'

  it.each([
    [{ A: '1' }, 'one'],
    [{ A: '2' }, 'two'],
    [{ A: '3', B: '1' }, 'b'],
    [{ A: '3' }, 'other']
  ])('%j', (values, text) => expect(textOf(template, values)).toBe(text))

  it('needs no else', () => {
    expect(textOf('#{if A}1#{elseif B}2#{/if}', { B: '1' })).toBe('2')
    expect(textOf('#{if A}1#{elseif B}2#{/if}')).toBe('')
  })

  it('needs white space and lower case, else it is a variable', () => {
    expect(outcomeOf('#{if A}1#{elseifX}2#{/if}', { A: '1' })).toEqual({
      text: '1#{elseifX}2',
      error: unable('#{elseifX}')
    })
    expect(outcomeOf('#{if A}1#{ELSEIF X}2#{/if}', { A: '1' }).text).toBe('1#{ELSEIF X}2')
  })

  it('does not go with unless', () => {
    expect(outcomeOf('#{unless A}1#{elseif B}2#{/unless}')).toEqual({
      text: '1#{elseif B}2',
      error: unable('#{elseif B}')
    })
    expect(outcomeOf('#{unless A}1#{elseif B == "x"}2#{/unless}').error).toContain('Parsing failure')
  })

  it('prints as a block inside the other', () => {
    const { text } = outcomeOf('#{if A | Nope}1#{elseif B}2#{else}3#{/if}', { A: 'x' })
    expect(text).toBe('#{if A | Nope}1#{else}#{if B}2#{else}3#{/if}#{/if}')
  })
})

describe('each', () => {
  it('goes through what is defined in brackets, in the order of definition', () => {
    const values = { 'C[10].P': 'a', 'C[2].P': 'b', 'C[a]': 'own', 'C[a].P': 'c' }
    expect(textOf('#{each x in C}#{x}=#{x.P};#{/each}', values)).toBe('10=a;2=b;own=c;')
  })

  it('does nothing where nothing is defined, without a word', () => {
    expect(outcomeOf('<#{each x in C}#{x}#{/each}>')).toEqual({ text: '<>', error: null })
    expect(outcomeOf('<#{each x in C}#{x}#{/each}>', { 'C.D': '1' })).toEqual({ text: '<>', error: null })
  })

  it.each([
    ['a,b', '<a><b>'],
    [' a, b ,,', '< a>< b ><><>'],
    ['', '<>'],
    ['#{L}', '<1><2>'],
    ['["a", 1.50, true, null, {b: 1}, [2]]', '<a><1.5><True><><{"b":1}><[2]>'],
    ['{b: 1, a: 2, b: 3}', '<b><a>'],
    ['[]', ''],
    ['[1', '<[1>']
  ])('goes through the value %j', (value, text) => {
    expect(textOf('#{each x in C}<#{x}>#{/each}', { C: value, L: '1,2' })).toBe(text)
  })

  it('goes through the value and not through what is in brackets when there are both', () => {
    expect(textOf('#{each x in C}<#{x}>#{/each}', { C: 'v', 'C[a]': '1' })).toBe('<v>')
  })

  it('gives entries of an object their key and value', () => {
    const template = '#{each x in C}#{x.Key}/#{x.value}/#{x.Value.q};#{/each}'
    expect(textOf(template, { C: '{a:{q:1},b:{q:2}}' })).toBe('a/{"q":1}/1;b/{"q":2}/2;')
  })

  it('looks into elements that are JSON', () => {
    expect(textOf('#{each x in C}#{x.n}-#{x[m][0]};#{/each}', { C: '[{n:1,m:[5]},{n:2,m:[]}]' })).toBe('1-5;2-;')
  })

  it('says where it stands', () => {
    const template =
      '#{each x in C}#{Octopus.Template.Each.Index}#{Octopus.Template.Each.First}#{octopus.template.each.last} #{/each}'
    expect(textOf(template, { C: 'a,b,c', 'Octopus.Project.Name': 'p' })).toBe('0TrueFalse 1FalseFalse 2FalseTrue ')
    expect(textOf('#{each x in C}#{Octopus.Project.Name}#{/each}', { C: 'a', 'Octopus.Project.Name': 'p' })).toBe('p')
  })

  it('lets outer names be seen and shadows those of its item', () => {
    const template = '#{each x in C}#{each y in D}#{x}#{y}#{z} #{/each}#{/each}#{x}'
    expect(textOf(template, { C: 'a,b', D: '1,2', x: 'outer', z: '!' })).toBe('a1! a2! b1! b2! outer')
  })

  it('names its item without regard to case', () => {
    expect(textOf('#{EACH Item IN C}#{ITEM}#{/each}', { C: 'a' })).toBe('a')
  })

  it('hides its item from the values of variables', () => {
    expect(outcomeOf('#{each x in C}#{V}#{/each}', { C: 'a', V: '#{x}' }).text).toBe('#{x}')
  })

  it('evaluates what its items hold', () => {
    expect(textOf('#{each x in C}#{x};#{/each}', { 'C[a]': '#{V}', 'C[b]': '2', V: '1' })).toBe('1;2;')
  })

  it('computes keys with its item', () => {
    expect(textOf('#{each x in C}#{M[#{x}].N}#{/each}', { C: 'a,b', 'M[a].N': '1', 'M[b].N': '2' })).toBe('12')
  })

  it('takes no filters and needs its end', () => {
    expect(outcomeOf('#{each x in C | ToUpper}#{x}#{/each}').error).toContain('Parsing failure')
    expect(outcomeOf('#{each x in C}', {})).toEqual({
      text: '#{each x in C}',
      error: expect.stringContaining('Parsing failure')
    })
  })
})

describe('JSON inside values', () => {
  const T =
    '{ name: \'n\', "Deep": {"A b": [10, {x: "y"}]}, empty: null, yes: true, no: false, n: 1.0, big: 12345678901234567890, e: 1e3, d: "2030-01-02T03:04:05Z" }'

  it.each([
    ['#{T.name}', 'n'],
    ['#{T[name]}', 'n'],
    ['#{T.Name}', ''],
    ['#{T.missing}', ''],
    ['#{T.empty}', ''],
    ['#{T.yes}#{T.no}', 'TrueFalse'],
    ['#{T.n}', '1'],
    ['#{T.big}', '12345678901234567890'],
    ['#{T.e}', '1000'],
    ['#{T.d}', '2030-01-02T03:04:05Z'],
    ['#{T.Deep}', '{"A b":[10,{"x":"y"}]}'],
    ['#{T.Deep[A b][0]}', '10'],
    ['#{T.Deep.A b[1].x}', 'y'],
    ['#{T.Deep[A b][9]}', ''],
    ['#{if T.name == "n"}1#{/if}', '1']
  ])('%s gives %j', (template, text) => expect(textOf(template, { T })).toBe(text))

  it.each([
    ['#{T[x]}', '[1]'],
    ['#{T[-1]}', '[1]'],
    ['#{T.a}', '5'],
    ['#{T.a}', '"x"'],
    ['#{T.a}', 'plain'],
    ['#{T.a}', '{a:1} x'],
    ['#{T.a}', '{a:1'],
    ['#{T.a}', '']
  ])('%s is missing in %j', (template, value) => {
    expect(outcomeOf(template, { T: value })).toEqual({ text: template, error: unable(template) })
  })

  it('is evaluated before it is read and again when it has been found', () => {
    expect(textOf('#{T.a}', { T: '{a: "#{V}"}', V: 'x' })).toBe('x')
    expect(textOf('#{T.a}', { T: '#{J}', J: '{a: "#{V}"}', V: 'x' })).toBe('x')
  })

  it('loses two levels of escapes', () => {
    expect(textOf('#{T.a}', { T: '{a: "##{V}"}', V: 'x' })).toBe('x')
    expect(textOf('#{T.a}', { T: '{a: "####{V}"}', V: 'x' })).toBe('#x')
  })

  it('gives way to variables of the same name', () => {
    expect(textOf('#{T.a}', { T: '{a: 1}', 'T.a': '2' })).toBe('2')
    expect(textOf('#{A.b.c}#{A.x}', { A: '{b: {c: 1}, x: 2}' })).toBe('12')
    expect(outcomeOf('#{A.b.c}', { A: '{b: {c: 1}}', 'A.b.d': '2' }).text).toBe('#{A.b.c}')
  })

  it('is no JSON when it leads back to itself', () => {
    expect(outcomeOf('#{T.a}', { T: '{a: 1, b: "#{T.b}"}' }).text).toBe('1')
  })
})

describe('calc', () => {
  it.each([
    ['3+2', '5'],
    ['3-2', '1'],
    ['3*2', '6'],
    ['3/2', '1.5'],
    ['3*2+2*4', '14'],
    ['3*(2+2)*4', '48'],
    [' ( 1 + 2 ) * 2 ', '6'],
    ['8-2-1', '5'],
    ['16/4/2', '2'],
    ['A+2', '7'],
    ['A+B', '12'],
    ['A*B', '35'],
    ['{B}-2', '5'],
    ['{ B }/2', '3.5'],
    ['2-B', '-5'],
    ['B-2', '99'],
    ['B - 2', '98'],
    ['(A+1)*2', '12'],
    ['(B*2)', '14'],
    ['.5+1', '1.5'],
    ['2/7', '0.2857142857142857'],
    ['1.1+0.3', '1.4000000000000001'],
    ['Half*2', '1'],
    ['1/0', '∞'],
    ['0-1/0', '-∞'],
    ['0/0', 'NaN'],
    ['1000000*1000000*1000', '1E+15'],
    ['1/100000', '1E-05'],
    ['1/10000', '0.0001'],
    ['J.n+1', '3']
  ])('%s', (arithmetic, text) => {
    const values = { A: '5', B: '7', 'B-2': '99', 'B - 2': '98', Half: '0.5', J: '{n: 2}' }
    expect(textOf(`#{calc ${arithmetic}}`, values)).toBe(text)
    expect(textOf(`#{ CALC\t${arithmetic} }`, values)).toBe(text)
  })

  it('echoes what it cannot compute without its keyword and without an error', () => {
    expect(outcomeOf('#{calc C+2}')).toEqual({ text: '#{C+2}', error: null })
    expect(outcomeOf('#{calc 2 * A + 1.50}', { A: 'x' })).toEqual({ text: '#{2*A+1.5}', error: null })
  })

  it.each(['#{calc 1+}', '#{calc A | ToUpper+1}', '#{calc (1+A)}', '#{calc 5.}', '#{calc "1"+1}'])(
    '%s cannot be read',
    template => {
      expect(outcomeOf(template, { A: '1' })).toMatchObject({
        text: template,
        error: expect.stringContaining('Parsing failure')
      })
    }
  )

  it('is a variable with a weird name where a parenthesis swallows the end', () => {
    expect(outcomeOf('#{calc (A)}', { A: '1' })).toEqual({ text: '#{calc (A)}', error: unable('#{calc (A)}') })
  })
})
