import type { CertificateView } from '@shared/model/certificate'

/** What the kinds of files are called. */
export const formatWords: Readonly<Record<CertificateView['format'], string>> = {
  pem: 'PEM',
  der: 'DER',
  pkcs12: 'PKCS #12'
}

/** Who issued a certificate, as short as people say it: by its common name where it has one. */
export function issuerWords({ subject, issuer }: Pick<CertificateView, 'subject' | 'issuer'>): string {
  if (subject === issuer) return 'Self-signed'
  const [, quoted, plain] = /(?:^|, |\+ )CN=(?:"((?:[^"]|"")*)"|([^,"+]*))/.exec(issuer) ?? []
  return quoted?.replaceAll('""', '"') ?? plain?.trim() ?? issuer
}

/** The day in the person's own way of writing. */
export const dayWords = (at: number): string =>
  new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
