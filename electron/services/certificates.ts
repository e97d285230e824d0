import { type Failure, invalid, notFound } from '@shared/failure'
import type { CertificateId, SecretId } from '@shared/ids'
import {
  type Certificate,
  type CertificateInput,
  type CertificateView,
  certificateSecrets
} from '@shared/model/certificate'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { draftsOf } from './audit-drafts'
import { certificateAudit } from './audit-subjects'
import type { CertificateFile } from './certificate-files/read-certificate'
import type { ServiceContext } from './context'
import { byName, inUse, nameTaken } from './rules'
import { variableReferences } from './variable-references'

/** A file as it was typed or chosen, and what is in it. */
interface Given {
  readonly original: string
  readonly password: string | undefined
  readonly file: CertificateFile
}

/** Certificates: what is private of them goes into the vault and never comes back out of here. */
export function createCertificates({ store, newId, now, publish, exclusive }: ServiceContext) {
  const { certificates, vault } = store

  const keep = async (secret: Secret | null): Promise<SecretId | null> => (secret === null ? null : vault.put(secret))

  const usersOf = (id: CertificateId) =>
    variableReferences(store, variable => variable.type === 'certificate' && variable.certificateId === id)

  /** What the record takes from a file, with its secrets in the vault. */
  const kept = async ({ original, password, file }: Given) => ({
    ...file.facts,
    original: await vault.put(new Secret(original)),
    privateKey: await keep(file.privateKey),
    pfx: await keep(file.pfx),
    password: await keep(password === undefined ? null : new Secret(password))
  })

  const put = async (record: Certificate, replaced?: Certificate): Promise<Result<CertificateView>> => {
    await store.commit([certificates.putting(record)], draftsOf(certificateAudit, replaced ?? null, record))
    await forget(replaced, record)
    publish({ type: 'catalog.changed', entity: 'certificate' })
    return ok(viewOf(record))
  }

  /** Removes the secrets that the stored record does not refer to any more; releases hold no more than its id. */
  const forget = async (old: Certificate | undefined, stored?: Certificate): Promise<void> => {
    const still = new Set(stored ? certificateSecrets(stored) : [])
    for (const secret of old ? certificateSecrets(old) : []) if (!still.has(secret)) await vault.remove(secret)
  }

  const viewOf = (record: Certificate): CertificateView => ({
    id: record.id,
    name: record.name,
    notes: record.notes,
    format: record.format,
    thumbprint: record.thumbprint,
    subject: record.subject,
    subjectCommonName: record.subjectCommonName,
    issuer: record.issuer,
    notBefore: record.notBefore,
    notAfter: record.notAfter,
    hasPrivateKey: record.privateKey !== null,
    usedBy: usersOf(record.id).count
  })

  return {
    list: async (): Promise<Result<readonly CertificateView[]>> => ok(byName(certificates.all()).map(viewOf)),

    create: (input: CertificateInput): Promise<Result<CertificateView>> =>
      exclusive(async () => {
        const { name, notes } = input
        const taken = nameTaken('a certificate', certificates.all(), name, 'name')
        if (taken) return fail(taken)
        const given = await givenIn(input, '')
        if (!given.ok) return given
        if (given.value === null) return fail(invalid('content', 'must be given', 'Choose the file or paste its text.'))
        return put({ id: newId('certificate'), name, notes, ...(await kept(given.value)), createdAt: now() })
      }),

    update: (id: CertificateId, input: CertificateInput): Promise<Result<CertificateView>> =>
      exclusive(async () => {
        const current = certificates.get(id)
        if (!current) return fail(notFound('certificate', id))
        const { name, notes } = input
        const taken = nameTaken('a certificate', certificates.all(), name, 'value.name', id)
        if (taken) return fail(taken)
        const given = await givenIn(input, 'value.')
        if (!given.ok) return given
        return put({ ...current, name, notes, ...(given.value && (await kept(given.value))) }, current)
      }),

    delete: (id: CertificateId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = certificates.get(id)
        if (!current) return fail(notFound('certificate', id))
        const { places } = usersOf(id)
        if (places.length > 0)
          return fail(inUse(`The certificate “${current.name}”`, places, 'Let these variables refer to another first.'))
        await store.commit([certificates.removing(id)], draftsOf(certificateAudit, current, null))
        await forget(current)
        publish({ type: 'catalog.changed', entity: 'certificate' })
        return ok(null)
      })
  }
}

/** The file of an input; null where it has none. `prefix` stands before the names of its fields in the call. */
async function givenIn({ content, password }: CertificateInput, prefix: string): Promise<Result<Given | null>> {
  // Forms send what is empty, and files without a password are the rule.
  const typed = password === '' ? undefined : password
  if (content === undefined)
    return typed === undefined
      ? ok(null)
      : fail(invalid(`${prefix}password`, 'belongs to a file', 'Choose the file that it opens as well.'))
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) return fail(invalid(`${prefix}content`, 'must be in base64'))
  const bytes = Buffer.from(content, 'base64')
  // Its library is large, and most starts of the app have no use for it.
  const { readCertificate } = await import('./certificate-files/read-certificate')
  const file = readCertificate(bytes, typed)
  if (!file.ok) return fail(under(prefix, file.failure))
  return ok({ original: bytes.toString('base64'), password: typed, file: file.value })
}

const under = (prefix: string, failure: Failure): Failure => ({
  ...failure,
  ...(failure.issues && { issues: failure.issues.map(issue => ({ ...issue, path: `${prefix}${issue.path}` })) })
})
