import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { ReleaseRow } from '@shared/release-calls'
import { useState } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { bothLoads, mapLoad } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { NotFoundScreen } from '../NotFoundScreen'
import { DeleteProject } from './DeleteProject'
import { NextStepCards } from './NextStepCards'
import { type NextStep, nextStepOf } from './next-step'
import { ProjectDialog } from './ProjectDialog'
import { ProjectTabs } from './ProjectTabs'
import { ReleaseMatrix } from './ReleaseMatrix'

/** One project: what to do next while it is set up, then its releases by environment. */
export function ProjectOverviewScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  return (
    <Loaded load={projects.load} onRetry={projects.again} what="the project">
      {list => {
        const project = list.find(({ id }) => id === projectId)
        return project ? <Overview project={project} /> : <NotFoundScreen what="project" />
      }}
    </Loaded>
  )
}

function Overview({ project }: { readonly project: Project }) {
  const [open, setOpen] = useState<'none' | 'edit' | 'delete'>('none')
  const [channelId, setChannel] = useState<ChannelId | null>(null)
  const { content, retry } = useOverviewContent(project.id, channelId)
  const next = content.state === 'ready' ? nextOf(content.value) : null
  const close = () => setOpen('none')
  useScreenKey('n', () => navigate(`/projects/${project.id}/releases/new`))
  useScreenKey('d', () => showOverlay({ kind: 'deploy', projectId: project.id }))
  return (
    <Screen>
      <PageHeader
        title={project.name}
        help="project"
        crumbs={[{ label: 'Projects', href: '/projects' }]}
        {...(project.description === '' ? {} : { subtitle: project.description })}
        actions={
          <OverviewActions
            projectId={project.id}
            next={next}
            onEdit={() => setOpen('edit')}
            onDelete={() => setOpen('delete')}
          />
        }
      >
        <ProjectTabs projectId={project.id} current="overview" />
      </PageHeader>
      <Loaded load={content} onRetry={retry} what="the project's releases">
        {({ whole, shown }) => (
          <>
            {next !== null && (
              <NextStepCards projectId={project.id} next={next} newestRelease={whole.rows[0]?.release} />
            )}
            {whole.total > 0 && (
              <ReleaseMatrix
                key={channelId}
                projectId={project.id}
                matrix={shown}
                channelId={channelId}
                onChannel={setChannel}
              />
            )}
          </>
        )}
      </Loaded>
      {open === 'edit' && <ProjectDialog project={project} onClose={close} />}
      {open === 'delete' && <DeleteProject project={project} onClose={close} />}
    </Screen>
  )
}

interface OverviewActionsProps {
  readonly projectId: ProjectId
  /** What the cards below call to; null where there are none. */
  readonly next: NextStep | null
  readonly onEdit: () => void
  readonly onDelete: () => void
}

/** Offers nothing that the cards offer as well, or that they say comes later. */
function OverviewActions({ projectId, next, onEdit, onDelete }: OverviewActionsProps) {
  return (
    <>
      <RowMenu
        label="Actions for this project"
        items={[
          { label: 'Edit…', icon: 'edit', onSelect: onEdit },
          { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: onDelete }
        ]}
      />
      {(next === null || next === 'deploy') && (
        <Button
          component={Link}
          href={`/projects/${projectId}/releases/new`}
          variant="default"
          title="Create a release (N)"
        >
          Create release
        </Button>
      )}
      {next === null && (
        <Button
          leftSection={<Icon name="deployment" size={14} />}
          onClick={() => showOverlay({ kind: 'deploy', projectId })}
          title="Deploy a release (D)"
        >
          Deploy…
        </Button>
      )}
    </>
  )
}

interface Content {
  readonly process: Output<'process.get'>
  /** Of all channels. */
  readonly whole: Output<'release.matrix'>
  /** Of the channel that is looked at. */
  readonly shown: Output<'release.matrix'>
}

/** Whether it was deployed anywhere, for a tenant or without one. */
const wasDeployed = ({ cells, tenants = {} }: ReleaseRow): boolean =>
  Object.keys(cells).length > 0 ||
  Object.values(tenants).some(counts => counts !== undefined && counts.current + counts.failed + counts.open > 0)

const nextOf = ({ process, whole }: Content): NextStep | null =>
  nextStepOf({
    steps: process.steps.length,
    releases: whole.total,
    deployments: whole.rows.filter(wasDeployed).length
  })

function useOverviewContent(projectId: ProjectId, channelId: ChannelId | null) {
  const process = useRead('process.get', { projectId })
  const whole = useRead('release.matrix', { projectId })
  const shown = useRead('release.matrix', { projectId, ...(channelId === null ? {} : { channelId }) })
  const content = mapLoad(
    bothLoads(process.load, bothLoads(whole.load, shown.load)),
    ([steps, [all, some]]): Content => ({
      process: steps,
      whole: all,
      shown: some
    })
  )
  return {
    content,
    retry: () => {
      for (const read of [process, whole, shown]) read.again()
    }
  }
}
