import { SegmentedControl } from '@mantine/core'
import type { Output } from '@shared/api'
import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'
import { statisticsWords } from '@shared/statistics/words'
import { useState } from 'react'
import { Card } from '../../../components/Card'
import { ChoiceFilter } from '../../../components/ChoiceFilter'
import { Loaded } from '../../../components/Loaded'
import { PageHeader } from '../../../components/PageHeader'
import { Screen } from '../../../components/Screen'
import { useRead } from '../../../stores/catalog'
import { valueOr } from '../../../stores/load'
import { useStatistics } from '../../../stores/statistics'
import { TaskTabs } from '../TaskTabs'
import { HistoryCharts } from './HistoryCharts'
import { HistoryTable } from './HistoryTable'
import classes from './history.module.css'

interface Asked {
  readonly projectId: ProjectId | null
  readonly environmentId: EnvironmentId | null
  readonly tenantId: TenantId | null
  readonly days: number
}

const periods = [
  { days: 14, label: '2 weeks' },
  { days: 28, label: '4 weeks' },
  { days: 91, label: '13 weeks' },
  { days: 364, label: '1 year' }
] as const

const views = [
  { value: 'charts', label: 'Charts' },
  { value: 'table', label: 'Table' }
] as const
type View = (typeof views)[number]['value']

const none: readonly never[] = []
const everything: Asked = { projectId: null, environmentId: null, tenantId: null, days: 28 }

/** How often, how long and how well was deployed. */
export function HistoryScreen() {
  const [asked, setAsked] = useState<Asked>(everything)
  const [view, setView] = useState<View>('charts')
  const { projectId, environmentId, tenantId, days } = asked
  const { load, again } = useStatistics({
    days,
    ...(projectId === null ? {} : { projectId }),
    ...(environmentId === null ? {} : { environmentId }),
    ...(tenantId === null ? {} : { tenantId })
  })
  return (
    <Screen>
      <PageHeader title="History" help="history">
        <TaskTabs current="/tasks/history" />
      </PageHeader>
      <section className={classes.filters} aria-label="What is counted">
        <Filters asked={asked} onChange={part => setAsked({ ...asked, ...part })} />
        <SegmentedControl
          size="xs"
          aria-label="Shown as"
          data={[...views]}
          value={view}
          // The options are the values of its type.
          onChange={value => setView(value as View)}
        />
      </section>
      <Loaded load={load} onRetry={again} what="the history">
        {statistics => <Shown statistics={statistics} days={days} view={view} />}
      </Loaded>
    </Screen>
  )
}

interface ShownProps {
  readonly statistics: Output<'deployment.statistics'>
  readonly days: number
  readonly view: View
}

function Shown({ statistics, days, view }: ShownProps) {
  return (
    <>
      <p className={classes.words} role="status">
        {statisticsWords(statistics, days).join(' ')}
      </p>
      {statistics.total > 0 && view === 'charts' && <HistoryCharts buckets={statistics.buckets} />}
      {statistics.total > 0 && (
        <div className={view === 'table' ? '' : 'visually-hidden'}>
          <Card padding="flush">
            <HistoryTable buckets={statistics.buckets} />
          </Card>
        </div>
      )}
    </>
  )
}

interface FiltersProps {
  readonly asked: Asked
  readonly onChange: (part: Partial<Asked>) => void
}

function Filters({ asked, onChange }: FiltersProps) {
  const projects = valueOr(useRead('project.list', {}).load, none)
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const tenants = valueOr(useRead('tenant.list', {}).load, none)
  const options = <Id extends string>(items: readonly { readonly id: Id; readonly name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <ChoiceFilter
        className={classes.filter}
        label="Project"
        all="All projects"
        options={options(projects)}
        value={asked.projectId}
        onChange={projectId => onChange({ projectId })}
      />
      <ChoiceFilter
        className={classes.filter}
        label="Environment"
        all="All environments"
        options={options(environments)}
        value={asked.environmentId}
        onChange={environmentId => onChange({ environmentId })}
      />
      {tenants.length > 0 && (
        <ChoiceFilter
          className={classes.filter}
          label="Tenant"
          all="All tenants"
          isSearchable
          options={options(tenants)}
          value={asked.tenantId}
          onChange={tenantId => onChange({ tenantId })}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label="Period"
        data={periods.map(({ days, label }) => ({ value: String(days), label }))}
        value={String(asked.days)}
        onChange={days => onChange({ days: Number(days) })}
      />
    </>
  )
}
