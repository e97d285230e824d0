import { packageExtensions } from '@shared/model/package'
import { extensionOf, fileNameFor, identify } from '@shared/packages/file-name'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const extensions = Object.keys(packageExtensions) as (keyof typeof packageExtensions)[]

describe('the name of a package’s file', () => {
  it.each([
    ['Hello.1.0.0.zip', 'Hello', '1.0.0', '.zip'],
    ['OctoFX.Web.2.1.3.4-rc.1.zip', 'OctoFX.Web', '2.1.3.4-rc.1', '.zip'],
    ['foo.1.0.0-tag-release.tag+buildmeta.tar.gz', 'foo', '1.0.0-tag-release.tag+buildmeta', '.tar.gz'],
    ['My.App.7.1.0.0.zip', 'My.App', '7.1.0.0', '.zip'],
    ['My.7.App.1.2.zip', 'My.7.App', '1.2', '.zip'],
    ['Shop.1.4.008.nupkg', 'Shop', '1.4.008', '.nupkg'],
    ['shop-web.1.0.zip', 'shop-web', '1.0', '.zip'],
    ['shop-web-1.2.3.tgz', 'shop-web', '1.2.3', '.tgz'],
    ['shop-1.2.3-rc.1.tar.gz', 'shop', '1.2.3-rc.1', '.tar.gz'],
    ['shop-1.2-SNAPSHOT.jar', 'shop', '1.2-SNAPSHOT', '.jar'],
    ['hibernate-core-6.1.0.Final.jar', 'hibernate-core', '6.1.0.Final', '.jar'],
    ['requests-2.31.0-py3-none-any.whl', 'requests', '2.31.0', '.whl'],
    ['shop_web-1.0rc1-1-cp312-cp312-linux_x86_64.whl', 'shop_web', '1.0rc1', '.whl'],
    ['SHOP.1.0.TAR.BZ2', 'SHOP', '1.0', '.tar.bz2']
  ] as const)('%s is %s in version %s', (fileName, packageId, version, extension) => {
    expect(identify(fileName)).toEqual({ ok: true, value: { packageId, version, extension } })
  })

  it.each([
    ['readme.zip', 'says no id and version'],
    ['1.0.0.zip', 'says no id and version'],
    ['.zip', 'no package'],
    ['Hello.1.0.0.rar', 'no package'],
    ['hello_1.0.0_amd64.deb', 'no package'],
    ['Hello.1.0.0', 'no package'],
    ['Hello.1.0.0-.zip', 'says no id and version'],
    ['Hello.1.2.3.4.5-é.zip', 'says no id and version'],
    ['../Hello.1.0.0.zip', 'no plain name'],
    ['Hello\n.1.0.0.zip', 'no plain name'],
    [`${'a'.repeat(300)}.1.0.zip`, 'longer than 255']
  ])('%s is refused', (fileName, words) => {
    const result = identify(fileName)
    expect(result.ok ? null : [result.failure.kind, result.failure.message.includes(words)]).toEqual([
      'package-invalid',
      true
    ])
  })

  it('is read back when it was made of an id and a version', () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,6}$/)
    const number = fc.nat(30)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.array(number, { minLength: 1, maxLength: 4 }),
        fc.option(word),
        fc.constantFrom(...extensions),
        (words, numbers, label, extension) => {
          const [packageId, version] = [words.join('.'), numbers.join('.') + (label === null ? '' : `-${label}`)]
          expect(identify(fileNameFor(packageId, version, extension))).toEqual({
            ok: true,
            value: { packageId, version, extension }
          })
        }
      )
    )
  })

  it('is made without what no file name may have', () => {
    expect(fileNameFor('@shop/web', '1.0', '.tgz')).toBe('shop-web.1.0.tgz')
    expect(fileNameFor('org.shop:web', '1.0', '.jar')).toBe('org.shop-web.1.0.jar')
    expect(extensionOf('a.TAR.GZ')).toBe('.tar.gz')
  })
})
