import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../electron/engine/configuration/errors'
import { applyTransform } from '../../../electron/engine/configuration/xdt'
import { anna, applied, berta, carla, lines, source, sourceWith, transformOf, xdt } from './xdt-ships'

describe('SetAttributes', () => {
  it('sets all attributes of the transform, and adds those that are missing', () =>
    expect(
      applied(
        '<ships><ship name="Berta" size="21" port="Kiel" xdt:Transform="SetAttributes" xdt:Locator="Match(name)"/></ships>'
      )
    ).toEqual({
      text: sourceWith([berta, '<ship name="Berta" size="21" port="Kiel"/>']),
      told: []
    }))

  it('sets only what its arguments name', () =>
    expect(
      applied(
        '<ships><ship name="Anna" size="13" port="Kiel" flag="x" xdt:Transform="SetAttributes(size, port)" xdt:Locator="Match(name)"/></ships>'
      )
    ).toEqual({ text: sourceWith([anna, '<ship name="Anna" size="13" port="Kiel" />']), told: [] }))

  it('goes to all elements that match', () =>
    expect(applied('<ships><ship size="1" xdt:Transform="SetAttributes" /></ships>').text).toBe(
      sourceWith(["size='12'", 'size="1"'], ['size="20"', 'size="1"'], ['size="7"', 'size="1"'])
    ))

  it('keeps attributes on lines of their own', () =>
    expect(applied('<ships flag="yes" crew="4" xdt:Transform="SetAttributes"/>').text).toBe(
      sourceWith(['flag="no"', 'flag="yes"\n         crew="4"'])
    ))

  it('warns when there is nothing to set', () => {
    expect(applied('<ships xdt:Transform="SetAttributes"/>')).toEqual({
      text: source,
      told: ['warning: No attributes found to set.']
    })
    expect(applied('<ships fleet="west" xdt:Transform="SetAttributes(fleet,color)"/>')).toEqual({
      text: sourceWith(['fleet="east"', 'fleet="west"']),
      told: ["warning: Argument 'color' did not match any attributes."]
    })
  })

  it('declares the namespace of an attribute that it adds', () =>
    expect(applyTransform('<a/>', `<a ${xdt} xmlns:p="urn:p" p:b="1" xdt:Transform="SetAttributes"/>`).text).toBe(
      '<a p:b="1" xmlns:p="urn:p"/>'
    ))
})

describe('RemoveAttributes', () => {
  it('removes what its arguments name', () =>
    expect(applied('<ships flag="" xdt:Transform="RemoveAttributes(flag)"/>')).toEqual({
      text: sourceWith(['\n         flag="no"', '']),
      told: []
    }))

  it('removes all attributes of all elements that match', () =>
    expect(applied('<ships><ship xdt:Transform="RemoveAttributes"/></ships>').text).toBe(
      sourceWith([anna, '<ship />'], [berta, '<ship/>'], [carla, '<ship></ship>'])
    ))

  it('warns when there is nothing to remove', () =>
    expect(applied('<ports xdt:Transform="RemoveAttributes"/>')).toEqual({
      text: source,
      told: ['warning: No attributes found to remove.']
    }))
})

describe('Remove', () => {
  it('removes the element with its line', () =>
    expect(applied('<ships><ship name="Berta" xdt:Transform="Remove" xdt:Locator="Match(name)"/></ships>')).toEqual({
      text: sourceWith([`    ${berta}\n`, '']),
      told: []
    }))

  it('removes the first of several, and warns', () =>
    expect(applied('<ships><ship xdt:Transform="Remove"/></ships>')).toEqual({
      text: sourceWith([`    ${anna}\n`, '']),
      told: ["warning: Several elements match, but 'Remove' is applied to the first of them only."]
    }))

  it('leaves the end tag of the last one where it was', () =>
    expect(applied('<ships><ship name="Carla" xdt:Transform="Remove" xdt:Locator="Match(name)"/></ships>').text).toBe(
      sourceWith([`    ${carla}\n`, ''])
    ))

  it('of the root is a warning, for nothing is left', () => {
    const { text, messages } = applyTransform('<a><b/></a>\n', `<a ${xdt} xdt:Transform="Remove"/>`)
    expect(text).toBe('\n')
    expect(messages.filter(({ level }) => level !== 'verbose')).toEqual([
      { level: 'warning', message: 'The result of the transform has no root element.' }
    ])
  })
})

