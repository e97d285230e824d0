import { Link } from 'wouter'
import { Icon } from '../../../components/Icon'
import { useRead } from '../../../stores/catalog'
import classes from './forms.module.css'

/** Says that no mail can be sent yet, and where that is mended. */
export function MailHint() {
  const { load } = useRead('mail.get', {})
  if (load.state !== 'ready' || load.value !== null) return null
  return (
    <p className={classes.warning} role="status">
      <Icon name="warning" size={13} />
      <span>
        No mail server is set up, so this would fail. <Link href="/settings/mail">Set up mail</Link> before you deploy
        it.
      </span>
    </p>
  )
}
