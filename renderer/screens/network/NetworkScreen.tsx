import { Button, SegmentedControl, Switch } from '@mantine/core'
import type { NetworkReport } from '@shared/network'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { copyWords, useCopy } from '../../components/use-copy'
import { plural } from '../../lib/plural'
import { formatMoment } from '../../lib/time'
import { useNetwork } from '../../stores/network'
import { useCall } from '../../stores/use-call'
import { SettingsTabs, settingsCrumbs } from '../settings/SettingsTabs'
import { EntryTable, TotalTable } from './LedgerTables'
import { headline, isUndeclared, ledgerText } from './ledger-text'
import classes from './network.module.css'

/** Everything that the app did on the network, and the switch that keeps it to what was declared. */
export function NetworkScreen() {
  const { load, again } = useNetwork()
  return (
    <Screen>
      <PageHeader title="Network" help="network" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/network" />
      </PageHeader>
      <Loaded load={load} onRetry={() => void again()} what="the network ledger">
        {report => (
          <>
            <Summary report={report} />
            <AirGap isOn={report.isAirGapped} isOnElsewhere={report.isAirGappedByOthers === true} onChanged={again} />
            <Ledger report={report} />
            {report.totals.length > 0 && (
              <Section title="By place" description="All of this session, also what is not listed one by one any more.">
                <Card padding="flush">
                  <TotalTable totals={report.totals} />
                </Card>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Screen>
  )
}

function Summary({ report }: { readonly report: NetworkReport }) {
  const { since, blocked, undeclared, totals } = report
  const isClean = undeclared === 0
  return (
    <div className={classes.summary} data-tone={isClean ? 'good' : 'bad'} role="status">
      <Icon name={isClean ? 'shield' : 'warning'} size={26} />
      <div>
        <h2 className={classes.headline}>{headline(report)}</h2>
        <p className={classes.muted}>
          Since {formatMoment(since)}: {plural(totals.length, 'place')}, {blocked} blocked.
        </p>
      </div>
    </div>
  )
}

interface AirGapProps {
  readonly isOn: boolean
  /** Another workspace that is open has it on. */
  readonly isOnElsewhere: boolean
  readonly onChanged: () => Promise<void>
}

function AirGap({ isOn, isOnElsewhere, onChanged }: AirGapProps) {
  const { run, isBusy, failure } = useCall('settings.setAirGap')
  const change = async (isAirGapped: boolean) => {
    if ((await run({ isAirGapped })).ok) await onChanged()
  }
  return (
    <Section title="Air gap">
      <Card>
        <Switch
          label="Let nothing through but the targets, jump hosts and mail server of this workspace"
          description="Everything else, requests of HTTP steps too, is refused before a packet leaves, and is listed below. Scripts that run on this machine are programs of their own, and are neither listed nor held back."
          checked={isOn}
          disabled={isBusy}
          onChange={event => void change(event.currentTarget.checked)}
        />
        {!isOn && isOnElsewhere && (
          <p className={classes.muted}>
            Another workspace that is open has its air gap on. Until it is closed, this one is held to it as well.
          </p>
        )}
        {failure && <FailureAlert failure={failure} />}
      </Card>
    </Section>
  )
}

const filters = {
  all: { label: 'All', none: 'Nothing has been connected to yet' },
  undeclared: { label: 'Not asked for', none: 'Nothing that you did not ask for' },
  blocked: { label: 'Blocked', none: 'Nothing was blocked' }
} as const

type Filter = keyof typeof filters

function Ledger({ report }: { readonly report: NetworkReport }) {
  const [filter, setFilter] = useState<Filter>('all')
  const shown = report.entries.filter(
    entry =>
      filter === 'all' ||
      (filter === 'undeclared' && isUndeclared(entry)) ||
      (filter === 'blocked' && entry.state === 'blocked')
  )
  const actions = (
    <span className={classes.actions}>
      <SegmentedControl
        aria-label="Which entries"
        value={filter}
        onChange={value => setFilter(value as Filter)}
        data={Object.entries(filters).map(([value, { label }]) => ({ value, label }))}
      />
      <CopyButton report={report} />
    </span>
  )
  return (
    <Section title="Ledger" actions={actions}>
      {shown.length === 0 ? (
        <EmptyState icon="shield" title={filters[filter].none}>
          Every connection, name look-up and listener of the app is written down here, in every thread, with what it is
          for.
        </EmptyState>
      ) : (
        <Card padding="flush">
          <EntryTable entries={shown} />
        </Card>
      )}
      {report.older > 0 && (
        <p className={classes.muted}>{plural(report.older, 'older entry', 'older entries')} counted below only.</p>
      )}
    </Section>
  )
}

function CopyButton({ report }: { readonly report: NetworkReport }) {
  const { outcome, copy, forget } = useCopy()
  return (
    <Button
      variant="default"
      leftSection={<Icon name={outcome === 'copied' ? 'check' : 'copy'} size={14} />}
      onClick={() => copy(ledgerText(report))}
      onBlur={forget}
    >
      <span aria-live="polite">{copyWords(outcome, 'Copy as text')}</span>
    </Button>
  )
}