describe('RemoveAll', () => {
  it('removes all elements that match', () =>
    expect(applied('<ships><ship xdt:Transform="RemoveAll"/></ships>')).toEqual({
      text: sourceWith([`    ${anna}\n    ${berta}\n    ${carla}\n`, '']),
      told: []
    }))
})

describe('Replace', () => {
  it('puts the element of the transform in place of the first', () =>
    expect(
      applied(
        lines(
          '<ships xdt:Transform="Replace">',
          '    <boat xdt:Nothing="x" name="Dora">',
          '      <crew/>',
          '    </boat>',
          '  </ships>'
        )
      )
    ).toEqual({
      text: source.replace(
        /<ships[\s\S]*<\/ships>/,
        lines('<ships>', '    <boat name="Dora">', '      <crew />', '    </boat>', '  </ships>')
      ),
      told: []
    }))

  it('gives what is written on one line lines of its own', () =>
    expect(
      applied('<ports xdt:Transform="Replace"><port>Kiel</port><port><!-- none --></port><port></port></ports>').text
    ).toBe(
      sourceWith([
        '<ports />',
        lines(
          '<ports>',
          '    <port>Kiel</port>',
          '    <port>',
          '      <!-- none -->',
          '    </port>',
          '    <port></port>',
          '  </ports>'
        )
      ])
    ))

  it('can replace the root', () =>
    expect(applyTransform('<!-- a -->\n<a>1</a>\n', `<a ${xdt} xdt:Transform="Replace"><b/></a>`).text).toBe(
      '<!-- a -->\n<a>\n  <b />\n</a>\n'
    ))

  it('warns when more than one element matches', () =>
    expect(applied('<ships><ship name="Dora" xdt:Transform="Replace"/></ships>')).toEqual({
      text: sourceWith([anna, '<ship name="Dora" />']),
      told: ["warning: Several elements match, but 'Replace' is applied to the first of them only."]
    }))
})

describe('Insert', () => {
  it('adds the element behind its new siblings', () =>
    expect(
      applied('<ships><ship name="Dora" xdt:Transform="Insert"/><ship name="Emma" xdt:Transform="Insert"/></ships>')
    ).toEqual({
      text: sourceWith([carla, `${carla}\n    <ship name="Dora" />\n    <ship name="Emma" />`]),
      told: []
    }))

  it('opens an element that was one tag', () =>
    expect(applied('<ports><port name="Kiel" xdt:Transform="Insert"/></ports>').text).toBe(
      sourceWith(['<ports />', lines('<ports>', '    <port name="Kiel" />', '  </ports>')])
    ))

  it('ends lines as the source does', () =>
    expect(
      applied('<ports><port xdt:Transform="Insert">\n      <x/>\n    </port></ports>', source.replaceAll('\n', '\r\n'))
        .text
    ).toBe(
      sourceWith(['<ports />', lines('<ports>', '    <port>', '      <x />', '    </port>', '  </ports>')]).replaceAll(
        '\n',
        '\r\n'
      )
    ))

  it('without an element to insert into is an error', () =>
    expect(applied('<docks><dock xdt:Transform="Insert"/></docks>')).toEqual({
      text: source,
      told: ["error: No element in the source document matches '/configuration/docks'."]
    }))

  it('of a second root is an error', () => {
    const { text, messages } = applyTransform('<a/>', `<b ${xdt} xdt:Transform="Insert"/>`)
    expect(text).toBe('<a/>')
    expect(messages.at(-1)).toEqual({ level: 'error', message: 'A document has one root element only.' })
  })

  it('ignores arguments with a warning', () =>
    expect(applied('<ports><port xdt:Transform="Insert(x)"/></ports>').told).toEqual([
      "warning: 'Insert' takes no arguments; they are ignored."
    ]))

  it('declares the namespaces that do not count in the source', () => {
    const transform = `<a ${xdt} xmlns:p="urn:p"><b xmlns="urn:b" xdt:Transform="Insert"><c p:d="1"/></b></a>`
    expect(applyTransform('<a>\n</a>', transform).text).toBe(
      lines('<a>', '  <b xmlns="urn:b">', '    <c p:d="1" xmlns:p="urn:p" />', '  </b>', '</a>')
    )
    expect(applyTransform('<a xmlns:p="urn:p">\n</a>', transform).text).toBe(
      lines('<a xmlns:p="urn:p">', '  <b xmlns="urn:b">', '    <c p:d="1" />', '  </b>', '</a>')
    )
  })
})

