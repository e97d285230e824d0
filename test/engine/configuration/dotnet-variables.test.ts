import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replaceDotNetVariables } from '../../../electron/engine/configuration/dotnet-variables'
import { ConfigurationError } from '../../../electron/engine/configuration/errors'

type Variables = Record<string, string | null>

const replaced = (text: string, variables: Variables) => replaceDotNetVariables(text, Object.entries(variables))
const textOf = (text: string, variables: Variables) => replaced(text, variables).text

/** With everything that a careless writer of files would tidy up. */
const ferry = `<?xml version='1.0'  encoding="utf-8"?>\r
<!DOCTYPE configuration [ <!ENTITY port "Harbour"> ]>
<configuration   xmlns:x='urn:x' >

\t<appSettings
      file = 'more.config'>
    <!-- the  ferry -->
    <add key='Boat'   value='&port; &#x41;nna'/><add  key="Deck"
         value="2" ></add>
    <remove key="Boat" />
    <add key="Cabin" />
  </appSettings >
  <connectionStrings>
    <add name="Log" connectionString="Server=a&amp;b" providerName='p' />
    <add name="Spare"/>
  </connectionStrings>
  <applicationSettings>
    <Ferry.Settings>
      <setting name="Speed" serializeAs="String">
        <value>12</value>
      </setting>
      <setting name="Flag" serializeAs="String">
        <value />
      </setting>
      <setting name="Horn" serializeAs="String"/>
    </Ferry.Settings>
  </applicationSettings>
  <q><![CDATA[ a > b ]]><?p  d ?></q>
</configuration>\r

<!-- end -->
`

const ferryWith = (...changes: readonly (readonly [old: string, now: string])[]) =>
  changes.reduce((text, [old, now]) => text.replace(old, () => now), ferry)

describe('a setting', () => {
  it.each([
    ['an application setting', 'Boat', 'Berta', "value='&port; &#x41;nna'", 'value="Berta"'],
    ['an application setting on several lines', 'Deck', '3', 'value="2" ></add>', 'value="3" ></add>'],
    ['a connection string', 'Log', 'Server=c', 'connectionString="Server=a&amp;b"', 'connectionString="Server=c"'],
    ['a typed setting', 'Speed', '14', '<value>12</value>', '<value>14</value>'],
    ['an empty typed setting', 'Flag', 'up', '<value />', '<value>up</value>'],
    ['an application setting without a value', 'Cabin', '7', '<add key="Cabin" />', '<add key="Cabin" value="7" />'],
    ['a connection without a string', 'Spare', 's', '<add name="Spare"/>', '<add name="Spare" connectionString="s"/>'],
    [
      'a typed setting without a value',
      'Horn',
      'loud',
      '<setting name="Horn" serializeAs="String"/>',
      '<setting name="Horn" serializeAs="String"><value>loud</value></setting>'
    ]
  ])('is replaced where nothing else is touched: %s', (_, name, value, old, now) => {
    expect(replaced(ferry, { [name]: value })).toEqual({ text: ferryWith([old, now]), hits: [name], changed: true })
  })

  it('is found whatever the case of its name', () =>
    expect(replaced('<c><appSettings><add key="BOAT" value="1"/></appSettings></c>', { boat: '2' })).toEqual({
      text: '<c><appSettings><add key="BOAT" value="2"/></appSettings></c>',
      hits: ['boat'],
      changed: true
    }))

  it('is found in every place where it stands', () =>
    expect(
      textOf(
        '<c><appSettings><add key="a"/><add key="A"/></appSettings><connectionStrings><add name="a"/></connectionStrings></c>',
        {
          a: '1'
        }
      )
    ).toBe(
      '<c><appSettings><add key="a" value="1"/><add key="A" value="1"/></appSettings><connectionStrings><add name="a" connectionString="1"/></connectionStrings></c>'
    ))

  it('is found in any namespace and at any depth', () =>
    expect(
      textOf(
        '<c xmlns="urn:c" xmlns:p="urn:p"><p:location><p:appSettings><p:add key="a" value="1"/></p:appSettings></p:location></c>',
        {
          a: '2'
        }
      )
    ).toBe(
      '<c xmlns="urn:c" xmlns:p="urn:p"><p:location><p:appSettings><p:add key="a" value="2"/></p:appSettings></p:location></c>'
    ))

  it.each([
    '<c><appSettings><set key="a" value="1"/></appSettings></c>',
    '<c><appSettings><group><add key="a" value="1"/></group></appSettings></c>',
    '<c><AppSettings><add key="a" value="1"/></AppSettings></c>',
    '<c><appSettings><add name="a" value="1"/></appSettings></c>',
    '<c><userSettings><setting name="a"><value>1</value></setting></userSettings></c>'
  ])('is none in %s', text => expect(replaced(text, { a: '2' })).toEqual({ text, hits: [], changed: false }))

  it('is emptied by a null', () => {
    expect(textOf(ferry, { Deck: null, Speed: null, Flag: null })).toBe(
      ferryWith(['value="2"', 'value=""'], ['<value>12</value>', '<value></value>'], ['<value />', '<value></value>'])
    )
  })

  it('has its value escaped', () =>
    expect(textOf(ferry, { Log: `"a" & <b>\n'c'`, Speed: `"a" & <b>` })).toBe(
      ferryWith(
        ['"Server=a&amp;b"', `"&quot;a&quot; &amp; &lt;b&gt;&#xA;'c'"`],
        ['<value>12</value>', '<value>"a" &amp; &lt;b&gt;</value>']
      )
    ))

  it('takes the value in place of everything that was in it', () =>
    expect(
      textOf(
        '<c><applicationSettings><setting name="a"><value><x/>1</value><value>2</value></setting></applicationSettings></c>',
        {
          a: '3'
        }
      )
    ).toBe(
      '<c><applicationSettings><setting name="a"><value>3</value><value>2</value></setting></applicationSettings></c>'
    ))

  it('gets a missing attribute on a line of its own where the others have one', () =>
    expect(textOf('<c><appSettings><add\n  x="1"\n  key="a" /></appSettings></c>', { a: '2' })).toBe(
      '<c><appSettings><add\n  x="1"\n  key="a"\n  value="2" /></appSettings></c>'
    ))
})

