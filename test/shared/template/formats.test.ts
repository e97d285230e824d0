import { createHash } from 'node:crypto'
import { evaluate } from '@shared/template/index'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf } from './support'

const zone = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Europe/Vienna'
})
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

/** What the options make of a text, null where they can do nothing. They come as tokens, because quotes hold no hash. */
function format(input: string, ...options: readonly string[]): string | null {
  const names = options.map((_, i) => `#{Option${i}}`).join('')
  const values = options.map((option, i) => [`Option${i}`, option] as const)
  const { text, error } = evaluate(`#{Input | Format ${names}}`, [['Input', input], ...values])
  return error === null ? text : null
}

describe('numbers', () => {
  it.each<[input: string, options: readonly string[], text: string | null]>([
    ['23', ['C'], '¤23.00'],
    ['-1234.5', ['C1'], '(¤1,234.5)'],
    ['1234.567', ['N'], '1,234.57'],
    ['1234567', ['n0'], '1,234,567'],
    ['1234.5', ['F'], '1234.50'],
    ['-0.4', ['F0'], '0'],
    ['2.5', ['F0'], '3'],
    ['0.1234', ['P'], '12.34 %'],
    ['1234.5', ['E2'], '1.23E+003'],
    ['0', ['e0'], '0e+000'],
    ['1.50', ['G'], '1.50'],
    ['1.50', [''], '1.50'],
    ['123456', ['G3'], '1.23E+05'],
    ['0.00001234', ['g2'], '1.2e-05'],
    ['42', ['D5'], null],
    ['42', ['Z'], null],
    ['42', ['int', 'D5'], '00042'],
    ['-42', ['Int32', 'd'], '-42'],
    ['255', ['int', 'X4'], '00FF'],
    ['-1', ['int', 'x'], 'ffffffff'],
    ['4.2', ['int', 'D'], null],
    ['99999999999', ['int', 'D'], null],
    ['0.1', ['double', 'F20'], '0.10000000000000000555'],
    ['1e3', ['double', 'N1'], '1,000.0'],
    ['1e3', ['N1'], null],
    ['-0.4', ['double', 'F0'], '-0'],
    ['1e21', ['double', 'G'], '1E+21'],
    ['0.1', ['double', 'R'], '0.1'],
    ['NaN', ['double', 'N'], 'NaN'],
    ['1,234.5', ['decimal', 'F1'], '1234.5'],
    ['1.5-', ['decimal', 'F1'], '-1.5'],
    ['5', ['decimal', 'X'], null],
    ['abc', ['N'], null],
    ['5', ['float', 'N'], null],
    ['5', ['int', 'N', 'N'], null],
    ['5', [], null],
    ['1', ['F999999'], null]
  ])('%s as %j is %j', (input, options, text) => expect(format(input, ...options)).toBe(text))

  it.each([
    ['1234.5678', '#,##0.00', '1,234.57'],
    ['0.5', '#,##0.00', '0.50'],
    ['0.5', '#.##', '.5'],
    ['5', '000', '005'],
    ['1234567', '0,0', '1,234,567'],
    ['1234567', '0,,.0', '1.2'],
    ['0.125', '0.0%', '12.5%'],
    ['0.125', '0‰', '125‰'],
    ['1234', '0.0E+0', '1.2E+3'],
    ['0.00012', '0.0e-00', '1.2e-04'],
    ['-5', '0;(0);zero', '(5)'],
    ['0', '0;(0);zero', 'zero'],
    ['0.2', '0;(0);zero', 'zero'],
    ['-5', '0.0', '-5.0'],
    ['5', "0 'items' \\#", '5 items #'],
    ['5', '"n": 00', 'n: 05'],
    ['12345', '00-00', '123-45'],
    ['0', '#', ''],
    ['7', 'xx', 'xx']
  ])('%s as %s is %j', (input, custom, text) => expect(format(input, custom)).toBe(text))
})

