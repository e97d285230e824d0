import type { CertificateView } from '@shared/model/certificate'
import { type Column, DataTable } from '../../components/DataTable'
import { copyText } from '../../components/log/copy-text'
import { RowMenu } from '../../components/RowMenu'
import { plural } from '../../lib/plural'
import { issuerWords } from './certificate-words'
import classes from './certificates.module.css'
import { ExpiryCell } from './ExpiryCell'

interface CertificateTableProps {
  readonly certificates: readonly CertificateView[]
  readonly onEdit: (certificate: CertificateView) => void
  readonly onDelete: (certificate: CertificateView) => void
}

/** All certificates, one a row. */
export function CertificateTable({ certificates, onEdit, onDelete }: CertificateTableProps) {
  const columns: readonly Column<CertificateView>[] = [
    { key: 'name', header: 'Certificate', width: '20%', cell: ({ name }) => <strong>{name}</strong> },
    {
      key: 'subject',
      header: 'Common name',
      cell: ({ subject, subjectCommonName }) => (
        <span className={classes.cut} title={subject}>
          {subjectCommonName || subject || <span className={classes.hint}>None</span>}
        </span>
      )
    },
    {
      key: 'issuer',
      header: 'Issuer',
      cell: certificate => (
        <span className={classes.cut} title={certificate.issuer}>
          {issuerWords(certificate)}
        </span>
      )
    },
    {
      key: 'expires',
      header: 'Expires',
      width: '170px',
      cell: certificate => <ExpiryCell certificate={certificate} />
    },
    { key: 'key', header: 'Private key', width: '100px', cell: ({ hasPrivateKey }) => (hasPrivateKey ? 'Yes' : 'No') },
    { key: 'used', header: 'Used by', width: '110px', cell: ({ usedBy }) => plural(usedBy, 'variable') },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: certificate => (
        <RowMenu
          label={`Actions for ${certificate.name}`}
          items={[
            { label: 'Edit or replace…', icon: 'edit', onSelect: () => onEdit(certificate) },
            { label: 'Copy thumbprint', icon: 'copy', onSelect: () => void copyText(certificate.thumbprint) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(certificate) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable label="Certificates" columns={columns} rows={certificates} rowKey={({ id }) => id} onOpen={onEdit} />
  )
}
