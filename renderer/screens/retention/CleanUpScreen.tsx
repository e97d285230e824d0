import { Button, Select } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import type { RetentionReport, RetentionVerdict } from '@shared/trigger-calls'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { LibraryTabs } from '../certificates/LibraryTabs'
import classes from './retention.module.css'

/** What came of letting releases go. */
interface Applied {
  readonly goes: readonly RetentionVerdict[]
  /** Those that were to go, and stayed. */
  readonly kept: readonly RetentionVerdict[]
}

/** Which releases lifecycles do not keep any more, and letting them go. */
export function CleanUpScreen() {
  const [projectId, setProjectId] = useState<ProjectId | null>(null)
  const [gone, setGone] = useState<Applied | null>(null)
  const { load, again } = useRead('retention.preview', projectId === null ? {} : { projectId })
  const look = () => {
    setGone(null)
    again()
  }
  return (
    <Screen>
      <PageHeader
        title="Clean up releases"
        help="clean-up"
        crumbs={[
          { label: 'Library', href: '/library' },
          { label: 'Lifecycles', href: '/library/lifecycles' }
        ]}
        subtitle="Releases that their lifecycles do not keep any more. They also go by themselves, every four hours while Slipway or “slipway agent” runs."
        actions={
          <>
            <ProjectChoice
              value={projectId}
              onChange={id => {
                setGone(null)
                setProjectId(id)
              }}
            />
            <Button variant="default" leftSection={<Icon name="refresh" size={14} />} onClick={look}>
              Look again
            </Button>
          </>
        }
      >
        <LibraryTabs current="lifecycles" />
      </PageHeader>
      {gone !== null && <Gone applied={gone} />}
      <Loaded load={load} onRetry={look} what="releases">
        {report => <Report report={report} projectId={projectId} onApplied={setGone} />}
      </Loaded>
    </Screen>
  )
}

interface ProjectChoiceProps {
  readonly value: ProjectId | null
  readonly onChange: (id: ProjectId | null) => void
}

function ProjectChoice({ value, onChange }: ProjectChoiceProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  return (
    <Select
      aria-label="Project"
      placeholder="All projects"
      data={projects.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={id => onChange(projects.find(project => project.id === id)?.id ?? null)}
      searchable
      clearable
      w={200}
    />
  )
}

interface ReportProps {
  readonly report: RetentionReport
  readonly projectId: ProjectId | null
  readonly onApplied: (applied: Applied) => void
}

function Report({ report: { goes, stays }, projectId, onApplied }: ReportProps) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      {goes.length === 0 ? (
        <EmptyState icon="check-circle" title="Nothing to clean up">
          Every release is one that its lifecycle keeps. How many are kept is said in each{' '}
          <Link href="/library/lifecycles" className={classes.link ?? ''}>
            lifecycle
          </Link>
          , and in its phases.
        </EmptyState>
      ) : (
        <Section
          title={`${plural(goes.length, 'release')} ${goes.length === 1 ? 'goes' : 'go'}`}
          description="With their deployments, logs and artifacts. Packages and the audit log stay."
          actions={
            <Button color="red" leftSection={<Icon name="trash" size={14} />} onClick={() => setAsking(true)}>
              Delete {plural(goes.length, 'release')}…
            </Button>
          }
        >
          <Verdicts label="Releases that go" verdicts={goes} />
        </Section>
      )}
      {stays.length > 0 && (
        <Section title={`${plural(stays.length, 'release')} ${stays.length === 1 ? 'stays' : 'stay'}`}>
          <Verdicts label="Releases that stay" verdicts={stays} />
        </Section>
      )}
      {isAsking && <Confirm goes={goes} projectId={projectId} onClose={() => setAsking(false)} onApplied={onApplied} />}
    </>
  )
}

const columns: readonly Column<RetentionVerdict>[] = [
  {
    key: 'release',
    header: 'Release',
    width: '22%',
    cell: ({ release }) => <Link href={`/releases/${release.id}`}>{release.version}</Link>
  },
  { key: 'project', header: 'Project', width: '20%', cell: ({ projectName }) => projectName },
  { key: 'created', header: 'Created', width: '132px', cell: ({ release }) => <TimeAgo at={release.createdAt} /> },
  { key: 'why', header: 'Why', cell: ({ why }) => <span className={classes.why}>{why}</span> }
]

/** How many are shown at first. */
const shownAtFirst = 100

function Verdicts({ label, verdicts }: { readonly label: string; readonly verdicts: readonly RetentionVerdict[] }) {
  const [isAll, setAll] = useState(false)
  const shown = isAll ? verdicts : verdicts.slice(0, shownAtFirst)
  return (
    <>
      <Card padding="flush">
        <DataTable label={label} columns={columns} rows={shown} rowKey={({ release }) => release.id} />
      </Card>
      {shown.length < verdicts.length && (
        <Button className={classes.more ?? ''} variant="default" onClick={() => setAll(true)}>
          Show all {verdicts.length}
        </Button>
      )}
    </>
  )
}

interface ConfirmProps extends Pick<ReportProps, 'projectId' | 'onApplied'> {
  readonly goes: readonly RetentionVerdict[]
  readonly onClose: () => void
}

function Confirm({ goes, projectId, onClose, onApplied }: ConfirmProps) {
  const { run, isBusy, failure } = useCall('retention.apply')
  const confirm = async () => {
    const result = await run(projectId === null ? {} : { projectId })
    if (!result.ok) return
    const asked = new Set(goes.map(({ release }) => release.id))
    onApplied({ goes: result.value.goes, kept: result.value.stays.filter(({ release }) => asked.has(release.id)) })
    onClose()
    await useCatalog.getState().refresh('release')
  }
  return (
    <ConfirmDialog
      title={`Delete ${plural(goes.length, 'release')}?`}
      confirmLabel={`Delete ${plural(goes.length, 'release')}`}
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Their deployments, logs and artifacts are deleted as well, and nothing brings them back. What was deployed in the
      meantime stays.
    </ConfirmDialog>
  )
}

/** What came of it. */
function Gone({ applied: { goes, kept } }: { readonly applied: Applied }) {
  return (
    <p className={classes.gone} role="status">
      <Icon name={kept.length === 0 ? 'check-circle' : 'warning'} size={14} />
      <span>
        {goes.length === 0 ? 'No release was deleted.' : `${plural(goes.length, 'release')} deleted.`}
        {kept.map(({ projectName, release, why }) => ` ${projectName} ${release.version}: ${why}`)}
      </span>
    </p>
  )
}
