import { useState } from 'react'
import { Card } from '../../components/Card'
import { ChoiceFilter } from '../../components/ChoiceFilter'
import { Loaded } from '../../components/Loaded'
import { Pages } from '../../components/Pages'
import { Section } from '../../components/Section'
import { stateLooks } from '../../components/StateBadge'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { everythingPast, isNarrowed, narrowed, type PastFilter, pageSize, pastInput, pastStates } from './past-filter'
import { TaskTable } from './TaskTable'
import classes from './tasks.module.css'

/** What is over, newest first, a page at a time. */
export function PastTasks() {
  const [filter, setFilter] = useState(everythingPast)
  const { load, again } = useRead('deployment.list', pastInput(filter))
  return (
    <Section
      title="Finished"
      actions={<Filters filter={filter} onChange={part => setFilter(narrowed(filter, part))} />}
    >
      <Loaded load={load} onRetry={again} what="tasks">
        {tasks => (
          <>
            <Card padding={tasks.length === 0 ? 'normal' : 'flush'}>
              {tasks.length === 0 ? (
                <p className={classes.none}>
                  {isNarrowed(filter) ? 'Nothing that is over matches.' : 'Nothing is over yet.'}
                </p>
              ) : (
                <TaskTable tasks={tasks.slice(0, pageSize)} label="Finished" show="past" />
              )}
            </Card>
            {(filter.page > 0 || tasks.length > pageSize) && (
              <Pages
                page={filter.page}
                hasOlder={tasks.length > pageSize}
                onChange={page => setFilter({ ...filter, page })}
              >
                {filter.page * pageSize + 1} and on, page {filter.page + 1}
              </Pages>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

interface FiltersProps {
  readonly filter: PastFilter
  readonly onChange: (part: Partial<PastFilter>) => void
}

const none: readonly never[] = []
const kinds = [
  { value: 'deployment', label: 'Deployments' },
  { value: 'runbook', label: 'Runbook runs' }
] as const

function Filters({ filter, onChange }: FiltersProps) {
  const projects = valueOr(useRead('project.list', {}).load, none)
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const tenants = valueOr(useRead('tenant.list', {}).load, none)
  const byName = <Id extends string>(items: readonly { readonly id: Id; readonly name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={classes.filters}>
      <ChoiceFilter
        className={classes.filter}
        label="State"
        all="All states"
        options={pastStates.map(state => ({ value: state, label: stateLooks[state].word }))}
        value={filter.state}
        onChange={state => onChange({ state })}
      />
      <ChoiceFilter
        className={classes.filter}
        label="Kind"
        all="All kinds"
        options={kinds}
        value={filter.kind}
        onChange={kind => onChange({ kind })}
      />
      <ChoiceFilter
        className={classes.filter}
        label="Project"
        all="All projects"
        options={byName(projects)}
        value={filter.projectId}
        onChange={projectId => onChange({ projectId })}
      />
      <ChoiceFilter
        className={classes.filter}
        label="Environment"
        all="All environments"
        options={byName(environments)}
        value={filter.environmentId}
        onChange={environmentId => onChange({ environmentId })}
      />
      {tenants.length > 0 && (
        <ChoiceFilter
          className={classes.filter}
          label="Tenant"
          all="All tenants"
          options={byName(tenants)}
          value={filter.tenantId}
          onChange={tenantId => onChange({ tenantId })}
        />
      )}
    </div>
  )
}
