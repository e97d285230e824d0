import type { PackageRecord } from '@shared/model/package'
import type { Audited } from './audit-drafts'

/** Packages in the audit log: what they are, never what is in them. */
export const packageAudit: Audited<PackageRecord & { readonly name: string }> = {
  kind: 'package',
  word: 'package',
  fields: [
    { name: 'Package', of: ({ packageId }) => packageId },
    { name: 'Version', of: ({ version }) => version },
    { name: 'File', of: ({ fileName }) => fileName },
    { name: 'SHA-256', of: ({ sha256 }) => sha256 },
    { name: 'Bytes', of: ({ bytes }) => bytes },
    {
      name: 'Came from',
      of: ({ source }) => (source.kind === 'feed' ? `the feed “${source.name}”` : `a ${source.kind}`)
    },
    { name: 'Notes', of: ({ notes }) => notes }
  ]
}
