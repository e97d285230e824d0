import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { type ConfigurationFormat, replaceVariables } from '../../../electron/engine/configuration'
import {
  decodeText,
  encodeText,
  encodeXmlText,
  findEncoding,
  lineEndingOf
} from '../../../electron/engine/configuration/text-encoding'

const bytesOf = (text: string, encoding: string, addBOM = false) =>
  Uint8Array.from(iconv.encode(text, encoding, { addBOM }))

describe('the text of a file', () => {
  it.each([
    ['utf-8', true],
    ['utf-8', false],
    ['utf-16le', true],
    ['utf-16be', true],
    ['utf-32le', true],
    ['utf-32be', true],
    ['windows-1252', false]
  ])('in %s (byte order mark: %s) is written back to the byte', (name, hasMark) => {
    const bytes = bytesOf('grün — naïve\r\n', name, hasMark)
    const { text, encoding } = decodeText(bytes)
    expect({ text, encoding }).toEqual({ text: 'grün — naïve\r\n', encoding: { name, hasMark } })
    expect(encodeText(text, encoding)).toEqual({ bytes, encoding, warnings: [] })
  })

  it('is UTF-8 when it is plain ASCII, so that it may take any character', () => {
    expect(decodeText(bytesOf('plain', 'ascii')).encoding).toEqual({ name: 'utf-8', hasMark: false })
  })

  it('is Windows-1252 when one byte is not UTF-8, though all others are', () => {
    const bytes = Uint8Array.of(...bytesOf('ü', 'utf-8'), 0xfc)
    expect(decodeText(bytes)).toEqual({ text: 'Ã¼ü', encoding: { name: 'windows-1252', hasMark: false } })
  })

  it('is what an XML declaration says, unless a mark or the bytes say otherwise', () => {
    const xml = '<?xml version="1.0" encoding="ISO-8859-2"?><a>ő</a>'
    expect(decodeText(bytesOf(xml, 'iso-8859-2'), { isXml: true }).text).toBe(xml)
    expect(decodeText(bytesOf(xml, 'iso-8859-2')).encoding.name).toBe('windows-1252')
    expect(decodeText(bytesOf(xml, 'utf-8', true), { isXml: true })).toEqual({
      text: xml,
      encoding: { name: 'utf-8', hasMark: true }
    })
    const wrong = xml.replace('ISO-8859-2', 'utf-8')
    expect(
      decodeText(
        bytesOf(wrong, 'windows-1252').map(byte => (byte === 0x3f ? 0xf5 : byte)),
        { isXml: true }
      ).encoding.name
    ).toBe('windows-1252')
    expect(decodeText(bytesOf(xml.replace('ISO-8859-2', 'no-such'), 'utf-8'), { isXml: true }).encoding.name).toBe(
      'utf-8'
    )
  })

  it('in UTF-16 without a mark is found by its XML declaration', () => {
    for (const name of ['utf-16le', 'utf-16be']) {
      const xml = '<?xml version="1.0" encoding="UTF-16"?><a>ő</a>'
      expect(decodeText(bytesOf(xml, name), { isXml: true })).toEqual({ text: xml, encoding: { name, hasMark: false } })
    }
  })

  it('becomes UTF-8 without a mark, with a warning, when a character does not fit', () => {
    const { bytes, encoding, warnings } = encodeText('€ü☃', { name: 'windows-1252', hasMark: false })
    expect(bytes).toEqual(bytesOf('€ü☃', 'utf-8'))
    expect(encoding).toEqual({ name: 'utf-8', hasMark: false })
    expect(warnings).toHaveLength(1)
  })

  it('ends its lines in the more frequent way, and in CRLF when there is none', () => {
    expect(['', 'a', 'a\n', 'a\r\nb\n', 'a\nb\r\nc\n'].map(lineEndingOf)).toEqual(['\r\n', '\r\n', '\n', '\r\n', '\n'])
  })
})

describe('the text of an XML file', () => {
  it('declares the encoding that it had to be written in', () => {
    const xml = `<?xml version='1.0' encoding='windows-1252' standalone="yes"?><a>☃</a>`
    const { bytes, warnings } = encodeXmlText(xml, { name: 'windows-1252', hasMark: false })
    expect(new TextDecoder().decode(bytes)).toBe(xml.replace("'windows-1252'", '"utf-8"'))
    expect(warnings).toHaveLength(1)
  })

  it('declares it after variables were put in as well', () => {
    const xml = '<?xml version="1.0" encoding="windows-1252"?>\n<a>ü</a>'
    const after = replaceVariables('xml', bytesOf(xml, 'windows-1252'), [['/a', '☃']])
    expect(new TextDecoder().decode(after)).toBe('<?xml version="1.0" encoding="utf-8"?>\n<a>☃</a>')
    expect(replaceVariables('xml', bytesOf(xml, 'windows-1252'), [['/a', 'ö']])).toEqual(
      bytesOf(xml.replace('ü', 'ö'), 'windows-1252')
    )
  })
})

describe('an encoding by name', () => {
  it.each([
    ['utf-8', 'utf-8', true],
    ['UTF8', 'utf-8', true],
    ['utf-16', 'utf-16le', true],
    ['unicodeFFFE', 'utf-16be', true],
    ['us-ascii', 'ascii', false],
    [' Windows-1250 ', 'windows-1250', false],
    ['iso-8859-1', 'iso-8859-1', false],
    ['shift_jis', 'shift_jis', false]
  ])('%s is known', (name, known, hasMark) => expect(findEncoding(name)).toEqual({ name: known, hasMark }))

  it.each(['', 'klingon', 'base64', 'hex'])('%j is not', name => expect(findEncoding(name)).toBeNull())
})

describe('a file with variables in it', () => {
  const values = [['name', 'Zoë']] as const
  const files: readonly (readonly [ConfigurationFormat, string, string])[] = [
    ['json', '{\r\n  "name": "é"\r\n}', '{\r\n  "name": "Zoë"\r\n}'],
    ['yaml', 'name: é\r\n', 'name: Zoë\r\n'],
    ['properties', 'name=é\r\n', 'name=Zoë\r\n']
  ]

  it.each(files)('keeps its encoding and its mark: %s', (format, before, after) => {
    for (const [name, mark] of [
      ['utf-8', true],
      ['utf-8', false],
      ['utf-16le', true],
      ['windows-1252', false]
    ] as const) {
      expect(replaceVariables(format, bytesOf(before, name, mark), values)).toEqual(bytesOf(after, name, mark))
    }
  })

  it('moves to UTF-8 when the value needs it', () => {
    const after = replaceVariables('json', bytesOf('{\n  "name": "é"\n}', 'windows-1252'), [['name', '☃']])
    expect(after).toEqual(bytesOf('{\n  "name": "☃"\n}', 'utf-8'))
  })
})
