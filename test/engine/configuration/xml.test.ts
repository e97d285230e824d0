import fc from 'fast-check'
import { Document, type Element, type Node, parseXmlDocument } from 'slimdom'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../electron/engine/configuration/errors'
import { replaceInXml } from '../../../electron/engine/configuration/xml'

type Variables = Record<string, string | null>

const replaced = (text: string, variables: Variables = {}, encodingName?: string) =>
  replaceInXml(text, Object.entries(variables), encodingName === undefined ? {} : { encodingName })

const textOf = (text: string, variables: Variables = {}) => replaced(text, variables).text

const lines = (...all: string[]) => all.join('\n')

const harbour = lines(
  '<?xml version="1.0" encoding="utf-8"?>',
  '<!-- berths of the old harbour -->',
  '<harbour xmlns:crane="urn:cranes">',
  '  <?pilot channel 12?>',
  '  <berth id="north" depth="9">Anna</berth>',
  '  <berth id="south" depth="7">Berta</berth>',
  '  <log><![CDATA[a < b]]></log>',
  '  <shed />',
  '  <yard></yard>',
  '  <crew>',
  '    <member>Ole</member>',
  '    <member>Kim</member>',
  '  </crew>',
  '  <crane:tower>idle</crane:tower>',
  '</harbour>'
)

const harbourWith = (old: string, now: string) => harbour.replace(old, () => now)

describe('which variables are tried', () => {
  it('are those with a slash or a colon in their name', () => {
    expect(replaced('<a>1</a>', { a: 'x', '*': 'y', 'text()': 'z' })).toEqual({
      text: '<a>1</a>',
      hits: [],
      warnings: []
    })
    expect(replaced('<a>1</a>', { '/a': '2' }).hits).toEqual(['/a'])
  })

  it.each([
    'http://example.test/x',
    '/a[',
    'unknown:a',
    'Octopus:Name:',
    '//a[',
    '/a/nothing()',
    'count(/a)',
    '1 div 0',
    ':'
  ])('passes over %s in silence', name =>
    expect(replaced('<a>1</a>', { [name]: '2' })).toEqual({ text: '<a>1</a>', hits: [], warnings: [] })
  )

  it('may begin with Octopus like any other', () =>
    expect(textOf('<Octopus><a>1</a></Octopus>', { 'Octopus/a': '2' })).toBe(
      lines('<Octopus>', '  <a>2</a>', '</Octopus>')
    ))

  it('are particular about upper and lower case', () =>
    expect(textOf('<Root><a>1</a></Root>', { '/root/a': '2', '/Root/A': '3' })).toBe(
      lines('<Root>', '  <a>1</a>', '</Root>')
    ))

  it('takes a null as nothing', () => expect(textOf('<a>1</a>', { '/a': null })).toBe('<a></a>'))
})

