import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useRead } from '../../stores/catalog'
import { SettingsTabs, settingsCrumbs } from '../settings/SettingsTabs'
import { MailSettings } from './MailSettings'

/** The server that steps send mails by, and a way to try it. */
export function MailScreen() {
  const { load, again } = useRead('mail.get', {})
  return (
    <Screen width="narrow">
      <PageHeader title="Mail" help="mail" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/mail" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="the mail server">
        {stored => <MailSettings stored={stored} />}
      </Loaded>
    </Screen>
  )
}
