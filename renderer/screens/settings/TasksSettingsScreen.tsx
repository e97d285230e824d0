import { Button, NumberInput, Switch } from '@mantine/core'
import type { Settings } from '@shared/model/settings'
import { type FormEvent, useState } from 'react'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useCatalog, useRead } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { SettingsTabs, settingsCrumbs } from './SettingsTabs'
import classes from './TasksSettings.module.css'

/** How much runs at a time, and whether the system tells what became of it. */
export function TasksSettingsScreen() {
  const { load, again } = useRead('settings.get', {})
  return (
    <Screen width="narrow">
      <PageHeader title="Tasks" help="tasks" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/tasks" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="the settings">
        {settings => (
          <>
            <Limit key={settings.taskLimit} settings={settings} />
            <TransferLimit key={`transfers ${settings.transferLimit}`} settings={settings} />
            <Notices settings={settings} />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

const refresh = () => useCatalog.getState().refresh('settings')

/** As the contract has it. */
const most = 50

function Limit({ settings }: { readonly settings: Settings }) {
  const [typed, setTyped] = useState<number | string>(settings.taskLimit)
  const { run, isBusy, failure } = useCall('settings.setTaskLimit')
  const limit = typeof typed === 'number' ? typed : Number.NaN
  const isValid = Number.isInteger(limit) && limit >= 1 && limit <= most
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isValid && (await run({ taskLimit: limit })).ok) await refresh()
  }
  return (
    <Section title="At a time">
      <Card>
        <form className={classes.limit} onSubmit={event => void save(event)}>
          <NumberInput
            label="Deployments and runbook runs at the same time"
            description="The others wait their turn. Those to the same environment of a project always follow each other."
            min={1}
            max={most}
            allowDecimal={false}
            value={typed}
            onChange={setTyped}
            error={isValid ? null : `Between 1 and ${most}`}
          />
          <Button type="submit" variant="default" loading={isBusy} disabled={!isValid || limit === settings.taskLimit}>
            Save
          </Button>
        </form>
        {failure && <FailureAlert failure={failure} />}
      </Card>
    </Section>
  )
}

/** Bytes in what the field counts. */
const megabyte = 1_000_000

function TransferLimit({ settings: { transferLimit } }: { readonly settings: Settings }) {
  const stored = transferLimit === null ? '' : transferLimit / megabyte
  const [typed, setTyped] = useState<number | string>(stored)
  const { run, isBusy, failure } = useCall('settings.setTransferLimit')
  const wanted = typed === '' ? null : Math.round(Number(typed) * megabyte)
  const isValid = wanted === null || wanted >= 10_000
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isValid && (await run({ transferLimit: wanted })).ok) await refresh()
  }
  return (
    <Section title="Transfers">
      <Card>
        <form className={classes.limit} onSubmit={event => void save(event)}>
          <NumberInput
            label="Megabytes a second for packages, all targets together"
            description="Leaves the rest of a slow line to others. Empty for as fast as it goes."
            placeholder="As fast as it goes"
            min={0.01}
            decimalScale={3}
            value={typed}
            onChange={setTyped}
            error={isValid ? null : 'At least 0.01'}
          />
          <Button type="submit" variant="default" loading={isBusy} disabled={!isValid || wanted === transferLimit}>
            Save
          </Button>
        </form>
        {failure && <FailureAlert failure={failure} />}
      </Card>
    </Section>
  )
}

function Notices({ settings }: { readonly settings: Settings }) {
  const { run, isBusy, failure } = useCall('settings.setNotifies')
  const set = async (notifies: boolean) => {
    if ((await run({ notifies })).ok) await refresh()
  }
  return (
    <Section title="Notices">
      <Card>
        <Switch
          label="Tell me when something fails, asks or is over"
          description="By the system’s own notices, and only while you do not look at this window."
          checked={settings.notifies}
          disabled={isBusy}
          onChange={event => void set(event.currentTarget.checked)}
        />
        {failure && <FailureAlert failure={failure} />}
      </Card>
    </Section>
  )
}