describe('a variable', () => {
  it.each([
    ['an attribute', "/harbour/berth[@id='north']/@depth", '11', 'north" depth="9"', 'north" depth="11"'],
    ['an element', "//berth[@id='south']", 'Carla', 'Berta', 'Carla'],
    ['an element by position', '/harbour/berth[2]', 'Carla', 'Berta', 'Carla'],
    ['an element by what it says', "//member[.='Kim']", 'Ida', 'Kim', 'Ida'],
    ['a text', "//berth[@id='north']/text()", 'Dora', 'Anna', 'Dora'],
    ['a comment', '/comment()', 'new < old', ' berths of the old harbour ', 'new < old'],
    ['a processing instruction', "/harbour/processing-instruction('pilot')", 'channel 16', 'channel 12', 'channel 16'],
    ['a CDATA section', '//log/text()', 'b > a', 'a < b', 'b > a'],
    ['the element of a CDATA section', '/harbour/log', '<b/>', 'a < b', '<b/>'],
    ['an element under a prefix', '/harbour/crane:tower', 'busy', 'idle', 'busy'],
    ['an element in any namespace', '/harbour/*:tower', 'busy', 'idle', 'busy'],
    ['an element that is one tag', '/harbour/shed', 'full', '<shed />', '<shed>full</shed>'],
    ['an element of two tags', '/harbour/yard', 'full', '<yard></yard>', '<yard>full</yard>'],
    ['what XPath 2 selects', "//berth[@id=('west','south')]", 'Carla', 'Berta', 'Carla']
  ])('replaces %s', (_, name, value, old, now) => {
    expect(replaced(harbour, { [name]: value })).toEqual({
      text: harbourWith(old, now),
      hits: [name],
      warnings: []
    })
  })

  it('replaces every node that it selects', () =>
    expect(textOf('<a><b>1</b><b>2</b></a>', { '//b': 'x' })).toBe(lines('<a>', '  <b>x</b>', '  <b>x</b>', '</a>')))

  it('sees what the ones before it did', () =>
    expect(textOf('<a><b/></a>', { '/a': '', '/a/b': 'x' })).toBe(lines('<a></a>')))

  it('leaves a file alone in which it finds nothing', () => {
    expect(replaced(harbour, { '/nothing/here': 'x' })).toEqual({ text: harbour, hits: [], warnings: [] })
  })

  it('replaces text and CDATA that stand together once', () =>
    expect(textOf('<a>1<![CDATA[2]]></a>', { '/a/text()': 'x' })).toBe('<a>x<![CDATA[2]]></a>'))

  it('cannot replace a whole document', () => {
    expect(replaced('<a/>', { '/': 'x' })).toEqual({
      text: '<a />',
      hits: ['/'],
      warnings: ["'/' selects something that has no value of its own. It was left as it is."]
    })
  })

  it('with characters that XML has no way to write is a warning', () => {
    const { text, warnings } = replaced('<a>1</a>', { '/a': 'bell \u0007' })
    expect(text).toBe('<a>1</a>')
    expect(warnings).toEqual(["The value of '/a' has characters that XML cannot hold. It was left as it is."])
  })
})

describe('an element', () => {
  it('that holds elements takes a value as markup', () =>
    expect(textOf(harbour, { '//crew': '<cook>Jan</cook><cat/>' })).toBe(
      harbourWith(
        lines('    <member>Ole</member>', '    <member>Kim</member>'),
        lines('    <cook>Jan</cook>', '    <cat />')
      )
    ))

  it('that holds elements takes plain text too', () =>
    expect(textOf('<a><b/></a>', { '/a': 'just text' })).toBe('<a>just text</a>'))

  it('that holds elements keeps them when the value is not XML', () => {
    expect(replaced('<a><b /></a>', { '/a': '<c>' })).toEqual({
      text: lines('<a>', '  <b />', '</a>'),
      hits: ['/a'],
      warnings: ["The value of '/a' is not valid XML, which it has to be to replace elements. It was left as it is."]
    })
    expect(textOf('<a><b /></a>', { '/a': '</a><a>' })).toBe(lines('<a>', '  <b />', '</a>'))
  })

  it('can be given markup with the prefixes that count there', () => {
    const text = '<p:a xmlns:p="urn:p"><b /></p:a>'
    expect(textOf(text, { '/p:a': '<p:c/>' })).toBe(lines('<p:a xmlns:p="urn:p">', '  <p:c />', '</p:a>'))
    expect(replaced(text, { '/p:a': '<q:c/>' }).warnings).toHaveLength(1)
  })

  it('that is given markup can be searched by later variables, in its default namespace', () =>
    expect(
      textOf('<a xmlns="urn:a"><b /></a>', { '/*:a': '<c>1</c>', "//*[namespace-uri()='urn:a'][not(*)]": '2' })
    ).toBe(lines('<a xmlns="urn:a">', '  <c>2</c>', '</a>')))

  it.each(['<a>text</a>', '<a/>', '<a></a>', '<a><!-- nothing --></a>'])(
    'without elements takes markup as text: %s',
    text => expect(textOf(text, { '/a': '<b>&</b>' })).toBe('<a>&lt;b&gt;&amp;&lt;/b&gt;</a>')
  )

  it('with more than a CDATA section is given text', () =>
    expect(textOf('<a>1<![CDATA[2]]></a>', { '/a': '3' })).toBe('<a>3</a>'))

  it('with white space around its CDATA section keeps it as one', () =>
    expect(textOf('<a>\n  <![CDATA[2]]>\n</a>', { '/a': '3' })).toBe('<a><![CDATA[3]]></a>'))
})

