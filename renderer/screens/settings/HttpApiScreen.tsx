import type { HttpApiStatus } from '@shared/api-key-calls'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useRead } from '../../stores/catalog'
import { together } from '../../stores/load'
import { ApiKeys } from './ApiKeys'
import { HttpApiSample } from './HttpApiSample'
import { HttpApiSwitch } from './HttpApiSwitch'
import { SettingsTabs, settingsCrumbs } from './SettingsTabs'

/** Whether programs may come in by HTTP, where, and with which keys. */
export function HttpApiScreen() {
  const { load, again } = useRead('httpApi.status', {})
  const keys = useRead('apiKey.list', {})
  return (
    <Screen width="narrow">
      <PageHeader title="HTTP API" help="http-api" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/http-api" />
      </PageHeader>
      <Loaded load={together(load, keys.load)} onRetry={again} what="the HTTP API">
        {status => (
          <>
            <HttpApiSwitch key={placeKey(status)} status={status} />
            <ApiKeys />
            <HttpApiSample settings={status.settings} />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

/** The fields begin anew where another address was saved. */
const placeKey = ({ settings: { host, port } }: HttpApiStatus): string => `${host} ${port}`
