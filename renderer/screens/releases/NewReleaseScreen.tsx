import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ProjectId, ReleaseId, VariableId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { ReleaseDetails } from '@shared/model/release'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { plural } from '../../lib/plural'
import { useSearch } from '../../navigation/history'
import { routeId } from '../../navigation/route-id'
import { useRead } from '../../stores/catalog'
import { bothLoads, ready, together } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { firstChannel } from './channel-choice'
import { Findings } from './Findings'
import classes from './NewRelease.module.css'
import { ReleaseForm } from './ReleaseForm'
import { SinceLatest, useLatestRelease } from './SinceLatest'
import { Ties } from './Ties'
import { useHeld } from './use-held'
import { useVariableNames } from './use-variable-names'

/** Freezes a project's process and variables under a version. `?from=` in the address copies an older release. */
export function NewReleaseScreen({ projectId }: { readonly projectId: ProjectId }) {
  const from = routeId('release', new URLSearchParams(useSearch()).get('from') ?? undefined)
  const { load, retry } = useSurroundings(projectId, from)
  return (
    <Loaded load={load} onRetry={retry} what="the project">
      {([[[list, process], [variables, check]], [[library, channels], copied]]) => {
        const project = list.find(({ id }) => id === projectId)
        if (!project) return <NotFoundScreen what="project" />
        return (
          <Screen width="narrow">
            <PageHeader
              title="Create a release"
              help="releases"
              crumbs={[
                { label: 'Projects', href: '/projects' },
                { label: project.name, href: `/projects/${projectId}` }
              ]}
              subtitle="A release is a frozen copy of the process, its packages and the variables. Later edits never change it."
            />
            {process.steps.length === 0 ? (
              <NoSteps projectId={projectId} />
            ) : (
              <Suggested {...{ project, process, variables, check, library, channels, copied }} />
            )}
          </Screen>
        )
      }}
    </Loaded>
  )
}

function useSurroundings(projectId: ProjectId, from: ReleaseId | null) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
  const variables = useRead('variables.get', { projectId })
  const check = useRead('variables.check', { projectId })
  const library = useRead('library.list', {})
  const channels = useRead('channel.list', { projectId })
  const copied = useRead('release.get', from === null ? null : { id: from })
  // Parts of the form read these as well; it is shown whole, and not pushed about by them.
  const parts = [useRead('lifecycle.list', {}), useRead('environment.list', {}), useRead('release.list', { projectId })]
  const load = bothLoads(
    bothLoads(bothLoads(projects.load, process.load), bothLoads(variables.load, check.load)),
    bothLoads(bothLoads(library.load, channels.load), from === null ? ready(null) : copied.load)
  )
  return {
    load: together(load, ...parts.map(part => part.load)),
    retry: () => {
      for (const read of [projects, process, variables, check, library, channels, copied]) read.again()
    }
  }
}

const NoSteps = ({ projectId }: { readonly projectId: ProjectId }) => (
  <EmptyState
    icon="process"
    title="The process has no steps yet"
    action={
      <Button component={Link} href={`/projects/${projectId}/process`}>
        Define the process
      </Button>
    }
  >
    A release copies the process, so there must be at least one step first.
  </EmptyState>
)

interface SuggestedProps {
  readonly project: Project
  readonly process: Output<'process.get'>
  readonly variables: Output<'variables.get'>
  readonly check: Output<'variables.check'>
  readonly library: Output<'library.list'>
  readonly channels: Output<'channel.list'>
  readonly copied: ReleaseDetails | null
}

/** The form with its first suggestion, below what stands against a release and what is worth a look. */
function Suggested({ project, process, variables, check, library, channels, copied }: SuggestedProps) {
  const names = useVariableNames(process.steps, process.projectId)
  const shared = library.filter(({ id }) => variables.includes.includes(id))
  const nameOf = (id: VariableId) => variables.variables.find(row => row.id === id)?.name ?? null
  const old = copied?.release
  const first = firstChannel(
    channels,
    old === undefined ? null : { version: old.version, channelId: old.channelId ?? null }
  )
  const suggestion = useRead('release.suggest', {
    projectId: project.id,
    ...(channels.length > 1 && first !== null ? { channelId: first.channel.id } : {})
  })
  const load = useHeld(together(suggestion.load, useLatestRelease(project.id)))
  return (
    <>
      {project.releases?.isDisabled === true && (
        <p className={classes.disabled}>
          <Icon name="pause" size={14} />
          <span>
            The project is disabled, so no releases are made.{' '}
            <Link href={`/projects/${project.id}/settings`}>Change its settings</Link>
          </span>
        </p>
      )}
      {old !== undefined && (
        <p className={classes.copied}>
          <Icon name="copy" size={14} />
          <span>
            Begins with the channel, notes, packages and custom fields of{' '}
            <Link href={`/releases/${old.id}`}>{old.version}</Link>. Steps and variables are as they are now.
          </span>
        </p>
      )}
      {check.ties.length > 0 && (
        <Ties projectId={project.id} ties={check.ties} variables={variables} library={library} names={names} />
      )}
      <Findings findings={check.findings} nameOf={nameOf} />
      <Card>
        <Loaded load={load} onRetry={suggestion.again} what="the form">
          {suggested => (
            <ReleaseForm
              {...{ project, process, channels, first, copied }}
              suggestion={suggested}
              ties={check.ties.length}
            >
              <div className={classes.frozen}>
                <p>
                  This will freeze <strong>{plural(process.steps.length, 'step')}</strong> and{' '}
                  <strong>{frozenWords(variables, shared)}</strong>.
                </p>
                <SinceLatest projectId={project.id} variables={variables} library={library} names={names} />
              </div>
            </ReleaseForm>
          )}
        </Loaded>
      </Card>
    </>
  )
}

/** `3 variables (1 sensitive), 2 of them from library sets`. */
function frozenWords({ variables }: Output<'variables.get'>, shared: Output<'library.list'>): string {
  const fromSets = shared.flatMap(set => set.variables)
  const all = [...variables, ...fromSets]
  const secrets = all.filter(({ type }) => type === 'sensitive').length
  const secret = secrets === 0 ? '' : ` (${secrets} sensitive)`
  const sets = fromSets.length === 0 ? '' : `, ${fromSets.length} of them from ${plural(shared.length, 'library set')}`
  return `${plural(all.length, 'variable')}${secret}${sets}`
}