describe('prefixes', () => {
  it('may be declared anywhere in the document', () =>
    expect(textOf('<a><p:b xmlns:p="urn:p">1</p:b></a>', { '/a/p:b': '2' })).toBe(
      lines('<a>', '  <p:b xmlns:p="urn:p">2</p:b>', '</a>')
    ))

  it('mean what the first declaration says; a second meaning is a warning', () => {
    const text = '<a><p:b xmlns:p="urn:1">1</p:b><p:b xmlns:p="urn:2">2</p:b><p:b xmlns:p="urn:1">3</p:b></a>'
    const { text: now, warnings } = replaced(text, { '//p:b': 'x' })
    expect(now).toBe(
      lines(
        '<a>',
        '  <p:b xmlns:p="urn:1">x</p:b>',
        '  <p:b xmlns:p="urn:2">2</p:b>',
        '  <p:b xmlns:p="urn:1">x</p:b>',
        '</a>'
      )
    )
    expect(warnings).toEqual([
      "The prefix 'p' stands for the namespace 'urn:1' and cannot stand for 'urn:2' as well. Variables that select nodes by this prefix may not find what they should."
    ])
  })

  it('are needed for elements in a default namespace', () =>
    expect(textOf('<a xmlns="urn:a"><b>1</b></a>', { '/a/b': '2', '/*:a/*:b': '3' })).toBe(
      lines('<a xmlns="urn:a">', '  <b>3</b>', '</a>')
    ))

  it('are never replaced themselves', () =>
    expect(textOf('<a xmlns:p="urn:p" b="1" />', { '//@*': '2' })).toBe('<a xmlns:p="urn:p" b="2" />'))
})