describe('a file', () => {
  it('in which nothing is found is not changed', () =>
    expect(replaced(ferry, { Anchor: 'x', '': 'y' })).toEqual({ text: ferry, hits: [], changed: false }))

  it('counts as changed even if the setting had the value already', () =>
    expect(replaced('<c><appSettings><add key="a" value="1"/></appSettings></c>', { a: '1' })).toEqual({
      text: '<c><appSettings><add key="a" value="1"/></appSettings></c>',
      hits: ['a'],
      changed: true
    }))

  it('without a declaration gets none', () =>
    expect(textOf('<c><appSettings><add key="a"/></appSettings></c>\n', { a: '1' })).toBe(
      '<c><appSettings><add key="a" value="1"/></appSettings></c>\n'
    ))

  it('that is malformed fails with the place', () => {
    const attempt = () => replaced('<c>\n<appSettings></c>', { a: '1' })
    expect(attempt).toThrow(ConfigurationError)
    expect(attempt).toThrow('(Line: 2, Col: 14)')
  })

  it('cannot hold every character', () =>
    expect(() => replaced(ferry, { Boat: '\u0000' })).toThrow(
      "The value of 'Boat' has characters that XML cannot hold."
    ))
})

describe('any file', () => {
  const space = fc.constantFrom('', ' ', '\n', '\r\n\t', '<!-- c -->', ' x ')
  const blank = fc.constantFrom(' ', '  ', '\n', '\r\n\t')
  const setting = fc
    .tuple(blank, fc.constantFrom('a', 'b', 'c'), fc.option(fc.constantFrom('1', '&amp;', "&#65;'")), fc.boolean())
    .map(([gap, key, value, short]) => {
      const attribute = value === null ? '' : `${gap}value = "${value}"`
      return `<add${gap}key='${key}'${attribute}${short ? '/>' : '></add >'}`
    })
  const file = fc
    .array(fc.tuple(space, setting, space))
    .map(all => `<c><appSettings>${all.flat().join('')}</appSettings></c>`)

  it('comes out as it went in when no variable is in it', () => {
    fc.assert(
      fc.property(file, text => {
        expect(textOf(text, { d: 'x' })).toBe(text)
      })
    )
  })

  it('differs in the values of one setting only', () => {
    const others = (text: string) => text.replace(/<add\s+key='a'[^>]*>/g, '')
    fc.assert(
      fc.property(file, text => {
        expect(others(textOf(text, { a: 'new' }))).toBe(others(text))
      })
    )
  })

  it('is worked on or fails as a configuration error, whatever it is', () => {
    const junk = fc.string({
      unit: fc.constantFrom('<', '>', '/', 'a', '!', '[', ']', '?', '&', ';', '"', '=', ' ', '\u0001')
    })
    fc.assert(
      fc.property(fc.oneof(junk, file), junk, (text, value) => {
        try {
          replaced(text, { a: value })
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ConfigurationError)
        }
      })
    )
  })
})
