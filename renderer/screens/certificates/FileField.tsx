import { ActionIcon, Input, Textarea, UnstyledButton } from '@mantine/core'
import { bytesWords } from '@shared/plan/words'
import type { ReactNode } from 'react'
import { FileChooser } from '../../components/FileChooser'
import { Icon } from '../../components/Icon'
import { useDroppedFiles } from '../../lib/use-dropped-files'
import type { ChosenFile } from './certificate-form'
import classes from './certificates.module.css'

interface FileFieldProps {
  readonly label: string
  readonly way: 'file' | 'text'
  readonly file: ChosenFile | null
  readonly text: string
  readonly error: ReactNode
  /** Whether it is the field that the form begins with. */
  readonly isFirst: boolean
  readonly onWay: (way: 'file' | 'text') => void
  readonly onFile: (file: File) => void
  readonly onRemove: () => void
  readonly onText: (text: string) => void
}

const endings = '.pem,.crt,.cer,.der,.pfx,.p12'

/** The key is optional, and follows the certificate. */
const pemExample = [
  '-----BEGIN CERTIFICATE-----',
  '…',
  '-----END CERTIFICATE-----',
  '-----BEGIN PRIVATE KEY-----',
  '…',
  '-----END PRIVATE KEY-----'
].join('\n')

/** Where a certificate comes from: a file that is chosen or dropped anywhere on the window, or text that is pasted. */
export function FileField(props: FileFieldProps) {
  const { label, way, error, onWay, onFile } = props
  const isDragging = useDroppedFiles(([file]) => file && onFile(file))
  const other = way === 'file' ? 'text' : 'file'
  return (
    <Input.Wrapper label={label} labelElement="div" error={error}>
      {way === 'text' && !isDragging ? <PastedText {...props} /> : <Chosen {...props} isDragging={isDragging} />}
      <UnstyledButton className={classes.switch ?? ''} onClick={() => onWay(other)}>
        {other === 'text' ? 'Paste PEM text instead' : 'Choose a file instead'}
      </UnstyledButton>
    </Input.Wrapper>
  )
}

const PastedText = ({ text, error, onText }: FileFieldProps) => (
  <Textarea
    aria-label="PEM text"
    rows={7}
    spellCheck={false}
    error={Boolean(error)}
    classNames={{ input: classes.pem ?? '' }}
    placeholder={pemExample}
    value={text}
    onChange={event => onText(event.currentTarget.value)}
  />
)

function Chosen({
  file,
  error,
  isFirst,
  onFile,
  onRemove,
  isDragging
}: FileFieldProps & { readonly isDragging: boolean }) {
  return (
    <div className={classes.drop} data-dragging={isDragging} data-error={Boolean(error)}>
      <Icon name={file && !isDragging ? 'shield' : 'download'} size={18} />
      <span className={classes.dropText}>
        {file && !isDragging ? (
          <>
            <strong>{file.name}</strong>
            <span className={classes.hint}>{bytesWords(file.size)}</span>
          </>
        ) : (
          <>
            <span>{isDragging ? 'Drop it to read it' : 'Drop a file here, or choose one'}</span>
            <span className={classes.hint}>PEM, DER or PKCS #12 (.pfx, .p12)</span>
          </>
        )}
      </span>
      <FileChooser accept={endings} onFiles={([chosen]) => onFile(chosen)}>
        {button => (
          <UnstyledButton {...button} className={classes.choose ?? ''} data-autofocus={isFirst}>
            {file ? 'Choose another…' : 'Choose file…'}
          </UnstyledButton>
        )}
      </FileChooser>
      {file && (
        <ActionIcon aria-label={`Remove ${file.name}`} onClick={onRemove}>
          <Icon name="x" size={14} />
        </ActionIcon>
      )}
    </div>
  )
}
