import { Button } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import { slotsOf } from '@shared/packages/slots'
import type { TriggerListing } from '@shared/trigger-calls'
import { onlyWhileRunning } from '@shared/triggers/words'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded, LoadingBars } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useOpened } from '../../navigation/use-opened'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored, bothLoads, together, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { TriggerDrawer } from './TriggerDrawer'
import { type Around, TriggerTable } from './TriggerTable'
import { withDisabled } from './trigger-form'
import classes from './triggers.module.css'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly trigger: TriggerListing | null }
  | { readonly kind: 'delete'; readonly trigger: TriggerListing }

/** What a project does without anybody asking. */
export function TriggersScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const triggers = useRead('trigger.list', { projectId })
  const environments = useRead('environment.list', {})
  const { around, loads } = useAround(projectId)
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const doing = useDoing()
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', trigger: null })
  useAdding(add)
  useOpened(valueOr(triggers.load, undefined), trigger => setOpen({ kind: 'edit', trigger }))
  const project = projects.load.state === 'ready' ? projects.load.value.find(({ id }) => id === projectId) : undefined
  // Which screens a project has, its record says.
  if (projects.load.state === 'loading') return <LoadingBars what="the project" />
  if (projects.load.state === 'ready' && !project) return <NotFoundScreen what="project" />
  const retry = () => {
    for (const read of [projects, triggers, environments]) read.again()
  }
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add trigger (N)">
      Add trigger
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Triggers"
        help="triggers"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: project?.name ?? 'Project', href: `/projects/${projectId}` }
        ]}
        subtitle={onlyWhileRunning}
        actions={addButton}
      >
        <ProjectTabs projectId={projectId} current="triggers" />
      </PageHeader>
      {doing.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={doing.failure} />
        </div>
      )}
      <Loaded load={together(bothLoads(triggers.load, environments.load), ...loads)} onRetry={retry} what="triggers">
        {([list, places]) =>
          list.length === 0 ? (
            <EmptyState icon="clock" title="No triggers yet">
              A trigger makes a release, deploys one or runs a runbook by itself: at times that you say, or when a
              package comes in. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <TriggerTable
                triggers={list}
                around={{ ...around, environments: places }}
                onEdit={trigger => setOpen({ kind: 'edit', trigger })}
                onFire={trigger => void doing.fire(trigger)}
                onDisable={(trigger, isDisabled) => void doing.disable(trigger, isDisabled)}
                onDelete={trigger => setOpen({ kind: 'delete', trigger })}
              />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && (
        <TriggerDrawer
          key={open.trigger?.id}
          projectId={projectId}
          trigger={asStored(triggers.load, open.trigger)}
          onClose={close}
        />
      )}
      {open.kind === 'delete' && <DeleteTrigger trigger={open.trigger} onClose={close} />}
    </Screen>
  )
}

/** Names of what triggers refer to; those that cannot be read are missing. */
function useAround(projectId: ProjectId) {
  const channels = useRead('channel.list', { projectId }).load
  const runbooks = useRead('runbook.list', { projectId }).load
  const process = useRead('process.get', { projectId }).load
  const around: Omit<Around, 'environments'> = {
    channels: valueOr(channels, []),
    runbooks: valueOr(runbooks, []),
    slots: slotsOf(valueOr(process, null)?.steps ?? [])
  }
  return { around, loads: [channels, runbooks, process] }
}

/** What can be done to a trigger in its row. */
function useDoing() {
  const firing = useCall('trigger.fire')
  const updating = useCall('trigger.update')
  const refresh = () => useCatalog.getState().refresh('trigger')
  return {
    failure: firing.failure ?? updating.failure,
    fire: async ({ id }: TriggerListing) => {
      updating.clear()
      if ((await firing.run({ id })).ok) await refresh()
    },
    disable: async (trigger: TriggerListing, isDisabled: boolean) => {
      firing.clear()
      if ((await updating.run({ id: trigger.id, value: withDisabled(trigger, isDisabled) })).ok) await refresh()
    }
  }
}

function DeleteTrigger({ trigger, onClose }: { readonly trigger: TriggerListing; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('trigger.delete')
  const confirm = async () => {
    if (!(await run({ id: trigger.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('trigger')
  }
  return (
    <ConfirmDialog
      title={`Delete ${trigger.name}?`}
      confirmLabel="Delete trigger"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      It is not set off any more. What it has made and deployed stays.
    </ConfirmDialog>
  )
}
