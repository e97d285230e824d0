import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Real files, made by the real openssl in a folder of their own. */
export interface CertificateLab {
  readonly folder: string
  /** Runs openssl there; answers what it prints. */
  openssl(...words: readonly string[]): Promise<string>
  read(name: string): Promise<Buffer>
  write(name: string, content: string | Buffer): Promise<void>
  /** SHA-1 as capital hex, as openssl sees it in a PEM file. */
  thumbprint(name: string): Promise<string>
}

export async function openLab(): Promise<CertificateLab & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-certificates-'))
  const openssl = async (...words: readonly string[]) => (await run('openssl', words, { cwd: folder })).stdout
  return {
    folder,
    openssl,
    read: name => readFile(join(folder, name)),
    write: (name, content) => writeFile(join(folder, name), content),
    thumbprint: async name => {
      const line = await openssl('x509', '-in', name, '-noout', '-fingerprint', '-sha1')
      return line.trim().replace(/^.*=/, '').replaceAll(':', '')
    },
    close: () => rm(folder, { recursive: true, force: true })
  }
}

export const authority = '/C=DE/O=Acme, Inc./CN=Test CA'
export const shop = '/C=DE/ST=Bayern/O=Müller & Söhne/CN=shop.example.com'

const newKey = {
  rsa: ['-newkey', 'rsa:2048'],
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
} as const

/**
 * `<kind>-ca.pem`, and `<kind>.pem` with `<kind>.key` which it issued: valid for 90 days, for shop.example.com.
 * Between the two stands `<kind>-middle.pem`.
 */
export async function makeChain(lab: CertificateLab, kind: keyof typeof newKey): Promise<void> {
  const { openssl } = lab
  const signed = async (name: string, subject: string, by: string, isAuthority: boolean) => {
    const request = ['req', '-utf8', '-new', '-nodes', ...newKey[kind], '-keyout', `${name}.key`]
    await openssl(...request, '-out', `${name}.csr`, '-subj', subject)
    await lab.write('extensions', isAuthority ? 'basicConstraints=critical,CA:TRUE' : 'basicConstraints=CA:FALSE')
    const signing = ['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`]
    await openssl(...signing, '-CAcreateserial', '-days', '90', '-extfile', 'extensions', '-out', `${name}.pem`)
  }
  const root = [
    'req',
    '-utf8',
    '-x509',
    '-nodes',
    ...newKey[kind],
    '-keyout',
    `${kind}-ca.key`,
    '-out',
    `${kind}-ca.pem`
  ]
  await openssl(...root, '-subj', authority, '-days', '900')
  await signed(`${kind}-middle`, '/CN=Middle CA', `${kind}-ca`, true)
  await signed(kind, shop, `${kind}-middle`, false)
  await lab.write(
    `${kind}-issuers.pem`,
    Buffer.concat([await lab.read(`${kind}-ca.pem`), await lab.read(`${kind}-middle.pem`)])
  )
}

/** A PKCS #12 file of a chain of `makeChain`. */
export async function makePkcs12(
  { openssl, read }: CertificateLab,
  kind: keyof typeof newKey,
  password: string,
  ...options: readonly string[]
): Promise<Buffer> {
  const parts = ['-inkey', `${kind}.key`, '-in', `${kind}.pem`, '-certfile', `${kind}-issuers.pem`]
  await openssl('pkcs12', '-export', ...options, ...parts, '-out', 'made.p12', '-passout', `pass:${password}`)
  return read('made.p12')
}