describe('the text that is written', () => {
  it('has two blanks for each level and none of the white space between tags', () =>
    expect(textOf('<a>\r\n\t<b   x = \'1\'\r\n  y="2"  ><c/>\n\n</b>   <d>  </d></a>\r\n')).toBe(
      lines('<a>', '  <b x="1" y="2">', '    <c />', '  </b>', '  <d></d>', '</a>')
    ))

  it('leaves text and tags beside each other as they are', () =>
    expect(textOf('<a>\n<p>Take <b>the</b> <i>long</i> way<u><v/></u></p>\n</a>')).toBe(
      lines('<a>', '  <p>Take <b>the</b><i>long</i> way<u><v /></u></p>', '</a>')
    ))

  it('indents up to the first text of an element', () =>
    expect(textOf('<a><b/>text<c/></a>')).toBe(lines('<a>', '  <b />text<c /></a>')))

  it('keeps white space where the document says so', () =>
    expect(textOf('<a><b xml:space="preserve"> <c/> </b> <d xml:space="default"> <e/> </d></a>')).toBe(
      lines('<a>', '  <b xml:space="preserve"> <c /> </b>', '  <d xml:space="default">', '    <e />', '  </d>', '</a>')
    ))

  it('keeps the lines of a text, and ends all of them alike', () =>
    expect(textOf('<a>one\r\n  two\rthree</a>', {})).toBe('<a>one\n  two\nthree</a>'))

  it('ends lines of a value like all others', () =>
    expect(textOf('<a>1<!--2--></a>', { '/a/text()': 'x\r\ny', '/a/comment()': 'x\ry' })).toBe(
      '<a>x\ny<!--x\ny--></a>'
    ))

  it('escapes in attributes what would not be read back', () =>
    expect(textOf('<a b="1"/>', { '/a/@b': `<"it's" & more>\t\r\n` })).toBe(
      `<a b="&lt;&quot;it's&quot; &amp; more&gt;&#x9;&#xD;&#xA;" />`
    ))

  it('takes references for the characters that they are', () =>
    expect(textOf("<a b='&#34;&apos;'>&quot;&#x41;&gt;</a>")).toBe(`<a b="&quot;'">"A&gt;</a>`))

  it('parts what would end a comment, an instruction or a CDATA section too early', () => {
    const text = '<a>1<!--c--><?p d?><![CDATA[e]]></a>'
    const values = { '//comment()': 'a--b-', "//processing-instruction('p')": 'a?>b?', '/a/text()[2]': 'a]]>b' }
    expect(textOf(text, values)).toBe('<a>1<!--a- -b- --><?p a? >b? ?><![CDATA[a]]]]><![CDATA[>b]]></a>')
  })

  it('has comments and instructions beside the root on lines of their own', () =>
    expect(textOf('<!--1--><?p x?><a/><!--2-->\n\n')).toBe(lines('<!--1-->', '<?p x?>', '<a />', '<!--2-->')))

  it('has no declaration when there was none', () => expect(replaced('<a/>', {}, 'utf-8').text).toBe('<a />'))

  it('names in its declaration the encoding that is used', () => {
    expect(replaced('<?xml version="1.0" encoding="iso-8859-1" standalone="yes"?><a/>', {}, 'utf-8').text).toBe(
      lines('<?xml version="1.0" encoding="utf-8" standalone="yes"?>', '<a />')
    )
    expect(replaced('<?xml version="1.0"?><a/>', {}, 'utf-16').text).toBe(
      lines('<?xml version="1.0" encoding="utf-16"?>', '<a />')
    )
    expect(replaced("<?xml version='1.0' encoding='iso-8859-1'?><a/>").text).toBe(
      lines('<?xml version="1.0" encoding="iso-8859-1"?>', '<a />')
    )
  })

  it('keeps the document type with its own declarations', () => {
    const type = lines(
      '<!DOCTYPE a [',
      '  <!-- ]> " -->',
      '  <!ELEMENT a (b)*>',
      '  <!ENTITY who "you &#38;#38; me">',
      ']>'
    )
    expect(textOf(`${type}<a x="&who;"><b>for &who; &lt;</b></a>`, { '/a/c': '' })).toBe(
      lines(type, '<a x="&who;">', '  <b>for &who; &lt;</b>', '</a>')
    )
    expect(textOf(`${type}<a><b>for &who;</b></a>`, { "//b[.='for you & me']": 'us' })).toBe(
      lines(type, '<a>', '  <b>us</b>', '</a>')
    )
  })

  it('has brackets in every document type, as .NET writes them', () => {
    expect(textOf('<!DOCTYPE a><a/>')).toBe(lines('<!DOCTYPE a []>', '<a />'))
    expect(textOf('<!DOCTYPE a SYSTEM "a.dtd"><a/>')).toBe(lines('<!DOCTYPE a SYSTEM "a.dtd"[]>', '<a />'))
    expect(textOf("<!DOCTYPE a PUBLIC '-//A' 'a.dtd' [<!ELEMENT a ANY>]><a/>")).toBe(
      lines('<!DOCTYPE a PUBLIC "-//A" "a.dtd"[<!ELEMENT a ANY>]>', '<a />')
    )
  })
})

