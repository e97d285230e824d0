import { expiryOf, expiryWarning, spanWords } from '@shared/model/certificate-expiry'
import { Icon } from '../../components/Icon'
import { formatMoment } from '../../lib/time'
import { dayWords } from './certificate-words'
import classes from './certificates.module.css'

interface ExpiryCellProps {
  readonly certificate: { readonly notBefore: number; readonly notAfter: number }
}

/** When a certificate expires; with a sign and in words where that is soon or past. */
export function ExpiryCell({ certificate }: ExpiryCellProps) {
  const expiry = expiryOf(certificate, Date.now())
  const warning = expiryWarning(expiry)
  const isBad = expiry.kind === 'expired'
  return (
    <span className={classes.expiry} title={formatMoment(certificate.notAfter)}>
      <span>{dayWords(certificate.notAfter)}</span>
      <span className={classes.expiryWords} data-tone={isBad ? 'bad' : warning ? 'warn' : 'still'}>
        {warning && <Icon name={isBad ? 'x-circle' : 'warning'} size={13} />}
        {warning ?? `in ${spanWords(expiry.days)}`}
      </span>
    </span>
  )
}