describe('InsertIfMissing', () => {
  it('inserts what no element matches', () =>
    expect(
      applied('<ships><ship name="Dora" xdt:Transform="InsertIfMissing" xdt:Locator="Match(name)"/></ships>')
    ).toEqual({
      text: sourceWith([carla, `${carla}\n    <ship name="Dora" />`]),
      told: []
    }))

  it('leaves what is there as it is', () =>
    expect(
      applied('<ships><ship name="Anna" size="99" xdt:Transform="InsertIfMissing" xdt:Locator="Match(name)"/></ships>')
    ).toEqual({
      text: source,
      told: []
    }))
})

describe('InsertBefore and InsertAfter', () => {
  it.each([
    [
      'InsertBefore',
      "/configuration/ships/ship[@name='Berta']",
      sourceWith([berta, `<ship name="Dora" />\n    ${berta}`])
    ],
    ['InsertBefore', "ship[@name='Anna']", sourceWith([anna, `<ship name="Dora" />\n    ${anna}`])],
    [
      'InsertAfter',
      "/configuration/ships/ship[@name='Berta']",
      sourceWith([berta, `${berta}\n    <ship name="Dora" />`])
    ],
    [
      'InsertAfter',
      '/configuration/ships/ship[contains(@name, "Carla")]',
      sourceWith([carla, `${carla}\n    <ship name="Dora" />`])
    ]
  ])('%s(%s) puts the element beside the first one', (verb, path, text) =>
    expect(
      applied(`<ships><ship name="Dora" xdt:Transform='${verb}(${path.replaceAll("'", '&apos;')})'/></ships>`)
    ).toEqual({ text, told: [] })
  )

  it('can put an element into another one than that of the transform', () =>
    expect(applied('<ships><first xdt:Transform="InsertBefore(/configuration/*[1])"/></ships>').text).toBe(
      sourceWith(['<ships ', '<first />\n  <ships '])
    ))

  it('fail without a sibling', () => {
    const toldBy = (transform: string) => applied(`<ships><ship xdt:Transform="${transform}"/></ships>`).told
    expect(toldBy('InsertAfter(/x)')).toEqual(["error: No element in the source document matches '/x'."])
    expect(toldBy('InsertAfter')).toEqual(["error: 'InsertAfter' needs an XPath expression as its argument."])
    expect(toldBy('InsertAfter(/configuration)')).toEqual([
      "error: '/configuration' has to select an element that others can be beside."
    ])
    expect(toldBy('InsertAfter(/x[)')).toEqual(["error: '/x[' cannot be evaluated as an XPath expression."])
  })
})

