import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import type { HttpApiStatus } from '@shared/api-key-calls'
import { type HttpApiSettings, httpApiAddress, httpApiPlace, plainHttpWarning } from '@shared/model/http-api'
import { isLoopback } from '@shared/network'
import { type FormEvent, useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import formClasses from '../../forms/form.module.css'
import { plural } from '../../lib/plural'
import { useCatalog } from '../../stores/catalog'
import { useUnsaved } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import classes from './http-api.module.css'

/** Whether the API listens, where, and what came of it. */
export function HttpApiSwitch({ status }: { readonly status: HttpApiStatus }) {
  const { settings } = status
  const { run, isBusy, failure } = useCall('settings.setHttpApi')
  /** What is set once the person says that other machines are meant. */
  const [asking, setAsking] = useState<HttpApiSettings | null>(null)

  const send = async (wanted: HttpApiSettings, evenOnNetwork: boolean) => {
    if (!(await run({ ...wanted, evenOnNetwork })).ok) return
    setAsking(null)
    await useCatalog.getState().refresh('http-api')
  }
  const set = (wanted: HttpApiSettings) => {
    if (wanted.isOn && !isLoopback(wanted.host)) setAsking(wanted)
    else void send(wanted, false)
  }
  return (
    <Section
      title="Let programs in"
      description="By the API of Octopus Deploy: its npm client, and tools made with it, create releases and deploy them in your workspaces. The demo is left out."
    >
      <Card>
        <Switch
          label="Listen while this window is open"
          description="Programs need a key, and do what you could do. Without a window, “slipway agent --listen” listens."
          checked={settings.isOn}
          disabled={isBusy}
          onChange={event => set({ ...settings, isOn: event.currentTarget.checked })}
        />
        <State status={status} isBusy={isBusy} onRetry={() => set(settings)} />
        <Place settings={settings} isBusy={isBusy} onSave={set} />
        {failure && asking === null && <FailureAlert failure={failure} />}
      </Card>
      {asking && (
        <ConfirmDialog
          title="Let other machines reach the API?"
          confirmLabel="Listen on the network"
          isDangerous
          isBusy={isBusy}
          failure={failure}
          onConfirm={() => void send(asking, true)}
          onCancel={() => setAsking(null)}
        >
          <p className={`${classes.address} ${classes.asked}`}>{httpApiAddress(asking)}</p>
          {plainHttpWarning}
        </ConfirmDialog>
      )}
    </Section>
  )
}

interface StateProps {
  readonly status: HttpApiStatus
  readonly isBusy: boolean
  readonly onRetry: () => void
}

/** What it does now: that it listens and who came, that it does not, or why it cannot. */
function State({ status: { state, address, failure, ...counts }, isBusy, onRetry }: StateProps) {
  if (state === 'failed' && failure !== null)
    return (
      <div className={classes.failed}>
        <FailureAlert failure={failure} />
        <Button variant="default" loading={isBusy} onClick={onRetry}>
          Try again
        </Button>
      </div>
    )
  return (
    <div className={classes.state} data-state={state} role="status">
      <Icon name={state === 'listening' ? 'check-circle' : 'slash-circle'} size={16} />
      <div>
        {address === null ? 'Nothing listens' : <span className={classes.address}>{address}</span>}
        {address !== null && <Counts {...counts} />}
      </div>
    </div>
  )
}

type CountsProps = Pick<HttpApiStatus, 'requests' | 'refused' | 'lastRequestAt'>

function Counts({ requests, refused, lastRequestAt }: CountsProps) {
  if (lastRequestAt === null) return <div className={classes.muted}>Nobody came yet</div>
  return (
    <div className={classes.muted}>
      {plural(requests, 'request')}
      {refused > 0 && `, ${refused} refused for ${refused === 1 ? 'its' : 'their'} key`}, the last{' '}
      <TimeAgo at={lastRequestAt} />
    </div>
  )
}

interface PlaceProps {
  readonly settings: HttpApiSettings
  readonly isBusy: boolean
  readonly onSave: (wanted: HttpApiSettings) => void
}

/** The address that it listens at. */
function Place({ settings, isBusy, onSave }: PlaceProps) {
  const [host, setHost] = useState(settings.host)
  const [port, setPort] = useState<number | string>(settings.port)
  const typed = httpApiPlace.safeParse({ host, port })
  const isChanged = typed.success
    ? typed.data.host !== settings.host || typed.data.port !== settings.port
    : host !== settings.host || port !== settings.port
  useUnsaved(isChanged, 'The address of the HTTP API')
  const wrong = typed.error?.issues.map(({ path }) => path[0]) ?? []
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (typed.success) onSave({ ...settings, ...typed.data })
  }
  return (
    <form className={classes.place} onSubmit={save}>
      <TextInput
        className={classes.host ?? ''}
        label="Address"
        description={
          isLoopback(host.trim()) ? 'Only this machine reaches it.' : 'Other machines reach it, by plain HTTP.'
        }
        value={host}
        onChange={event => setHost(event.currentTarget.value)}
        error={wrong.includes('host') ? 'An address of this machine, such as 127.0.0.1.' : null}
      />
      <NumberInput
        className={formClasses.port ?? ''}
        label="Port"
        description="Usually 8065."
        hideControls
        allowDecimal={false}
        value={port}
        onChange={setPort}
        error={wrong.includes('port') ? 'Between 1 and 65535.' : null}
      />
      <Button
        type="submit"
        variant="default"
        className={formClasses.besideField ?? ''}
        loading={isBusy}
        disabled={!typed.success || !isChanged}
      >
        Save
      </Button>
    </form>
  )
}
