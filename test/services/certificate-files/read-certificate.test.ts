import { createPrivateKey, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateFile, readCertificate } from '../../../electron/services/certificate-files/read-certificate'
import { type CertificateLab, makeChain, makePkcs12, openLab } from '../../support/certificates'
import { must } from '../../support/workspace'

let lab: CertificateLab & { close(): Promise<void> }
const kinds = ['rsa', 'ec'] as const

beforeAll(async () => {
  lab = await openLab()
  for (const kind of kinds) await makeChain(lab, kind)
})
afterAll(() => lab.close())

const join = async (...names: readonly string[]): Promise<Buffer> =>
  Buffer.concat(await Promise.all(names.map(lab.read)))

const subjects = (pem: string): readonly string[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    text => new X509Certificate(text).subject.split('\n').at(-1) ?? ''
  )

/** The leaf with all issuers and its own key, and a PKCS #12 that openssl opens. */
async function expectWhole(file: CertificateFile, kind: (typeof kinds)[number], password: string): Promise<void> {
  expect(file.facts).toMatchObject({
    thumbprint: await lab.thumbprint(`${kind}.pem`),
    subject: 'CN=shop.example.com, O=Müller & Söhne, S=Bayern, C=DE',
    subjectCommonName: 'shop.example.com',
    issuer: 'CN=Middle CA'
  })
  expect(new X509Certificate(file.facts.certificatePem).raw).toEqual(
    new X509Certificate(await lab.read(`${kind}.pem`)).raw
  )
  expect(subjects(file.facts.chainPem)).toEqual(['CN=Middle CA', 'CN=Test CA'])
  const key = createPrivateKey(file.privateKey?.reveal() ?? '')
  expect(file.privateKey?.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  expect(key.equals(createPrivateKey(await lab.read(`${kind}.key`)))).toBe(true)
  await lab.write('pfx', Buffer.from(file.pfx?.reveal() ?? '', 'base64'))
  const opened = await lab.openssl('pkcs12', '-in', 'pfx', '-noenc', '-legacy', '-passin', `pass:${password}`)
  expect(opened).toContain('BEGIN PRIVATE KEY')
  expect(subjects(opened).toSorted()).toEqual(['CN=Middle CA', 'CN=Test CA', 'CN=shop.example.com'])
}

describe.each(kinds)('a file with an %s key', kind => {
  it('is read as PEM, in whatever order its parts stand', async () => {
    const [leaf, key, ca, middle] = [`${kind}.pem`, `${kind}.key`, `${kind}-ca.pem`, `${kind}-middle.pem`]
    for (const names of [
      [leaf, middle, ca, key],
      [key, ca, middle, leaf],
      [ca, leaf, key, middle, leaf]
    ]) {
      const file = must(readCertificate(await join(...names)))
      expect(file.facts.format).toBe('pem')
      await expectWhole(file, kind, '')
    }
  })

  it('is read as PEM with a key that PKCS #8 locks, whose password also locks the PKCS #12 made of it', async () => {
    await lab.openssl('pkcs8', '-topk8', '-in', `${kind}.key`, '-out', 'locked.key', '-passout', 'pass:pässwort')
    const bytes = await join('locked.key', `${kind}.pem`, `${kind}-issuers.pem`)
    await expectWhole(must(readCertificate(bytes, 'pässwort')), kind, 'pässwort')
    expect(readCertificate(bytes)).toEqual(needed)
    expect(readCertificate(bytes, '')).toEqual(needed)
    expect(readCertificate(bytes, 'other')).toEqual(wrong)
  })

  it('is read as PEM with a key in the old locked format of OpenSSL', async () => {
    const command = { rsa: ['rsa', '-traditional'], ec: ['ec'] }[kind]
    await lab.openssl(...command, '-in', `${kind}.key`, '-aes256', '-out', 'old.key', '-passout', 'pass:geheim')
    expect((await lab.read('old.key')).toString()).toContain('Proc-Type: 4,ENCRYPTED')
    const bytes = await join('old.key', `${kind}.pem`, `${kind}-issuers.pem`)
    await expectWhole(must(readCertificate(bytes, 'geheim')), kind, 'geheim')
    expect(readCertificate(bytes)).toEqual(needed)
    expect(readCertificate(bytes, 'other')).toEqual(wrong)
  })

  it('is read as DER, which has no key', async () => {
    await lab.openssl('x509', '-in', `${kind}.pem`, '-outform', 'der', '-out', 'leaf.der')
    const file = must(readCertificate(await lab.read('leaf.der')))
    expect(file).toMatchObject({ privateKey: null, pfx: null })
    expect(file.facts).toMatchObject({
      format: 'der',
      thumbprint: await lab.thumbprint(`${kind}.pem`),
      chainPem: ''
    })
  })

  it.each([
    ['modern', []],
    ['legacy, with RC2', ['-legacy']],
    ['with Triple DES', ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with Triple DES of two keys', ['-legacy', '-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES']],
    ['with RC2 of 128 bits', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['with SHA-512 and AES-128', ['-macalg', 'sha512', '-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC']],
    ['with nothing locked but sealed', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['without a seal', ['-nomac']]
  ])('is read as PKCS #12: %s', async (_, options) => {
    const bytes = await makePkcs12(lab, kind, 'gehäim €', ...options)
    const file = must(readCertificate(bytes, 'gehäim €'))
    expect(file.facts.format).toBe('pkcs12')
    expect(file.pfx?.reveal()).toBe(bytes.toString('base64'))
    await expectWhole(file, kind, 'gehäim €')
    expect(readCertificate(bytes)).toEqual(needed)
    expect(readCertificate(bytes, 'Gehäim €')).toEqual(wrong)
  })

  it('is read as PKCS #12 without a password', async () => {
    await expectWhole(must(readCertificate(await makePkcs12(lab, kind, ''))), kind, '')
  })
})

const refused = (path: string, message: string) => ({
  ok: false,
  failure: expect.objectContaining({ kind: 'invalid-input', issues: [{ path, message }] })
})
const needed = refused('password', 'is needed, because a password locks the file')
const wrong = refused('password', 'does not open the file')

describe('a file', () => {
  it('that forge wrote is read, as programs in the browser write them', async () => {
    const key = forge.pki.privateKeyFromPem(
      createPrivateKey(await lab.read('rsa.key'))
        .export({ type: 'pkcs1', format: 'pem' })
        .toString()
    )
    const certificate = forge.pki.certificateFromPem((await lab.read('rsa.pem')).toString())
    for (const algorithm of ['3des', 'aes256'] as const) {
      const made = forge.pkcs12.toPkcs12Asn1(key, [certificate], 'geheim', { algorithm })
      const bytes = Buffer.from(forge.asn1.toDer(made).getBytes(), 'latin1')
      const file = must(readCertificate(bytes, 'geheim'))
      expect(file.facts.thumbprint).toBe(await lab.thumbprint('rsa.pem'))
      expect(readCertificate(bytes, 'other')).toEqual(wrong)
    }
  })

  it('without a private key is about the certificate that issued no other', async () => {
    for (const names of [
      ['rsa-ca.pem', 'rsa-middle.pem', 'rsa.pem'],
      ['rsa.pem', 'rsa-issuers.pem']
    ]) {
      const file = must(readCertificate(await join(...names)))
      expect(file.facts.thumbprint).toBe(await lab.thumbprint('rsa.pem'))
      expect(file).toMatchObject({ privateKey: null, pfx: null })
      expect(subjects(file.facts.chainPem)).toEqual(['CN=Middle CA', 'CN=Test CA'])
    }
  })

  it('with a private key is about the certificate that it belongs to, even where that one issued others', async () => {
    const file = must(readCertificate(await join('rsa.pem', 'rsa-middle.pem', 'rsa-ca.pem', 'rsa-middle.key')))
    expect(file.facts.subject).toBe('CN=Middle CA')
    expect(subjects(file.facts.chainPem)).toEqual(['CN=Test CA', 'CN=shop.example.com'])
  })

  it('tells when the certificate begins and ends', async () => {
    const { facts } = must(readCertificate(await lab.read('ec.pem')))
    expect(Math.round((facts.notAfter - facts.notBefore) / 86_400_000)).toBe(90)
    const text = await lab.openssl('x509', '-in', 'ec.pem', '-noout', '-enddate')
    expect(facts.notAfter).toBe(Date.parse(text.replace('notAfter=', '')))
  })

  it('of a certificate without a subject is read', async () => {
    await lab.openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes', '-keyout', 'bare.key'],
      ...['-subj', '/', '-addext', 'subjectAltName=DNS:a.example', '-out', 'bare.pem']
    )
    expect(must(readCertificate(await lab.read('bare.pem'))).facts).toMatchObject({
      subject: '',
      subjectCommonName: ''
    })
  })

  it('in Ed25519 gets its PKCS #12, too', async () => {
    await lab.openssl(
      ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', 'ed.key', '-subj', '/CN=ed', '-out', 'ed.pem']
    )
    const file = must(readCertificate(await join('ed.pem', 'ed.key'), 'x'))
    await lab.write('ed.p12', Buffer.from(file.pfx?.reveal() ?? '', 'base64'))
    expect(await lab.openssl('pkcs12', '-in', 'ed.p12', '-noenc', '-passin', 'pass:x')).toContain('BEGIN PRIVATE KEY')
  })

  it('that is something else is refused and says what it is', async () => {
    const refusal = async (bytes: Buffer) => {
      const read = readCertificate(bytes)
      return read.ok ? 'read' : read.failure.issues?.map(({ path, message }) => `${path} ${message}`).join()
    }
    await lab.openssl('crl2pkcs7', '-nocrl', '-certfile', 'rsa.pem', '-out', 'bundle.p7b')
    const told = {
      words: await refusal(Buffer.from('This is my certificate.')),
      nothing: await refusal(Buffer.alloc(0)),
      request: await refusal(await lab.read('rsa.csr')),
      bundle: await refusal(await lab.read('bundle.p7b')),
      'only a key': await refusal(await lab.read('rsa.key')),
      'the key of another': await refusal(await join('rsa.pem', 'ec.key')),
      'a damaged certificate': await refusal(Buffer.from((await lab.read('rsa.pem')).toString().replace('MI', 'XX'))),
      'a cut PKCS #12': await refusal((await makePkcs12(lab, 'rsa', '')).subarray(0, 900)),
      'an OpenSSH key': await refusal(
        Buffer.from(
          `${await lab.read('rsa.pem')}-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----`
        )
      )
    }
    expect(told).toEqual({
      words: 'content is not a certificate file that Slipway can read',
      nothing: 'content is not a certificate file that Slipway can read',
      request: 'content is a request for a certificate',
      bundle: 'content is a PKCS #7 bundle',
      'only a key': 'content has a private key and no certificate',
      'the key of another': 'content has a private key that belongs to none of its certificates',
      'a damaged certificate': 'content has a certificate that cannot be read, the 1. in it',
      'a cut PKCS #12': 'content is not a certificate file that Slipway can read',
      'an OpenSSH key': 'content has a private key that cannot be read'
    })
  })

  it('with hundreds of certificates is refused', async () => {
    const one = await lab.read('ec.pem')
    expect(readCertificate(Buffer.concat(Array.from({ length: 200 }, () => one)))).toEqual(
      refused('content', 'holds more than 100 certificates and keys')
    )
  })

  it('that asks for more rounds than anybody waits for is refused at once', async () => {
    await lab.openssl('pkcs8', '-topk8', '-iter', '1000001', '-in', 'ec.key', '-out', 'slow.key', '-passout', 'pass:x')
    const tooMany = refused('content', 'is locked with more rounds of its key function than Slipway works through')
    expect(readCertificate(await join('ec.pem', 'slow.key'), 'x')).toEqual(tooMany)
    expect(readCertificate(await makePkcs12(lab, 'ec', 'x', '-iter', '2', '-maciter'), 'x').ok).toBe(true)
    await lab.openssl('pkcs8', '-topk8', '-scrypt', '-in', 'ec.key', '-out', 'scrypt.key', '-passout', 'pass:x')
    expect(readCertificate(await join('ec.pem', 'scrypt.key'), 'x')).toEqual(
      refused('content', 'is locked in a way that Slipway does not know (1.3.6.1.4.1.11591.4.11)')
    )
  })
})
