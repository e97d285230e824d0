import { evaluate, TemplateError } from '@shared/template/index'
import { describe, expect, it } from 'vitest'
import { outcomeOf, textOf, unable, type Values } from './support'

/** Each filter call, what it gets and what it gives; null where it can do nothing. */
type Row = readonly [call: string, input: string, text: string | null]

const check = (call: string, input: string, text: string | null, more: Values = {}) => {
  const template = `#{Input | ${call}}`
  const { text: result, error } = outcomeOf(template, { Input: input, ...more })
  if (text === null) {
    expect(error).toContain('unable to be evaluated')
    expect(result).toMatch(/^#\{Input \| /)
  } else expect({ result, error }).toEqual({ result: text, error: null })
}

const rows = (name: string, cases: readonly Row[]) =>
  describe(name, () => {
    it.each(cases)('%s of %j gives %j', (call, input, text) => check(call, input, text))
  })

rows('case', [
  ['ToLower', 'ÄBc', 'äbc'],
  ['ToUpper', 'äbc ß', 'ÄBC ß'],
  ['TOUPPER', 'a', 'A'],
  ['ToUpper x', 'a', null]
])

rows('base64', [
  ['ToBase64', 'Foo é', 'Rm9vIMOp'],
  ['ToBase64 utf8', 'Foo', 'Rm9v'],
  ['ToBase64 UTF-8', 'Foo', 'Rm9v'],
  ['ToBase64 unicode', 'Foo', 'RgBvAG8A'],
  ['ToBase64 ascii', 'Foo', null],
  ['ToBase64 utf8 utf8', 'Foo', null],
  ['FromBase64', 'Rm9v', 'Foo'],
  ['FromBase64', ' Rm9v\r\n', 'Foo'],
  ['FromBase64 unicode', 'RgBvAG8A', 'Foo'],
  ['FromBase64 latin1', 'Rm9v', null]
])

rows('escapes', [
  ['HtmlEscape', `A&'bc"<d>/`, 'A&amp;&apos;bc&quot;&lt;d&gt;&#x2F;'],
  ['XmlEscape', `A&'bc"<d>/`, 'A&amp;&apos;bc&quot;&lt;d&gt;/'],
  ['JsonEscape', 'A&"bc\\\r\n\t\b\u0001é', 'A&\\"bc\\\\\\r\\n\\t\b\u0001é'],
  ['YamlSingleQuoteEscape', "it's\na\n\nb\r\nc", "it''s\n\na\n\n\nb\r\n\r\nc"],
  ['YamlDoubleQuoteEscape', '"\\\r\n\té😀\u0001', '\\"\\\\\\r\\n\\t\\u00e9\\ud83d\\ude00\\u0001'],
  ['PropertiesKeyEscape', ' a:b=c\\\r\n\té\u00ff€', '\\ a\\:b\\=c\\\\\\r\\n\\té\\u00ff\\u20ac'],
  ['PropertiesValueEscape', '  a:b=c\\\r\n\t€', '\\  a:b=c\\\\\\r\\n\\t\\u20ac'],
  ['UriEscape', 'A b:c+d/e', 'A%20b:c+d/e'],
  ['UriEscape', '%[]\\<>"é', '%25[]%5C%3C%3E%22%C3%A9'],
  ['UriDataEscape', 'A b:c+d/e', 'A%20b%3Ac%2Bd%2Fe'],
  ['UriDataEscape', "!'()*-_.~", '%21%27%28%29%2A-_.~'],
  ['HtmlEscape x', 'a', null],
  ['UriEscape x', 'a', null]
])

rows('texts', [
  ['StartsWith Foo', 'FooBar', 'true'],
  ['StartsWith foo', 'FooBar', 'false'],
  ['StartsWith', 'FooBar', null],
  ['StartsWith F F', 'FooBar', null],
  ['EndsWith Bar', 'FooBar', 'true'],
  ['Contains ""', 'FooBar', 'true'],
  ['Contains oB', 'FooBar', 'true'],
  ['Trim', '\u0085 \ta b\u00a0\n', 'a b'],
  ['Trim start', ' a ', 'a '],
  ['Trim END', ' a ', ' a'],
  ['Trim both', ' a ', null],
  ['Trim end x', ' a ', ' a'],
  ['Truncate 3', 'Hello', 'Hel...'],
  ['Truncate 5', 'Hello', 'Hello'],
  ['Truncate 3 "!"', 'Hello', 'Hel!'],
  ['Truncate 3 ""', 'Hello', 'Hel'],
  ['Truncate 0', 'Hello', '...'],
  ['Truncate', 'Hello', null],
  ['Truncate x', 'Hello', null],
  ['Truncate -1', 'Hello', null],
  ['Substring 4', 'Octopus', 'Octo'],
  ['Substring 2 3', 'Octopus', 'top'],
  ['Substring 99', 'Octopus', 'Octopus'],
  ['Substring 7 1', 'Octopus', ''],
  ['Substring 8 1', 'Octopus', null],
  ['Substring -1', 'Octopus', null],
  ['Substring a', 'Octopus', null],
  ['Substring', 'Octopus', null],
  ['Substring 1 1 1', 'Octopus', null],
  ['Append b " c" d', 'a', 'ab cd'],
  ['Prepend b c', 'a', 'bca'],
  ['Append', 'a', null],
  ['Prepend', 'a', null]
])

rows('indentation', [
  ['Indent', 'a\nb', '    a\n    b'],
  ['Indent', '', ''],
  ['Indent 2', 'a\r\nb', '  a\r\n  b'],
  ['Indent /2', 'a\nb', 'a\n  b'],
  ['Indent 1/2', 'a\nb', ' a\n  b'],
  ['Indent 255', 'a', `${' '.repeat(255)}a`],
  ['Indent 256', 'a\nb', '256a\n256b'],
  ['Indent //', 'a\nb', '//a\n//b'],
  ['Indent "> "', 'a\nb', '> a\n> b'],
  ['Indent 1 2', 'a\nb', '1a\n2b'],
  ['Indent 1 2 3', 'a\nb', null]
])

rows('hashes', [
  ['Md5', 'Hello', '8b1a9953c4611296a827abf8c47804d7'],
  ['Sha1', 'Hello', 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
  ['Sha256', 'Hello', '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'],
  ['Sha384 4', 'Hello', '3519fe5a'],
  ['Sha512 4', 'Hello', '3615f80c'],
  ['Md5 99', '', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['Md5 2 unicode', 'Hello', 'ed8d'],
  ['Md5 unicode 2', 'Hello', 'ed8d'],
  ['Md5 base64', 'SGVsbG8=', '8b1a9953c4611296a827abf8c47804d7'],
  ['Md5 base64', '!', null],
  ['Md5 0', 'a', null],
  ['Md5 -1', 'a', null],
  ['Md5 ascii', 'a', null],
  ['Md5 1 2', 'a', null],
  ['Md5 utf8 utf8', 'a', null],
  ['Md5 1 utf8 x', 'a', null]
])

rows('patterns', [
  ['Replace "l"', 'Hello', 'Heo'],
  ['Replace "l" "L" "ignored"', 'Hello', 'HeLLo'],
  ['Replace "L" "x"', 'Hello', 'Hello'],
  ['Replace', 'Hello', null],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of .NET
  ['Replace "(?<first>H)(e)" "${first}-$1-$2-$&-$$-${2}"', 'Hello', 'H-e-H-He-$-Hllo'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of .NET
  ['Replace "(e)" "$9${x}$"', 'Hello', 'H$9${x}$llo'],
  ['Replace "(?i)h" ""', 'Hello', 'ello'],
  ['Replace "\\s+$" ""', 'a b \n', 'a b'],
  ['Replace "x*" "-"', 'abc', '-a-b-c-'],
  ['Match "^H.*o$"', 'Hello', 'true'],
  ['Match "ell"', 'Hello', 'true'],
  ['Match "\\AHello\\z"', 'Hello', 'true'],
  ['Match "^Hello$"', 'Hello\n', 'true'],
  ['Match "\\AHello\\z"', 'Hello\n', 'false'],
  ['Match "\\AHello\\Z"', 'Hello\n', 'true'],
  ['Match "^b$"', 'a\nb', 'false'],
  ['Match "(?m)^b$"', 'a\nb', 'true'],
  ['Match "a.b"', 'a\nb', 'false'],
  ['Match "(?s)a.b"', 'a\nb', 'true'],
  ['Match "(?x) a  b "', 'ab', 'true'],
  ['Match "x(?i:y)z"', 'xYz', 'true'],
  ['Match "x(?i:y)z"', 'XYz', 'false'],
  ['Match "(?i)[a-c]X[é]"', 'BxÉ', 'true'],
  ['Match "^[a-z-[aeiou]]+$"', 'xyz', 'true'],
  ['Match "^[a-z-[aeiou]]+$"', 'xaz', 'false'],
  ['Match "^\\w+\\d$"', 'größe٣', 'true'],
  ['Match "(?>a+)ab"', 'aaab', 'false'],
  ['Match "(a)\\1(?<n>b)\\k<n>"', 'aabb', 'true'],
  ['Match "^[]a-]+$"', ']a-', 'true'],
  ['Match "a{,2}"', 'a{,2}', 'true'],
  ['Match "\\bcat\\b"', 'a cat.', 'true'],
  ['Match "^\\p{Lu}\\x41\\u0042\\t$"', 'XAB\t', 'true'],
  ['Match "^[\\w.-]+@[^\\s@]+$"', 'me@example.org', 'true'],
  ['Match', 'a', null],
  ['Match a b', 'a', null]
])

rows('addresses', [
  ['UriPart', 'https://octopus.com', '[UriPart error: no argument given]'],
  ['UriPart bar', 'https://octopus.com', "[UriPart bar error: argument 'bar' not supported]"],
  ['UriPart Host', 'docs', '[UriPart Host error: This operation is not supported for a relative URI.]'],
  ['UriPart IsAbsoluteUri', 'docs', 'false'],
  ['UriPart Host', 'http://', 'http://'],
  ['UriPart AbsolutePath', 'https://octopus.com/docs/a b', '/docs/a%20b'],
  ['UriPart AbsoluteUri', 'HTTPS://Octopus.com:443/docs', 'https://octopus.com/docs'],
  ['UriPart Authority', 'https://u@octopus.com:8080/docs', 'octopus.com:8080'],
  ['UriPart DnsSafeHost', 'https://[::1]/docs', '::1'],
  ['UriPart Fragment', 'https://octopus.com/docs#filters', '#filters'],
  ['UriPart Host', 'https://octopus.com/docs', 'octopus.com'],
  ['UriPart HostAndPort', 'https://octopus.com/docs', 'octopus.com:443'],
  ['UriPart HostNameType', 'https://octopus.com/docs', 'Dns'],
  ['UriPart HostNameType', 'https://10.0.0.1/docs', 'IPv4'],
  ['UriPart IsAbsoluteUri', 'https://octopus.com/docs', 'true'],
  ['UriPart IsDefaultPort', 'https://octopus.com/docs', 'true'],
  ['UriPart IsFile', 'C:\\x\\y', 'true'],
  ['UriPart IsFile', 'https://octopus.com/docs', 'false'],
  ['UriPart IsLoopback', 'http://localhost/', 'true'],
  ['UriPart IsUnc', '\\\\server\\share', 'true'],
  ['UriPart Path', 'https://octopus.com/docs', '/docs'],
  ['UriPart PathAndQuery', 'https://octopus.com/docs?filter=faq', '/docs?filter=faq'],
  ['UriPart Port', 'https://octopus.com/docs', '443'],
  ['UriPart Query', 'https://octopus.com/docs?filter=faq', '?filter=faq'],
  ['UriPart Scheme', 'https://octopus.com/docs', 'https'],
  ['UriPart SchemeAndServer', 'https://octopus.com/docs', 'https://octopus.com'],
  ['UriPart UserInfo x', 'https://username:password@octopus.com', 'username:password']
])

rows('versions', [
  ['VersionMajor', '1.2.3.4-beta.5+meta', '1'],
  ['VersionMinor', '1.2.3.4-beta.5+meta', '2'],
  ['VersionPatch', 'v1.2.3.4-beta.5+meta', '3'],
  ['VersionRevision', '1.2.3.4-beta.5+meta', '4'],
  ['VersionPreRelease', '1.2.3.4-beta.5+meta', 'beta.5'],
  ['VersionPreReleasePrefix', '1.2.3.4-beta.5+meta', 'beta'],
  ['VersionPreReleaseCounter', '1.2.3.4-beta.5+meta', '5'],
  ['VersionMetadata ignored', '1.2.3.4-beta.5+meta', 'meta'],
  ['VersionPatch', '1', '0'],
  ['VersionMetadata', '1', ''],
  ['VersionPreRelease', '19.0.0.Final', 'Final'],
  ['VersionMajor', 'latest', '0'],
  ['VersionPreRelease', 'latest', 'latest'],
  ['VersionMajor', '', '0']
])

describe('filters that throw', () => {
  it.each([
    ['FromBase64', 'not base64!'],
    ['FromBase64', 'Rm9'],
    ['VersionMajor', 'a b'],
    ['VersionMajor', '99999999999.0'],
    ['Match "("', 'a'],
    ['Match "["', 'a'],
    ['Replace "(?<a-b>x)"', 'a']
  ])('%s of %j', (call, input) => {
    const evaluating = () => outcomeOf(`#{Input | ${call}}`, { Input: input })
    expect(evaluating).toThrow(TemplateError)
    expect(evaluating).toThrow(expect.objectContaining({ kind: 'filter' }))
  })
})

describe('calls', () => {
  it('are chained', () => {
    expect(textOf('#{A|ToUpper|Trim | Append "b" | ToLower }', { A: ' a ' })).toBe('ab')
  })

  it('pass a missing input on, which only some filters take', () => {
    expect(textOf('#{X | Append a b}')).toBe('ab')
    expect(textOf('#{X | Prepend a}')).toBe('a')
    expect(textOf('#{X | Nope | Append a}')).toBe('a')
    for (const call of [
      'ToUpper',
      'Trim',
      'Md5',
      'UriPart Host',
      'VersionMajor',
      'Replace a b',
      'Indent',
      'Format N',
      'Markdown',
      'AddDays 1'
    ])
      expect(outcomeOf(`#{X | ${call}}`).error).toContain('#{X | ')
  })

  it('are echoed with every text option in quotes', () => {
    const echo = '#{A | Nope "a" "b c" #{B}}'
    expect(outcomeOf('#{ A|Nope a  "b c" #{B} }', { A: 'x' })).toEqual({
      text: echo,
      error: unable('#{B}', echo)
    })
  })

  it.each(['Nope', 'ToUpperCase', 'null | ToUpper'])('of %s come to nothing', call => {
    expect(outcomeOf(`#{A | ${call}}`, { A: 'x' }).error).not.toBeNull()
  })

  it('take tokens as options', () => {
    const values = { A: 'a', B: 'b', C: '1,2' }
    expect(textOf('#{A | Append #{B}}', values)).toBe('ab')
    expect(textOf('#{A | Append #{B}| ToUpper}', values)).toBe('AB')
    expect(textOf('#{A | Append #{B} q}', values)).toBe('abq')
    expect(textOf('#{A | Append #{B}#{B}"x" }', values)).toBe('abbx')
    expect(textOf('#{A | Replace #{A}#{B}}', values)).toBe('b')
    expect(textOf('#{A | Append #{if B}y#{/if}#{each x in C}#{x}#{/each}#{calc 1+1}#{B | ToUpper}}', values)).toBe(
      'ay122B'.replace('y122', 'y122')
    )
  })

  it.each([
    '#{A | Append #{B} | ToUpper}',
    '#{A | Replace #{A} #{B}}',
    '#{A | Append 1.5}',
    '#{A | Append a,b}',
    '#{A | }',
    '#{A | Append "a#b"}',
    '#{A | Append "a}'
  ])('%s cannot be read', template =>
    expect(outcomeOf(template, { A: 'a', B: 'b' }).error).toContain('Parsing failure')
  )

  it('take quotes with backslashes for templates inside JSON', () => {
    expect(textOf('#{A | Append \\" "#b\\"}', { A: 'a' })).toBe('a "#b')
  })
})

describe('Markdown', () => {
  it.each([
    [' # Hi ', '<h1>Hi</h1>\n\n'],
    [
      'a *b* **c** ~~d~~ ~e~ ^f^ ++g++ ==h==',
      '<p>a <em>b</em> <strong>c</strong> <del>d</del> <sub>e</sub> <sup>f</sup> <ins>g</ins> <mark>h</mark></p>\n\n'
    ],
    ['see http://a.b/c.', '<p>see <a href="http://a.b/c">http://a.b/c</a>.</p>\n\n'],
    ['www.a.com, readme.md, me@a.com', '<p><a href="http://www.a.com">www.a.com</a>, readme.md, me@a.com</p>\n\n'],
    ['a  \nb\n\n---', '<p>a<br />\nb</p>\n<hr />\n\n'],
    [
      '|a|b|\n|:-|-|\n|1|2|',
      '<table>\n<thead>\n<tr>\n<th style="text-align: left;">a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style="text-align: left;">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n\n'
    ],
    ['<b>x</b>', '<p><b>x</b></p>\n\n'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n\n'],
    ['```js\nx\n```', '<pre><code class="language-js">x\n</code></pre>\n\n'],
    ['[x](javascript:y)', '<p><a href="javascript:y">x</a></p>\n\n']
  ])('of %j', (input, html) => {
    expect(textOf('#{A | Markdown}', { A: input })).toBe(html)
    expect(textOf('#{A | MarkdownToHtml}', { A: input })).toBe(html)
  })
})

describe('the clock', () => {
  const now = () => new Date('2030-05-22T09:05:07.123Z')
  const at = (template: string) => evaluate(template, [['A', 'x']], { now })

  it('is printed in Greenwich’s time and in its own', () => {
    expect(at('#{ | NowDateUtc}').text).toBe('2030-05-22T09:05:07.1230000Z')
    expect(at('#{ | NowDateUtc "yyyy/MM/dd HH:mm"}').text).toBe('2030/05/22 09:05')
    expect(at('#{ | NowDate}').text).toMatch(/^2030-05-2\dT\d\d:05:07\.1230000$/)
    expect(at('#{ | NowDate yyyy}').text).toBe('2030')
  })

  it('takes no input and one format at most', () => {
    expect(at('#{A | NowDate}').error).toBe(unable('#{A | NowDate}'))
    expect(at('#{ | NowDate a b}').error).not.toBeNull()
  })
})
