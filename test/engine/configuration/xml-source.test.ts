import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../electron/engine/configuration/errors'
import { printSource } from '../../../electron/engine/configuration/xml-source'
import { readXml } from '../../../electron/engine/configuration/xml-tree'

const readAndWritten = (text: string) => printSource(readXml(text, 'keep'))

describe('a document that nobody touched', () => {
  it.each([
    '<a/>',
    '<a></a >\r\n',
    "<?xml version = '1.0'?>\n\n<!DOCTYPE  a  SYSTEM 'b' [ <!-- ] --> <?p ]> ?> <!ENTITY c ']>'> ] >\n<a  b = '&c;\n\t' >&c;&#x20;\r\n</a>",
    '<!-- a  -->\r\n<?b   c ?> <a> <![CDATA[\r\n]]> </a><!--d-->\n\n',
    '<p:a xmlns:p = "urn:p"\n     p:b="&lt;>&quot;\'"><b xmlns=""/></p:a>'
  ])('is written as it was read: %j', text => expect(readAndWritten(text)).toBe(text))

  it('is written as it was read, whatever it is', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<a/>',
      '<a b="c" >',
      ' ',
      '\r\n',
      'x',
      '&amp;',
      '<!--c-->',
      '<?d e?>',
      '<![CDATA[f]]>'
    )
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const text = `<r>${pieces.join('')}</r>`
        try {
          expect(readAndWritten(text)).toBe(text)
        } catch (thrown) {
          if (!(thrown instanceof ConfigurationError)) throw thrown
        }
      }),
      { numRuns: 2000 }
    )
  })
})
