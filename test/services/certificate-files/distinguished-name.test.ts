import { expect, it } from 'vitest'
import { commonNameIn, oneLineName } from '../../../electron/services/certificate-files/distinguished-name'

it.each([
  ['C=DE\nO=Acme\nCN=shop', 'CN=shop, O=Acme, C=DE', 'shop'],
  ['C=DE\nST=Bayern\nemailAddress=a@b.de', 'E=a@b.de, S=Bayern, C=DE', ''],
  ['O=Acme\\, Inc.\nCN=a', 'CN=a, O="Acme, Inc."', 'a'],
  ['CN=one + OU=two', 'CN=one + OU=two', 'one'],
  ['CN=1 \\+ 1=2', 'CN="1 + 1=2"', '1 + 1=2'],
  ['CN=say \\"hi\\"', 'CN="say ""hi"""', 'say "hi"'],
  ['CN=two\\0Alines', 'CN="two\nlines"', 'two\nlines'],
  ['CN=outer\nCN=inner', 'CN=inner, CN=outer', 'inner'],
  ['1.2.3.4=x\nCN=Ü', 'CN=Ü, OID.1.2.3.4=x', 'Ü'],
  ['CN=\\ spaced\\ ', 'CN=" spaced "', ' spaced '],
  ['', '', '']
])('%j is printed as .NET prints it', (lines, printed, commonName) => {
  expect([oneLineName(lines), commonNameIn(lines)]).toEqual([printed, commonName])
})
