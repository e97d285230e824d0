import { Button, Textarea, TextInput } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
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

/** Freezes a project's process and variables under a version. */
export function NewReleaseScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const process = useRead('process.get', { projectId })
  const variables = useRead('variables.get', { projectId })
  const suggestion = useRead('release.suggestVersion', { projectId })
  const retry = () => {
    for (const read of [projects, process, variables, suggestion]) read.again()
  }
  const load = bothLoads(bothLoads(projects.load, process.load), bothLoads(variables.load, suggestion.load))
  return (
    <Loaded load={load} onRetry={retry} what="the project">
      {([[list, process], [variables, suggestion]]) => {
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
              <Card>
                <ReleaseForm project={project} suggested={suggestion.version} process={process} variables={variables} />
              </Card>
            )}
          </Screen>
        )
      }}
    </Loaded>
  )
}

interface ReleaseFormProps {
  readonly project: Project
  readonly suggested: string
  readonly process: Output<'process.get'>
  readonly variables: Output<'variables.get'>
}

function ReleaseForm({ project, suggested, process, variables }: ReleaseFormProps) {
  const save = useSaveForm({
    initial: { version: suggested, notes: '' },
    what: 'The release',
    fields: ['version', 'notes'],
    send: values => api.call('release.create', { projectId: project.id, ...values })
  })
  const submit = async () => {
    const release = await save.submit()
    if (release === null) return
    navigate(`/releases/${release.id}`, { replace: true })
    await useCatalog.getState().refresh('release')
  }
  const secrets = variables.variables.filter(({ type }) => type === 'sensitive').length
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
        <p>
          This will freeze <strong>{plural(process.steps.length, 'step')}</strong> and{' '}
          <strong>{plural(variables.variables.length, 'variable')}</strong>
          {secrets > 0 && ` (${secrets} sensitive)`}.
        </p>
      </div>
      <FormFooter
        submitLabel="Create release"
        isBusy={save.isBusy}
        failure={save.failure}
        onCancel={() => navigate(`/projects/${project.id}`)}
      />
    </form>
  )
}