describe('a document that', () => {
  const failure = (text: string) => {
    try {
      replaceInXml(text, [])
    } catch (thrown) {
      if (thrown instanceof ConfigurationError) return thrown
    }
    return expect.fail('did not fail')
  }

  it('is not well-formed fails with the place', () => {
    const { kind, format, line, column, detail } = failure('<a>\n <b></a>')
    expect({ kind, format, line, column }).toEqual({ kind: 'unparsable', format: 'xml', line: 2, column: 5 })
    expect(detail).toBe('(Line: 2, Col: 5) Non-well-formed element: found end tag "a" but expected "b".')
  })

  it.each(['', 'text', '<a b="1" b="2"/>', '<p:a/>', '<a>&nobody;</a>', '<a/><b/>', '{"a": 1}'])('is %s fails', text =>
    expect(failure(text).kind).toBe('unparsable')
  )

  it('would grow without measure is refused', () => {
    const names = [...'bcdefghij']
    const declared = names.map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(20)}">`)
    expect(failure(`<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">${declared.join('')}]><r>&j;</r>`).kind).toBe('unparsable')
    expect(failure('<!DOCTYPE r [<!ENTITY a "&a;">]><r>&a;</r>').kind).toBe('unparsable')
  })

  it('refers to another file gets nothing of it', () => {
    const text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    expect(replaced(text, { "/a[.='']": 'empty' }).text).toBe(
      lines('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<a>empty</a>')
    )
  })

  it('keeps tags in an entity gets them in place of it', () =>
    expect(textOf('<!DOCTYPE a [<!ENTITY x "1<b>2</b>">]><a>0&x;3</a>', { '/a/b': 'two' })).toBe(
      lines('<!DOCTYPE a [<!ENTITY x "1<b>2</b>">]>', '<a>01<b>two</b>3</a>')
    ))

  it('nests far too deep is refused in good time', () => {
    const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`
    expect(failure(nested(200_000)).kind).toBe('too-deep')
    expect(textOf(nested(500), { '/a/@b': 'x' }).split('\n')).toHaveLength(999)
    const { warnings } = replaced(nested(400), { [`/${'a/'.repeat(300)}a`]: nested(300) })
    expect(warnings).toHaveLength(1)
  })
})

describe('any document', () => {
  const name = fc.constantFrom('a', 'b', 'c-d', 'é')
  const text = fc.string({ unit: fc.constantFrom('x', ' ', '&', '<', '>', '"', "'", '\n', ']', '-', '?', '😀') })
  const escapeAll = (value: string) => value.replace(/[&<>"]/g, found => `&#${found.charCodeAt(0)};`)
  const { element } = fc.letrec<{ element: string; content: string }>(tie => ({
    element: fc
      .tuple(name, fc.option(text), fc.array(tie('content'), { maxLength: 4 }))
      .map(([tag, value, content]) => {
        const attribute = value === null ? '' : ` k="${escapeAll(value)}"`
        return content.length === 0 ? `<${tag}${attribute}/>` : `<${tag}${attribute}>${content.join('')}</${tag}>`
      }),
    content: fc.oneof(
      { depthSize: 'small' },
      text.map(escapeAll),
      fc.constantFrom('\n  ', '<!-- c -->', '<?p d?>', '<![CDATA[<x>]]>'),
      tie('element')
    )
  }))

  it('says the same after it was written, but for white space between tags', () => {
    fc.assert(
      fc.property(element, source => {
        const written = replaceInXml(source, []).text
        expect(outline(parseXmlDocument(written))).toEqual(outline(parseXmlDocument(source)))
        expect(replaceInXml(written, []).text).toBe(written)
      })
    )
  })

  it('is written or fails as a configuration error, whatever it is', () => {
    const junk = fc.string({
      unit: fc.constantFrom('<', '>', '/', 'a', '!', '[', ']', '?', '&', ';', '"', '=', ' ', ':', '-')
    })
    fc.assert(
      fc.property(
        fc.oneof(junk, element),
        fc.dictionary(fc.oneof(junk, fc.constant('//*')), junk),
        (source, variables) => {
          try {
            parseXmlDocument(replaced(source, variables).text)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ConfigurationError)
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})

/** What a document says, without text that is white space only. */
function outline(node: Node): unknown {
  if (node instanceof Document) return node.childNodes.map(outline)
  if (node.nodeType !== node.ELEMENT_NODE) return [node.nodeName, node.nodeValue]
  const element = node as Element
  const kept = element.childNodes.filter(child => child.nodeType !== child.TEXT_NODE || child.nodeValue?.trim() !== '')
  return [element.tagName, element.attributes.map(({ name, value }) => [name, value]), kept.map(outline)]
}
