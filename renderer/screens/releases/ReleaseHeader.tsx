import { Button } from '@mantine/core'
import type { ReleaseDetails } from '@shared/api'
import { preventionOf, type Release } from '@shared/model/release'
import { HashTag } from '../../components/HashTag'
import { Icon } from '../../components/Icon'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu, type RowMenuItem } from '../../components/RowMenu'
import { TimeAgo } from '../../components/TimeAgo'
import { useScreenCommands } from '../../lib/screen-commands'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'

/** What the menu of a release opens. */
export type ReleaseDialog = 'edit' | 'prevent' | 'resolve' | 'compare' | 'delete'

interface ReleaseHeaderProps {
  readonly details: ReleaseDetails
  readonly onOpen: (dialog: ReleaseDialog) => void
}

/** The top of the page of a release: its version, its hash, and what can be done with it. */
export function ReleaseHeader({ details: { release, snapshot }, onOpen }: ReleaseHeaderProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const projectName = projects.find(({ id }) => id === release.projectId)?.name ?? snapshot?.project.name ?? 'Project'
  const { runbook } = release
  const deploy = () => showOverlay({ kind: 'deploy', projectId: release.projectId, releaseId: release.id })
  useScreenKey('d', deploy, snapshot !== null && runbook === undefined)
  useScreenKey('e', () => onOpen('edit'), runbook === undefined)
  const actions = actionsOf(release, onOpen)
  useScreenCommands(
    'release',
    runbook === undefined
      ? actions.map(({ label, icon, onSelect }) => ({
          id: label,
          label: `${release.version}: ${label.replace('…', '').toLowerCase()}`,
          icon,
          run: onSelect
        }))
      : []
  )
  return (
    <PageHeader
      title={release.version}
      help="releases"
      crumbs={[
        { label: 'Projects', href: '/projects' },
        { label: projectName, href: `/projects/${release.projectId}` },
        ...(runbook === undefined ? [] : [{ label: runbook.name, href: `/runbooks/${runbook.id}` }])
      ]}
      badge={<HashTag hash={release.snapshot} isVerified={snapshot !== null} />}
      subtitle={
        <>
          {runbook === undefined ? 'Created' : runbook.isDraft ? 'Taken of the draft' : 'Published'}{' '}
          <TimeAgo at={release.createdAt} /> by {release.createdBy}
          {release.ignoresRules === true && ' · ignores the rules of its channel'}
        </>
      }
      actions={
        runbook === undefined && (
          <>
            <RowMenu label="Actions for this release" items={actions} />
            <Button
              leftSection={<Icon name="deployment" size={14} />}
              onClick={deploy}
              disabled={snapshot === null}
              title="Deploy this release (D)"
            >
              Deploy…
            </Button>
          </>
        )
      }
    />
  )
}

/** What can be done with a release besides deploying it. */
const actionsOf = (release: Release, onOpen: ReleaseHeaderProps['onOpen']): readonly RowMenuItem[] => [
  { label: 'Edit…', icon: 'edit', onSelect: () => onOpen('edit') },
  {
    label: 'Copy to a new one',
    icon: 'copy',
    onSelect: () => navigate(`/projects/${release.projectId}/releases/new?from=${release.id}`)
  },
  { label: 'Compare with…', icon: 'search', onSelect: () => onOpen('compare') },
  preventionOf(release) === null
    ? { label: 'Prevent progression…', icon: 'slash-circle', onSelect: () => onOpen('prevent') }
    : { label: 'Let it go on…', icon: 'play', onSelect: () => onOpen('resolve') },
  { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onOpen('delete') }
]
