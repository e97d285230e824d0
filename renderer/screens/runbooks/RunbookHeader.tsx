import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { Project } from '@shared/model/project'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { LinkTabs } from '../../components/LinkTabs'
import { PageHeader } from '../../components/PageHeader'
import { TimeAgo } from '../../components/TimeAgo'
import classes from './runbooks.module.css'

export type RunbookTab = 'process' | 'runs' | 'settings'

interface RunbookHeaderProps {
  readonly details: Output<'runbook.get'>
  readonly project: Project
  readonly tab: RunbookTab
  /** Of what is edited on the tab; where something is unsaved, nothing is offered beside it. */
  readonly editing?: { readonly badge: ReactNode; readonly actions: ReactNode; readonly isDirty: boolean }
  readonly isBusy: boolean
  readonly onRun: (isDraft: boolean) => void
  readonly onPublish: () => void
}

/** The top of a runbook's screens: what was published, and the buttons that run and publish it. */
export function RunbookHeader(props: RunbookHeaderProps) {
  const { details, project, tab, editing } = props
  const { runbook, published } = details
  const base = `/runbooks/${runbook.id}`
  return (
    <PageHeader
      title={runbook.name}
      help="runbooks"
      crumbs={[
        { label: 'Projects', href: '/projects' },
        { label: project.name, href: `/projects/${project.id}` },
        { label: 'Runbooks', href: `/projects/${project.id}/runbooks` }
      ]}
      badge={editing?.isDirty ? editing.badge : <PublishedBadge published={published} />}
      actions={
        <>
          {editing?.actions}
          {editing?.isDirty !== true && <RunButtons {...props} />}
        </>
      }
    >
      <LinkTabs
        label="Runbook"
        tabs={[
          { label: 'Steps', href: base },
          { label: 'Runs', href: `${base}/runs` },
          { label: 'Settings', href: `${base}/settings` }
        ]}
        current={tab === 'process' ? base : `${base}/${tab}`}
      />
    </PageHeader>
  )
}

function PublishedBadge({ published }: Pick<Output<'runbook.get'>, 'published'>) {
  if (published === null) return <span className={classes.badge}>Not published</span>
  const { release, isOutdated } = published
  return (
    <span className={classes.badge} data-outdated={isOutdated}>
      <Link href={`/releases/${release.id}`} title={`Published by ${release.createdBy}`}>
        Published {release.version}
      </Link>{' '}
      <TimeAgo at={release.createdAt} />
      {isOutdated && ', changed since'}
    </span>
  )
}

function RunButtons({ details, isBusy, onRun, onPublish }: RunbookHeaderProps) {
  const { runbook, published } = details
  const hasDraft = runbook.steps.length > 0 && (published === null || published.isOutdated)
  return (
    <>
      {hasDraft && (
        <Button variant="subtle" color="gray" loading={isBusy} onClick={() => onRun(true)}>
          Run draft…
        </Button>
      )}
      {hasDraft && (
        <Button
          variant={published === null ? 'filled' : 'default'}
          leftSection={<Icon name="release" size={14} />}
          onClick={onPublish}
          title="Publish (P)"
        >
          Publish…
        </Button>
      )}
      {published !== null && (
        <Button
          leftSection={<Icon name="play" size={14} />}
          loading={isBusy}
          onClick={() => onRun(false)}
          title={`Run ${published.release.version} (R)`}
        >
          Run…
        </Button>
      )}
    </>
  )
}
