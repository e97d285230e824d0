import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateLab, makeChain, makePkcs12, openLab } from '../support/certificates'
import { makeCli } from '../support/cli'

let lab: CertificateLab & { close(): Promise<void> }
let files: Readonly<Record<string, string | Buffer>>
let thumbprint: string

beforeAll(async () => {
  lab = await openLab()
  await makeChain(lab, 'ec')
  thumbprint = await lab.thumbprint('ec.pem')
  files = {
    'shop.pfx': await makePkcs12(lab, 'ec', 'geheim'),
    'ca.pem': await lab.read('ec-ca.pem'),
    pass: 'geheim\n',
    other: 'other\n',
    words: 'hello',
    large: Buffer.alloc(750_001)
  }
})
afterAll(() => lab.close())

async function withCertificate() {
  const cli = await makeCli()
  const run = (...words: readonly string[]) => cli.run(words, { files })
  const added = await run('certificate', 'add', 'Shop', '--file', 'shop.pfx', '--password-file', 'pass', '--notes', 'n')
  return { ...cli, run, added }
}

describe('slipway certificate', () => {
  it('adds a file, lists it and shows it', async () => {
    const { run, json, added } = await withCertificate()
    expect(added).toMatchObject({ code: 0, err: '' })
    expect(added.out).toMatch(/^Added the certificate “Shop” \(certificate-[a-z0-9]{10}\)\.\n$/)
    const list = await run('certificate', 'list')
    expect(list.out).toMatch(/^NAME +COMMON NAME +EXPIRES +KEY +USED BY +ID\n/)
    expect(list.out).toMatch(/\nShop +shop\.example\.com +\d{4}-\d\d-\d\d +yes +0 +certificate-/)
    const shown = await run('certificate', 'show', 'shop')
    expect(shown.out).toContain('Subject:     CN=shop.example.com, O=Müller & Söhne, S=Bayern, C=DE\n')
    expect(shown.out).toContain(
      `Thumbprint:  ${thumbprint}\nFile:        PKCS #12, with a private key\nUsed by:     0 variables\n\nn\n`
    )
    expect(await json(['certificate', 'show', 'Shop'])).toMatchObject({ thumbprint, format: 'pkcs12', notes: 'n' })
  })

  it('says how to add the first one', async () => {
    const { run } = await makeCli()
    const { out } = await run(['certificate', 'list'])
    expect(out).toBe('There is no certificate yet. Add one with: slipway certificate add NAME --file FILE\n')
  })

  it('replaces the file, and keeps name and notes', async () => {
    const { run, json } = await withCertificate()
    expect(await run('certificate', 'replace', 'Shop', '--file', 'ca.pem')).toMatchObject({ code: 0 })
    expect(await json(['certificate', 'show', 'Shop'])).toMatchObject({
      name: 'Shop',
      notes: 'n',
      subject: 'CN=Test CA, O="Acme, Inc.", C=DE',
      hasPrivateKey: false
    })
  })

  it('renames without the file, and deletes', async () => {
    const { run, json } = await withCertificate()
    expect(await run('certificate', 'update', 'Shop', '--name', 'Store')).toMatchObject({ code: 0 })
    expect(await json(['certificate', 'show', 'Store'])).toMatchObject({ thumbprint, notes: 'n' })
    expect(await run('certificate', 'delete', 'store')).toMatchObject({
      code: 0,
      out: 'Deleted the certificate “Store”.\n'
    })
    expect(await json(['certificate', 'list'])).toEqual([])
  })

  it('takes PEM from standard input', async () => {
    const { run, json } = await makeCli()
    const stdin = (await lab.read('ec.pem')).toString()
    expect(await run(['certificate', 'add', 'Shop', '--file', '-'], { stdin })).toMatchObject({ code: 0 })
    expect(await json(['certificate', 'list'])).toMatchObject([{ thumbprint, format: 'pem' }])
  })

  it('warns of a certificate that expires soon', async () => {
    const cli = await makeCli()
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'k']
    await lab.openssl(...request, '-subj', '/CN=brief', '-days', '7', '-out', 'brief.pem')
    const words = ['certificate', 'add', 'Brief', '--file', 'brief.pem']
    const { err } = await cli.run(words, { files: { 'brief.pem': await lab.read('brief.pem') } })
    expect(err).toBe('Warning: Expires in 6 days.\n')
  })

  it('refuses what cannot be read, and says what to do', async () => {
    const { run } = await withCertificate()
    const add = (file: string, ...more: readonly string[]) =>
      run('certificate', 'add', 'Other', '--file', file, ...more)
    const told = [
      await add('shop.pfx'),
      await add('shop.pfx', '--password-file', 'other'),
      await add('words'),
      await add('large'),
      await add('nowhere'),
      await add('-', '--password-file', '-'),
      await run('certificate', 'show', 'Nobody')
    ]
    expect(told.map(({ code, err }) => [code, ...err.trim().split('\n')])).toEqual([
      [
        1,
        'The password is needed, because a password locks the file.',
        '  password: is needed, because a password locks the file',
        'Type the password that was chosen when the file was exported.'
      ],
      [
        1,
        'The password does not open the file.',
        '  password: does not open the file',
        'Type the password that was chosen when the file was exported; capital letters count.'
      ],
      [
        1,
        'The file is not a certificate file that Slipway can read.',
        '  content: is not a certificate file that Slipway can read',
        'Choose a PEM, DER or PKCS #12 file (.pem, .crt, .cer, .pfx or .p12).'
      ],
      [
        1,
        'The file large is too large for a certificate.',
        'Choose the file of one certificate and of those that issued it.'
      ],
      [1, 'The file nowhere cannot be read.', 'Check its path and its permissions.'],
      [2, 'Only one of file and password can come from standard input.'],
      [1, 'There is no certificate “Nobody”.', 'Choose one of: “Shop”.']
    ])
  })
})