describe('a transform', () => {
  it('goes from first to last, each on what the ones before it left', () =>
    expect(
      applied(
        lines(
          '<ships fleet="west" xdt:Transform="SetAttributes">',
          '  <ship xdt:Transform="RemoveAll"/>',
          '  <ship name="Dora" xdt:Transform="Insert"/>',
          '  <ship name="Dora" size="3" xdt:Transform="SetAttributes" xdt:Locator="Match(name)"/>',
          '</ships>'
        )
      )
    ).toEqual({
      text: sourceWith(
        ['fleet="east"', 'fleet="west"'],
        [`    ${anna}\n    ${berta}\n    ${carla}\n`, '    <ship name="Dora" size="3" />\n']
      ),
      told: []
    }))

  it('with an unknown name is an error, and the others still run', () =>
    expect(
      applied(
        '<ships xdt:Transform="Sink"><ship xdt:Transform="RemoveAll"/></ships><ports x="1" xdt:Transform="SetAttributes"/>'
      )
    ).toEqual({ text: sourceWith(['<ports />', '<ports x="1" />']), told: ["error: 'Sink' is not a transform."] }))

  it('without anything to do changes nothing', () => {
    expect(applied('<ships><ship/></ships>')).toEqual({ text: source, told: [] })
  })

  it('without its namespace is no transform', () => {
    expect(applyTransform(source, '<configuration><ships/></configuration>')).toEqual({
      text: source,
      messages: [
        {
          level: 'verbose',
          message:
            'The expected namespace http://schemas.microsoft.com/XML-Document-Transform was not found in the transform file.'
        }
      ]
    })
  })

  it('may have another prefix for its attributes', () =>
    expect(
      applyTransform(
        '<a b="1"/>',
        '<a xmlns:t="http://schemas.microsoft.com/XML-Document-Transform" b="2" t:Transform="SetAttributes"/>'
      ).text
    ).toBe('<a b="2"/>'))

  it('warns of tags that it does not know', () =>
    expect(applied('<xdt:Import path="x"/>').told).toEqual(["warning: Unknown tag 'xdt:Import'."]))

  it('can be told to be quiet', () =>
    expect(applied('<docks xdt:Transform="Remove" xdt:SupressWarnings="true"/>')).toEqual({ text: source, told: [] }))

  it('tells what it does', () => {
    const content = '<ships flag="yes" xdt:Transform="SetAttributes"/><ports xdt:Transform="Remove"/>'
    expect(applyTransform(source, transformOf(content)).messages.map(({ message }) => message)).toEqual([
      "Executing SetAttributes of 'ships'.",
      "Set 'flag' attribute.",
      "Executing Remove of 'ports'.",
      "Removed 'ports' element."
    ])
  })

  it('fails when one of the two is malformed', () => {
    expect(() => applyTransform('<a>', transformOf(''))).toThrow(ConfigurationError)
    expect(() => applyTransform(source, '<a')).toThrow(ConfigurationError)
  })
})

describe('any transform', () => {
  const verb = fc.constantFrom(
    'SetAttributes',
    'RemoveAttributes(a)',
    'Remove',
    'RemoveAll',
    'Replace',
    'Insert',
    'InsertIfMissing',
    'InsertAfter(/r/b)',
    'InsertBefore(//c)',
    'Oops(',
    ''
  )
  const locator = fc.constantFrom('Match(a)', 'Condition(@a)', 'XPath(//b)', 'XPath(c)', 'XPath(@a)', 'Match(z)', ')')
  const name = fc.constantFrom('b', 'c')
  const gap = fc.constantFrom('', '\n  ', ' ', 'text', '<!-- x -->')
  const tree = (start: fc.Arbitrary<string>) =>
    fc.letrec<{ node: string; content: string }>(tie => ({
      content: fc.oneof({ maxDepth: 3 }, gap, tie('node')),
      node: fc
        .tuple(name, start, fc.array(tie('content'), { maxLength: 4 }))
        .map(([tag, attributes, content]) => `<${tag} a="1"${attributes}>${content.join('')}</${tag}>`)
    })).node
  const instruction = fc
    .tuple(fc.option(verb), fc.option(locator))
    .map(
      ([transform, where]) =>
        `${transform === null ? '' : ` xdt:Transform="${transform}"`}${where === null ? '' : ` xdt:Locator="${where}"`}`
    )
  const root = (content: string) => `<r ${xdt}>${content}</r>`

  it('leaves a document without a trace of itself', () => {
    fc.assert(
      fc.property(tree(fc.constant('')), tree(instruction), (before, transform) => {
        const { text } = applyTransform(`<r>${before}</r>`, root(transform))
        expect(text).not.toContain('xdt')
        expect(applyTransform(text, root('')).text).toBe(text)
      }),
      { numRuns: 500 }
    )
  })
})
