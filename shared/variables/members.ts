import type { AccountId, CertificateId, SecretId } from '../ids'
import type { Account } from '../model/account'
import type { Certificate } from '../model/certificate'
import type { Content } from './contest'

/** The records that variables may refer to, as they are now: releases freeze which one, and not what is in it. */
export interface References {
  readonly accounts: ReadonlyMap<AccountId, Account>
  readonly certificates: ReadonlyMap<CertificateId, Certificate>
}

/** A part of what a variable refers to, found under the variable's name with `suffix` behind a dot. */
export interface Member {
  readonly suffix: string
  readonly content: Content
}

const text = (suffix: string, value: string): Member => ({ suffix, content: { kind: 'text', text: value } })
const secret = (suffix: string, id: SecretId | null): readonly Member[] =>
  id === null ? [] : [{ suffix, content: { kind: 'secret', id } }]

/** What an account variable offers besides its id. */
export function accountMembers(account: Account): readonly Member[] {
  const common = [text('Name', account.name), text('Username', account.username)]
  switch (account.kind) {
    case 'password':
      return [...common, ...secret('Password', account.password)]
    case 'private-key':
      return [...common, ...secret('PrivateKey', account.privateKey), ...secret('Passphrase', account.passphrase)]
    case 'agent':
      return common
  }
}

const typeNames = { pem: 'Pem', der: 'Der', pkcs12: 'Pkcs12' } as const

/** The base64 between the marks of a PEM text, on one line. */
export const base64OfPem = (pem: string): string =>
  (/-----BEGIN [^-]+-----([\s\S]*?)-----END/.exec(pem)?.[1] ?? '').replaceAll(/\s+/g, '')

/** What a certificate variable offers besides its id, under the names that Octopus uses. */
export const certificateMembers = (of: Certificate): readonly Member[] => [
  text('Type', typeNames[of.format]),
  text('Name', of.name),
  text('Thumbprint', of.thumbprint),
  ...secret('RawOriginal', of.original),
  ...secret('Password', of.password),
  ...secret('Pfx', of.pfx),
  text('Certificate', base64OfPem(of.certificatePem)),
  ...(of.privateKey === null ? [] : [keyBody(of.privateKey)]),
  text('CertificatePem', of.certificatePem),
  ...secret('PrivateKeyPem', of.privateKey),
  text('ChainPem', of.chainPem),
  text('Subject', of.subject),
  text('SubjectCommonName', of.subjectCommonName),
  text('Issuer', of.issuer),
  text('NotBefore', new Date(of.notBefore).toISOString()),
  text('NotAfter', new Date(of.notAfter).toISOString())
]

const keyBody = (id: SecretId): Member => ({ suffix: 'PrivateKey', content: { kind: 'secret', id, part: 'pem-body' } })
