import { Button } from '@mantine/core'
import type { CertificateView } from '@shared/model/certificate'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { CertificateDrawer } from './CertificateDrawer'
import { CertificateTable } from './CertificateTable'
import { LibraryTabs } from './LibraryTabs'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly certificate: CertificateView | null }
  | { readonly kind: 'delete'; readonly certificate: CertificateView }

/** The certificates that variables refer to. */
export function CertificatesScreen() {
  const { load, again } = useRead('certificate.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', certificate: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add certificate (N)">
      Add certificate
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Certificates"
        help="certificates"
        crumbs={[{ label: 'Library', href: '/library' }]}
        actions={addButton}
      >
        <LibraryTabs current="certificates" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="certificates">
        {certificates =>
          certificates.length === 0 ? (
            <EmptyState icon="shield" title="No certificates yet">
              Add a PEM, DER or PKCS #12 file, and let a variable refer to it: scripts then read its thumbprint, its
              chain and its private key as <code>Name.Thumbprint</code>, <code>Name.ChainPem</code> and{' '}
              <code>Name.PrivateKeyPem</code>. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <CertificateTable
                certificates={certificates}
                onEdit={certificate => setOpen({ kind: 'edit', certificate })}
                onDelete={certificate => setOpen({ kind: 'delete', certificate })}
              />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <CertificateDrawer certificate={asStored(load, open.certificate)} onClose={close} />}
      {open.kind === 'delete' && <DeleteCertificate certificate={open.certificate} onClose={close} />}
    </Screen>
  )
}

interface DeleteCertificateProps {
  readonly certificate: CertificateView
  readonly onClose: () => void
}

function DeleteCertificate({ certificate, onClose }: DeleteCertificateProps) {
  const { run, isBusy, failure } = useCall('certificate.delete')
  const confirm = async () => {
    if (!(await run({ id: certificate.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('certificate')
  }
  return (
    <ConfirmDialog
      title={`Delete ${certificate.name}?`}
      confirmLabel="Delete certificate"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {certificate.hasPrivateKey ? 'Its file, private key and password are' : 'Its file is'} removed from the vault.
      Releases whose variables refer to it can no longer be deployed. This cannot be undone.
    </ConfirmDialog>
  )
}
