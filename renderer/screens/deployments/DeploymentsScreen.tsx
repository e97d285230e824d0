import { Button, Select } from '@mantine/core'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { isEmptyList, valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import classes from './DeploymentsScreen.module.css'
import { DeploymentTable } from './DeploymentTable'

const pageSize = 50
const most = 500
const deploy = () => showOverlay({ kind: 'deploy' })

/** What was deployed, newest first, live. */
export function DeploymentsScreen() {
  const [projectId, setProjectId] = useState<ProjectId | null>(null)
  const [environmentId, setEnvironmentId] = useState<EnvironmentId | null>(null)
  const [limit, setLimit] = useState(pageSize)
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const { load, again } = useRead('deployment.list', {
    limit,
    ...(projectId === null ? {} : { projectId }),
    ...(environmentId === null ? {} : { environmentId })
  })
  useScreenKey('d', deploy)
  const isFiltered = projectId !== null || environmentId !== null
  const isBare = !isFiltered && isEmptyList(load)
  const deployButton = (
    <Button leftSection={<Icon name="deployment" size={14} />} onClick={deploy} title="Deploy a release (D)">
      Deploy…
    </Button>
  )
  return (
    <Screen>
      <PageHeader title="Deployments" actions={isBare ? undefined : deployButton} />
      <div className={classes.filters} hidden={isBare}>
        <Filter label="Project" all="All projects" items={projects} value={projectId} onChange={setProjectId} />
        <Filter
          label="Environment"
          all="All environments"
          items={environments}
          value={environmentId}
          onChange={setEnvironmentId}
        />
      </div>
      <Loaded load={load} onRetry={again} what="deployments">
        {deployments =>
          deployments.length === 0 ? (
            <EmptyState
              icon="deployment"
              title={isFiltered ? 'No deployment matches' : 'Nothing was deployed yet'}
              action={deployButton}
            >
              A deployment takes one release to one environment and keeps its log. Press <Kbd keys="D" /> to start one.
            </EmptyState>
          ) : (
            <>
              <Card padding="flush">
                <DeploymentTable deployments={deployments} label="Deployments" withProject />
              </Card>
              {deployments.length === limit && limit < most && (
                <Button variant="subtle" mt="xs" onClick={() => setLimit(most)}>
                  Show older ones
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Screen>
  )
}

interface FilterProps<Id extends string> {
  readonly label: string
  /** What is said while nothing is chosen. */
  readonly all: string
  readonly items: readonly { readonly id: Id; readonly name: string }[]
  readonly value: Id | null
  readonly onChange: (id: Id | null) => void
}

function Filter<Id extends string>({ label, all, items, value, onChange }: FilterProps<Id>) {
  return (
    <Select
      aria-label={label}
      placeholder={all}
      clearable
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  )
}
