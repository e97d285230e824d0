import { ActionIcon } from '@mantine/core'
import type { CertificateView } from '@shared/model/certificate'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { copyText } from '../../components/log/copy-text'
import { dayWords, formatWords } from './certificate-words'
import classes from './certificates.module.css'

/** What a stored certificate says, for comparing it with another tool's view. */
export function CertificateFacts({ certificate }: { readonly certificate: CertificateView }) {
  const { subject, issuer, notBefore, notAfter, thumbprint, format, hasPrivateKey } = certificate
  return (
    <dl className={classes.facts} aria-label="The stored certificate">
      <dt>Subject</dt>
      <dd>{subject === '' ? 'None' : subject}</dd>
      <dt>Issuer</dt>
      <dd>{subject === issuer ? 'Itself (self-signed)' : issuer}</dd>
      <dt>Valid</dt>
      <dd>
        {dayWords(notBefore)} – {dayWords(notAfter)}
      </dd>
      <dt>Thumbprint</dt>
      <dd>
        <Thumbprint value={thumbprint} />
      </dd>
      <dt>File</dt>
      <dd>
        {formatWords[format]}, {hasPrivateKey ? 'with a private key' : 'without a private key'}
      </dd>
    </dl>
  )
}

function Thumbprint({ value }: { readonly value: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <span className={classes.thumbprint}>
      <code>{value}</code>
      <ActionIcon
        size={22}
        aria-label={isCopied ? 'Thumbprint copied' : 'Copy thumbprint'}
        onClick={() => setCopied(copyText(value))}
      >
        <Icon name={isCopied ? 'check' : 'copy'} size={13} />
      </ActionIcon>
    </span>
  )
}