describe('dates', () => {
  const plain = '2030-05-22T09:05:07.12'

  it.each<[input: string, options: readonly string[], text: string | null]>([
    [plain, ['Date', 'd'], '05/22/2030'],
    [plain, ['Date', 'D'], 'Wednesday, 22 May 2030'],
    [plain, ['Date', 'f'], 'Wednesday, 22 May 2030 09:05'],
    [plain, ['Date', 'F'], 'Wednesday, 22 May 2030 09:05:07'],
    [plain, ['Date', 'g'], '05/22/2030 09:05'],
    [plain, ['Date', 'G'], '05/22/2030 09:05:07'],
    [plain, ['Date', 'M'], 'May 22'],
    [plain, ['DateTime', 'O'], '2030-05-22T09:05:07.1200000'],
    [plain, ['datetime', 'R'], 'Wed, 22 May 2030 09:05:07 GMT'],
    [plain, ['Date', 's'], '2030-05-22T09:05:07'],
    [plain, ['Date', 't'], '09:05'],
    [plain, ['Date', 'T'], '09:05:07'],
    [plain, ['Date', 'u'], '2030-05-22 09:05:07Z'],
    [plain, ['Date', 'U'], 'Wednesday, 22 May 2030 07:05:07'],
    [plain, ['Date', 'Y'], '2030 May'],
    [plain, ['Date', 'x'], null],
    [plain, ['DateTimeOffset', 'O'], '2030-05-22T09:05:07.1200000+02:00'],
    [plain, ['DateTimeOffset', 'R'], 'Wed, 22 May 2030 07:05:07 GMT'],
    [plain, ['DateTimeOffset', 'U'], null],
    [plain, ['HH:mm zzz'], '09:05 +02:00'],
    ['2030-05-22T09:05:07Z', ['HH:mm K'], '09:05 +00:00'],
    ['2030-05-22T09:05:07Z', ['Date', 'HH:mm K'], '11:05 +02:00'],
    ['2030-05-22T09:05:07-05:30', ['o'], '2030-05-22T09:05:07.0000000-05:30'],
    ['05/22/2030 9:05 PM', ['yyyy-MM-dd HH:mm'], '2030-05-22 21:05'],
    ['22 May 2030', ['yyyy-MM-dd'], '2030-05-22'],
    ['Wed, 22 May 2030 09:05:07 GMT', ['Date', 'HH'], '11'],
    ['May 22, 2030', ['d'], '05/22/2030'],
    ['2030/5/2', ['d/M/yy'], '2/5/30'],
    ['2030-02-30', ['d'], null],
    ['2030-05-22T25:00', ['d'], null],
    ['nonsense', ['d'], null]
  ])('%s as %j is %j', (input, options, text) => expect(format(input, ...options)).toBe(text))

  it.each([
    ['dddd ddd dd d', 'Wednesday Wed 22 22'],
    ['MMMM MMM MM M', 'May May 05 5'],
    ['yyyyy yyyy yy y', '02030 2030 30 30'],
    ['hh h HH H tt t', '09 9 09 9 AM A'],
    ['mm m ss s', '05 5 07 7'],
    ['f ff fff fffffff', '1 12 120 1200000'],
    ['ss.FFF|ss.F', '07.12|07.1'],
    ['\'d\' "m" \\y', 'd m y'],
    ['%d', '22'],
    ['%h', '9'],
    ['zz z', '+02 +2'],
    ['gg', 'A.D.']
  ])('%s is %s', (custom, text) => expect(format(plain, 'Date', custom)).toBe(text))

  it.each(["'open", 'yyyy\\', 'yyyy %', 'ffffffff'])('%s is no format', custom => {
    expect(format(plain, 'Date', custom)).toBeNull()
  })

  it('leave out the point before a fraction that is nothing', () => {
    expect(format('2030-05-22T09:05:07', 'Date', 'ss.FFF')).toBe('07')
  })

  it.each([
    ['AddHours 2', '2030-05-22T09:05:00', '2030-05-22T11:05:00.0000000'],
    ['AddHours "-1.5"', '2030-05-22T09:05:00Z', '2030-05-22T07:35:00.0000000Z'],
    ['AddDays 10', '2030-05-22T09:05:00+02:00', '2030-06-01T09:05:00.0000000+02:00'],
    ['AddDays "0.5"', '2030-05-22', '2030-05-22T12:00:00.0000000'],
    ['AddDays x', '2030-05-22', null],
    ['AddDays', '2030-05-22', null],
    ['AddDays 1 2', '2030-05-22', null],
    ['AddDays 99999999', '2030-05-22', null],
    ['AddHours 1', 'never', null]
  ])('%s to %s is %j', (call, input, text) => {
    const { text: result, error } = outcomeOf(`#{A | ${call}}`, { A: input })
    expect(error === null ? result : null).toBe(text)
  })
})

describe('digests', () => {
  it.each(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])('%s is as Node computes it', name => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), text => {
        expect(evaluate(`#{A | ${name}}`, [['A', text]]).text).toBe(createHash(name).update(text).digest('hex'))
      })
    )
  })

  it('base64 is as Node computes it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100, unit: 'grapheme' }), text => {
        const encoded = Buffer.from(text).toString('base64')
        expect(
          evaluate('#{A | ToBase64}|#{B | FromBase64}', [
            ['A', text],
            ['B', encoded]
          ]).text
        ).toBe(`${encoded}|${text}`)
      })
    )
  })
})
