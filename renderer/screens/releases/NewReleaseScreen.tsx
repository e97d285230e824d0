import { Button, Textarea, TextInput } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ProjectId, VariableId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { FormFooter } from '../../forms/FormFooter'
import form from '../../forms/form.module.css'
import { useSaveForm } from '../../forms/use-save-form'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { Findings } from './Findings'
import classes from './NewRelease.module.css'
import { SinceLatest } from './SinceLatest'
import { Ties } from './Ties'
import { useVariableNames } from './use-variable-names'

/** Freezes a project's process and variables under a version. */
export function NewReleaseScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
  const variables = useRead('variables.get', { projectId })
  const suggestion = useRead('release.suggestVersion', { projectId })
  const check = useRead('variables.check', { projectId })
  const library = useRead('library.list', {})
  const retry = () => {
    for (const read of [projects, process, variables, suggestion, check, library]) read.again()
  }
  const load = bothLoads(
    bothLoads(bothLoads(projects.load, process.load), bothLoads(variables.load, suggestion.load)),
    bothLoads(check.load, library.load)
  )
  return (
    <Loaded load={load} onRetry={retry} what="the project">
      {([[[list, process], [variables, suggestion]], [check, library]]) => {
        const project = list.find(({ id }) => id === projectId)
        if (!project) return <NotFoundScreen what="project" />
        return (
          <Screen width="narrow">
            <PageHeader
              title="Create a release"
              crumbs={[
                { label: 'Projects', href: '/projects' },
                { label: project.name, href: `/projects/${projectId}` }
              ]}
              subtitle="A release is a frozen copy of the process and the variables. Later edits never change it."
            />
            {process.steps.length === 0 ? (
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
            ) : (
              <Checked
                project={project}
                suggested={suggestion.version}
                process={process}
                variables={variables}
                check={check}
                library={library}
              />
            )}
          </Screen>
        )
      }}
    </Loaded>
  )
}

interface CheckedProps {
  readonly project: Project
  readonly suggested: string
  readonly process: Output<'process.get'>
  readonly variables: Output<'variables.get'>
  readonly check: Output<'variables.check'>
  readonly library: Output<'library.list'>
}

/** The form, below what stands against a release and what is worth a look. */
function Checked({ project, suggested, process, variables, check, library }: CheckedProps) {
  const names = useVariableNames(process.steps)
  const shared = library.filter(({ id }) => variables.includes.includes(id))
  const nameOf = (id: VariableId) => variables.variables.find(row => row.id === id)?.name ?? null
  return (
    <>
      {check.ties.length > 0 && (
        <Ties projectId={project.id} ties={check.ties} variables={variables} library={library} names={names} />
      )}
      <Findings findings={check.findings} nameOf={nameOf} />
      <Card>
        <ReleaseForm project={project} suggested={suggested} ties={check.ties.length}>
          <div className={classes.frozen}>
            <p>
              This will freeze <strong>{plural(process.steps.length, 'step')}</strong> and{' '}
              <strong>{frozenWords(variables, shared)}</strong>.
            </p>
            <SinceLatest projectId={project.id} variables={variables} library={library} names={names} />
          </div>
        </ReleaseForm>
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

interface ReleaseFormProps {
  readonly project: Project
  readonly suggested: string
  /** How many ties stand against it. */
  readonly ties: number
  /** What will be frozen. */
  readonly children: ReactNode
}

function ReleaseForm({ project, suggested, ties, children }: ReleaseFormProps) {
  const save = useSaveForm({
    initial: { version: suggested, notes: '' },
    what: 'The release',
    fields: ['version', 'notes'],
    send: values => api.call('release.create', { projectId: project.id, ...values })
  })
  const submit = async () => {
    if (ties > 0) return
    const release = await save.submit()
    // What was refused for a tie was tied since the last check.
    if (release === null) return void useCatalog.getState().again('variables.check', { projectId: project.id })
    navigate(`/releases/${release.id}`, { replace: true })
    await useCatalog.getState().refresh('release')
  }
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className={form.fields}>
        <TextInput
          label="Version"
          description="Suggested: the newest release's number plus one."
          maw={340}
          autoFocus
          {...save.form.getInputProps('version')}
        />
        <Textarea
          label="Release notes"
          placeholder="What changed, for the people who deploy it"
          autosize
          minRows={4}
          maxRows={14}
          {...save.form.getInputProps('notes')}
        />
        {children}
        {ties > 0 && (
          <p className={classes.refused}>
            {ties === 1 ? 'One variable' : `${ties} variables`} cannot be decided. Choose above which value to keep,
            then create the release.
          </p>
        )}
      </div>
      <FormFooter
        submitLabel="Create release"
        isBusy={save.isBusy}
        isBlocked={ties > 0}
        failure={save.failure}
        onCancel={() => navigate(`/projects/${project.id}`)}
      />
    </form>
  )
}
