import { Button, Menu } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import type { AuditFilter } from '@shared/audit'
import { brokenChainRemedy, entriesOf } from '@shared/audit-words'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAudit, useVerification, type Verification } from '../../stores/audit'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { AuditFilters } from './AuditFilters'
import { AuditList } from './AuditList'
import classes from './audit.module.css'
import { everything, toFilter } from './filter-state'
import { VerificationBadge } from './VerificationBadge'

const debounceMs = 250

/** What was done in this workspace, by whom and when. */
export function AuditScreen() {
  const [state, setState] = useState(everything)
  const [text] = useDebouncedValue(state.text, debounceMs)
  // The span of “today” is fixed when it is chosen, so that the filter stays the same while the clock goes on.
  const filter = useMemo(() => toFilter({ ...state, text }, Date.now()), [state, text])
  const { load, more, again } = useAudit(filter)
  const verification = useVerification()
  const exporting = useCall('audit.export')
  const listing = valueOr(load, null)
  const brokenAt = valueOr(verification.load, null)?.broken?.seq ?? null
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Screen>
      <PageHeader
        title="Audit log"
        help="audit"
        badge={<VerificationBadge {...verification} />}
        actions={<ExportMenu filter={filter} isFiltered={isFiltered} {...exporting} />}
      />
      <div className={classes.alerts}>
        {exporting.failure && <FailureAlert failure={exporting.failure} />}
        <BrokenChain {...verification} />
      </div>
      <AuditFilters state={state} users={listing?.users ?? []} onChange={setState} />
      <Loaded load={load} onRetry={again} what="audit log">
        {({ entries, hasMore }) =>
          entries.length === 0 ? (
            <NoEntries isFiltered={isFiltered} onClear={() => setState(everything)} />
          ) : (
            <AuditList entries={entries} hasMore={hasMore} brokenAt={brokenAt} onMore={more} />
          )
        }
      </Loaded>
    </Screen>
  )
}

interface NoEntriesProps {
  readonly isFiltered: boolean
  readonly onClear: () => void
}

function NoEntries({ isFiltered, onClear }: NoEntriesProps) {
  if (!isFiltered)
    return (
      <EmptyState icon="audit" title="Nothing was done yet">
        Every change, deployment and use of a secret is entered here, with who did it and when.
      </EmptyState>
    )
  return (
    <EmptyState icon="audit" title="No entry matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
      No entry of the log fits all that is chosen above.
    </EmptyState>
  )
}

/** What is wrong with the chain and what to do about it; nothing while it is sound. */
function BrokenChain({ load, isChecking, check }: Verification) {
  if (load.state === 'failed') return <FailureAlert failure={load.failure} onRetry={check} />
  const broken = load.state === 'ready' ? load.value.broken : null
  if (!broken) return null
  const place = broken.place ? ` It is line ${broken.place.line} of ${broken.place.file}.` : ''
  return (
    <FailureAlert
      failure={{ kind: 'storage-damaged', message: broken.message + place, remedy: brokenChainRemedy }}
      actions={
        <Button variant="default" onClick={check} loading={isChecking}>
          Verify again
        </Button>
      }
    />
  )
}

interface ExportMenuProps {
  readonly filter: AuditFilter
  readonly isFiltered: boolean
  readonly isBusy: boolean
  readonly run: ReturnType<typeof useCall<'audit.export'>>['run']
}

function ExportMenu({ filter, isFiltered, isBusy, run }: ExportMenuProps) {
  const save = async (format: 'csv' | 'json') => {
    const result = await run({ filter, format })
    if (result.ok && result.value)
      notifications.show({ message: `Saved ${entriesOf(result.value.entries)} as ${result.value.path}` })
  }
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="default" loading={isBusy} leftSection={<Icon name="download" size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{isFiltered ? 'What the filter lets through' : 'All entries'}</Menu.Label>
        <Menu.Item onClick={() => save('csv')}>CSV, for spreadsheets</Menu.Item>
        <Menu.Item onClick={() => save('json')}>JSON, whole entries with their hashes</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
