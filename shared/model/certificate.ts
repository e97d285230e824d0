import { z } from 'zod'
import { certificateId, secretId } from '../ids'
import { name, notes } from './text'

/** What a certificate's file was: PEM text, DER bytes, or PKCS #12 with its private key. */
export const certificateFormats = ['pem', 'der', 'pkcs12'] as const

const fileContent = z.string().min(1, 'must not be empty').max(1_000_000, 'must be at most 1,000,000 characters')

/** As typed. `content` is the file in base64; it is left out where only name and notes change. */
export const certificateInput = z.strictObject({
  name,
  notes: notes.default(''),
  content: fileContent.optional(),
  /** Opens a PKCS #12 file or an encrypted private key; kept in the vault. */
  password: z.string().max(10_000).optional()
})
export type CertificateInput = z.infer<typeof certificateInput>

/** As stored. Everything private is a reference into the vault. */
export const certificate = z.strictObject({
  id: certificateId,
  name,
  notes,
  format: z.enum(certificateFormats),
  /** SHA-1 of the DER bytes in capital hex, as Windows names certificates. */
  thumbprint: z.string().regex(/^[0-9A-F]{40}$/),
  subject: z.string(),
  subjectCommonName: z.string(),
  issuer: z.string(),
  /** Milliseconds since 1970 UTC. */
  notBefore: z.number(),
  notAfter: z.number(),
  certificatePem: z.string(),
  /** The certificates of the issuers, without the leaf; empty when the file had none. */
  chainPem: z.string(),
  /** The file as it came, in base64. */
  original: secretId,
  /** PKCS #8 in PEM; null for a certificate without one. */
  privateKey: secretId.nullable(),
  /** PKCS #12 in base64, made where the file was none; null without a private key. */
  pfx: secretId.nullable(),
  password: secretId.nullable(),
  createdAt: z.number()
})
export type Certificate = z.infer<typeof certificate>

/** The vault entries that a certificate refers to. */
export const certificateSecrets = (of: Certificate) =>
  [of.original, of.privateKey, of.pfx, of.password].filter(secret => secret !== null)

/** As shown: whether there is a private key, and no reference to it. */
export interface CertificateView {
  readonly id: Certificate['id']
  readonly name: string
  readonly notes: string
  readonly format: Certificate['format']
  readonly thumbprint: string
  readonly subject: string
  readonly subjectCommonName: string
  readonly issuer: string
  readonly notBefore: number
  readonly notAfter: number
  readonly hasPrivateKey: boolean
  /** How many variables refer to it, in projects and library sets. */
  readonly usedBy: number
}
