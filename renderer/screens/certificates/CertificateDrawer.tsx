import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { CertificateView } from '@shared/model/certificate'
import { api } from '../../api'
import { maskHint } from '../../components/MaskHint'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import { useWorkspaceNames } from '../../stores/use-workspace-names'
import { CertificateFacts } from './CertificateFacts'
import {
  type CertificateFormValues,
  certificateFields,
  certificateFormValues,
  certificateInputOf,
  nameFromFile,
  readChosenFile
} from './certificate-form'
import classes from './certificates.module.css'
import { FileField } from './FileField'

interface CertificateDrawerProps {
  /** Null adds a new one. */
  readonly certificate: CertificateView | null
  readonly onClose: () => void
  readonly onSaved?: (certificate: CertificateView) => void
}

/** Adds a certificate, or changes one: its name, its notes, and the file where another is given. */
export function CertificateDrawer({ certificate, onClose, onSaved }: CertificateDrawerProps) {
  const save = useRecordForm({
    stored: certificateFormValues(certificate),
    what: 'The certificate',
    fields: certificateFields,
    prefix: 'value',
    send: values => {
      const value = certificateInputOf(values)
      return certificate
        ? api.call('certificate.update', { id: certificate.id, value })
        : api.call('certificate.create', value)
    }
  })
  const { getInputProps } = save.form
  const leave = async (saved: CertificateView) => {
    await useCatalog.getState().refresh('certificate')
    onClose()
    onSaved?.(saved)
  }
  return (
    <FormFrame
      shape="drawer"
      title={certificate ? `Edit ${certificate.name}` : 'Add certificate'}
      submitLabel={certificate ? 'Save' : 'Add certificate'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      {certificate && <CertificateFacts certificate={certificate} />}
      {!certificate && <ContentFields save={save} certificate={null} />}
      <TextInput
        label="Name"
        placeholder="shop.example.com"
        spellCheck={false}
        {...(certificate ? { 'data-autofocus': true } : {})}
        {...getInputProps('name')}
      />
      <Textarea label="Notes" rows={2} {...getInputProps('notes')} />
      {certificate && <ContentFields save={save} certificate={certificate} />}
      <p className={classes.hint}>
        The file, its private key and its password are stored encrypted and never shown again.
      </p>
    </FormFrame>
  )
}

interface ContentFieldsProps {
  readonly save: SaveForm<CertificateFormValues, CertificateView>
  readonly certificate: CertificateView | null
}

/** The file or text, and the password that opens it. */
function ContentFields({ save, certificate }: ContentFieldsProps) {
  const { form } = save
  const names = useWorkspaceNames()
  const { way, file, text, password } = form.values
  // Without another file there is nothing that a password could open.
  const isGiven = way === 'file' ? file !== null : text.trim() !== ''
  const readFile = async (chosen: File) => {
    const read = await readChosenFile(chosen)
    form.setFieldValue('way', 'file')
    if (typeof read === 'string') {
      form.setFieldError('content', `${chosen.name}: ${read}`)
      return
    }
    form.setFieldValue('file', read)
    form.clearFieldError('content')
    form.clearFieldError('password')
    if (form.getValues().name.trim() === '') form.setFieldValue('name', nameFromFile(read.name))
  }
  return (
    <>
      <FileField
        label={certificate ? 'Replace its file' : 'Certificate'}
        way={way}
        file={file}
        text={text}
        error={form.errors.content ?? null}
        isFirst={certificate === null}
        onWay={next => {
          form.setFieldValue('way', next)
          form.clearFieldError('content')
        }}
        onFile={chosen => void readFile(chosen)}
        onRemove={() => {
          form.setFieldValue('file', null)
          form.clearFieldError('content')
        }}
        onText={typed => {
          form.setFieldValue('text', typed)
          form.clearFieldError('content')
        }}
      />
      {(certificate === null || isGiven || password !== '') && (
        <PasswordInput
          label="Password"
          autoComplete="off"
          description={maskHint(password, names) ?? 'Opens a PKCS #12 file or a locked private key.'}
          {...form.getInputProps('password')}
        />
      )}
    </>
  )
}
