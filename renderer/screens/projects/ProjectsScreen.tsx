import { Button } from '@mantine/core'
import type { Project, ProjectGroup } from '@shared/model/project'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored, bothLoads } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { useCall } from '../../stores/use-call'
import { GroupDialog } from './GroupDialog'
import classes from './projects.module.css'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly group: ProjectGroup | null }
  | { readonly kind: 'delete'; readonly group: ProjectGroup }

const newProject = () => showOverlay({ kind: 'new-project' })

/** Every project under its group. */
export function ProjectsScreen() {
  const projects = useRead('project.list', {})
  const groups = useRead('group.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  useScreenKey('n', newProject)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={newProject} title="New project (N)">
      New project
    </Button>
  )
  const retry = () => {
    projects.again()
    groups.again()
  }
  return (
    <Screen>
      <PageHeader
        title="Projects"
        actions={
          <>
            <Button variant="default" onClick={() => setOpen({ kind: 'edit', group: null })}>
              New group
            </Button>
            {addButton}
          </>
        }
      />
      <Loaded load={bothLoads(projects.load, groups.load)} onRetry={retry} what="projects">
        {([projects, groups]) =>
          projects.length === 0 && groups.length < 2 ? (
            <EmptyState icon="project" title="No projects yet">
              A project is something you deploy, with its steps, variables and releases. Press <Kbd keys="N" /> to add
              one.
            </EmptyState>
          ) : (
            groups.map(group => (
              <GroupSection
                key={group.id}
                group={group}
                projects={projects.filter(project => project.groupId === group.id)}
                isOnly={groups.length === 1}
                onChoose={setOpen}
              />
            ))
          )
        }
      </Loaded>
      {open.kind === 'edit' && <GroupDialog group={asStored(groups.load, open.group)} onClose={close} />}
      {open.kind === 'delete' && <DeleteGroup group={open.group} onClose={close} />}
    </Screen>
  )
}

const columns: readonly Column<Project>[] = [
  {
    key: 'name',
    header: 'Project',
    width: '30%',
    cell: ({ id, name }) => (
      <Link href={`/projects/${id}`} className={classes.name ?? ''}>
        {name}
      </Link>
    )
  },
  { key: 'description', header: 'Description', cell: ({ description }) => description },
  { key: 'created', header: 'Created', width: '130px', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> }
]

interface GroupSectionProps {
  readonly group: ProjectGroup
  readonly projects: readonly Project[]
  readonly isOnly: boolean
  readonly onChoose: (open: Open) => void
}

/** A group under its name; the only one has nothing to be told apart from. */
function GroupSection({ group, projects, isOnly, onChoose }: GroupSectionProps) {
  if (isOnly) return <GroupCard group={group} projects={projects} />
  return (
    <Section
      title={group.name}
      actions={
        <RowMenu
          label={`Actions for the group ${group.name}`}
          items={[
            { label: 'Rename…', icon: 'edit', onSelect: () => onChoose({ kind: 'edit', group }) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onChoose({ kind: 'delete', group }) }
          ]}
        />
      }
    >
      <GroupCard group={group} projects={projects} />
    </Section>
  )
}

function GroupCard({ group, projects }: Pick<GroupSectionProps, 'group' | 'projects'>) {
  return (
    <Card padding={projects.length === 0 ? 'normal' : 'flush'}>
      {projects.length === 0 ? (
        <p className={classes.muted}>No projects in this group. Choose it when you create or edit a project.</p>
      ) : (
        <DataTable
          label={`Projects in ${group.name}`}
          columns={columns}
          rows={projects}
          rowKey={({ id }) => id}
          onOpen={({ id }) => navigate(`/projects/${id}`)}
        />
      )}
    </Card>
  )
}

function DeleteGroup({ group, onClose }: { readonly group: ProjectGroup; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('group.delete')
  const confirm = async () => {
    if (!(await run({ id: group.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('group')
  }
  return (
    <ConfirmDialog
      title={`Delete the group ${group.name}?`}
      confirmLabel="Delete group"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Only a group without projects can be deleted.
    </ConfirmDialog>
  )
}
