import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCertificate } from '../../../electron/services/certificate-files/read-certificate'
import { type CertificateLab, makeChain, makePkcs12, openLab } from '../../support/certificates'

let lab: CertificateLab & { close(): Promise<void> }
const files: Buffer[] = []

beforeAll(async () => {
  lab = await openLab()
  await makeChain(lab, 'ec')
  await lab.openssl('x509', '-in', 'ec.pem', '-outform', 'der', '-out', 'ec.der')
  await lab.openssl('pkcs8', '-topk8', '-in', 'ec.key', '-out', 'locked.key', '-passout', 'pass:geheim')
  files.push(
    await lab.read('ec.der'),
    Buffer.concat([await lab.read('ec.pem'), await lab.read('ec-ca.pem'), await lab.read('locked.key')]),
    await makePkcs12(lab, 'ec', 'geheim'),
    await makePkcs12(lab, 'ec', 'geheim', '-nomac'),
    await makePkcs12(lab, 'ec', 'geheim', '-legacy'),
    await makePkcs12(lab, 'ec', '', '-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac')
  )
})
afterAll(() => lab.close())

/** Reads whatever it is; all that may come out is a file or a refusal that names one of the two fields. */
function expectTyped(bytes: Buffer, password?: string): void {
  const read = readCertificate(bytes, password)
  if (read.ok) return
  expect(read.failure.kind).toBe('invalid-input')
  expect(['content', 'password']).toContain(read.failure.issues?.[0]?.path)
}

const password = fc.option(fc.oneof(fc.constant('geheim'), fc.string()), { nil: undefined })

it('no bytes make the reader throw', () => {
  const letters = fc.string({ maxLength: 400 }).map(text => Buffer.from(text))
  const labels = fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY')
  const pem = fc
    .array(fc.tuple(labels, fc.uint8Array({ maxLength: 200 })), { minLength: 1, maxLength: 4 })
    .map(parts =>
      Buffer.from(
        parts
          .map(
            ([label, body]) =>
              `-----BEGIN ${label}-----\n${Buffer.from(body).toString('base64')}\n-----END ${label}-----`
          )
          .join('\n')
      )
    )
  const bytes = fc.uint8Array({ maxLength: 400 }).map(array => Buffer.from(array))
  fc.assert(
    fc.property(fc.oneof(letters, pem, bytes), password, (file, typed) => expectTyped(file, typed)),
    { numRuns: 400 }
  )
})

it('no damage to a real file makes the reader throw', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.nat({ max: files.length - 1 }),
      damage,
      fc.option(fc.nat(), { nil: undefined }),
      password,
      (which, bytes, cut, typed) => {
        const file = Buffer.from(files[which] ?? Buffer.alloc(0))
        for (const [at, value] of bytes) file[at % file.length] = value
        expectTyped(cut === undefined ? file : file.subarray(0, cut % file.length), typed)
      }
    ),
    { numRuns: 500 }
  )
})

it('a password of any length opens nothing and breaks nothing', async () => {
  for (const length of [1023, 1024, 1025, 10_000]) for (const file of files) expectTyped(file, 'ä'.repeat(length))
  await lab.openssl('ec', '-in', 'ec.key', '-aes256', '-out', 'old.key', '-passout', 'pass:geheim')
  const old = Buffer.concat([await lab.read('ec.pem'), await lab.read('old.key')])
  expectTyped(old, 'x'.repeat(10_000))
  const plain = Buffer.concat([await lab.read('ec.pem'), await lab.read('ec.key')])
  const read = readCertificate(plain, 'ä'.repeat(5000))
  expect(read.ok && readCertificate(Buffer.from(read.value.pfx?.reveal() ?? '', 'base64'), 'ä'.repeat(5000)).ok).toBe(
    true
  )
})

it('marks that never end are searched in a straight line', () => {
  const started = performance.now()
  for (const part of ['-----BEGIN ', '-----BEGIN CERTIFICATE-----', '-----BEGIN A-----\n-----END B-----\n'])
    expectTyped(Buffer.from(part.repeat(Math.floor(750_000 / part.length))))
  // Nested values, each of which is said to hold the rest.
  expectTyped(Buffer.from('3080'.repeat(300_000), 'hex'))
  expectTyped(Buffer.concat([Buffer.from('30830b71ad', 'hex'), Buffer.from('0500'.repeat(374_999), 'hex')]))
  expect(performance.now() - started).toBeLessThan(10_000)
})
