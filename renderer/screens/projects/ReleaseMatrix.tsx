import { Button, Select } from '@mantine/core'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { ReleaseMatrix as Matrix, ReleaseRow } from '@shared/release-calls'
import { useCallback, useMemo, useState } from 'react'
import { Card } from '../../components/Card'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { FailureAlert } from '../../components/FailureAlert'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import classes from './projects.module.css'
import { ReleaseCellView } from './ReleaseCellView'
import { ReleaseName } from './ReleaseName'
import { useAllReleases } from './use-all-releases'

interface ReleaseMatrixProps {
  readonly projectId: ProjectId
  /** The releases that matter now. */
  readonly matrix: Matrix
  readonly channelId: ChannelId | null
  readonly onChannel: (id: ChannelId | null) => void
}

/** Releases × environments: where each release is, and where it goes next. */
export function ReleaseMatrix({ projectId, matrix, channelId, onChannel }: ReleaseMatrixProps) {
  const [isWhole, setWhole] = useState(false)
  const all = useAllReleases(isWhole ? { projectId, channelId, total: matrix.total } : null)
  const rows = isWhole && all.rows.length > 0 ? all.rows : matrix.rows
  const groups = useMemo(() => [{ key: 'releases', heading: null, rows }], [rows])
  const hasChannels = matrix.channels.length > 1
  const renderRow = useCallback((row: ReleaseRow) => <ReleaseName row={row} hasChannels={hasChannels} />, [hasChannels])
  return (
    <Section
      title="Releases"
      {...(hasChannels
        ? { actions: <ChannelFilter channels={matrix.channels} value={channelId} onChange={onChannel} /> }
        : {})}
    >
      {all.failure !== null && <FailureAlert failure={all.failure} onRetry={all.again} />}
      {rows.length === 0 ? (
        <Card>
          <p className={classes.muted}>This channel has no release yet.</p>
        </Card>
      ) : (
        <Card padding="flush">
          <EnvironmentMatrix
            label="Releases by environment"
            rowHeader="Release"
            groups={groups}
            rowKey={keyOf}
            renderRow={renderRow}
            renderCell={releaseCell}
            environments={matrix.environments}
            onEnd={all.more}
          />
        </Card>
      )}
      {(isWhole || matrix.rows.length < matrix.total) && (
        <p className={classes.more}>
          {isWhole ? `All ${plural(matrix.total, 'release')}.` : `${matrix.rows.length} of ${matrix.total} releases.`}
          <Button size="compact-sm" variant="subtle" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show those that matter now' : 'Show all releases'}
          </Button>
        </p>
      )}
    </Section>
  )
}

const keyOf = ({ release }: ReleaseRow): string => release.id

const releaseCell = (row: ReleaseRow, environment: Matrix['environments'][number]) => (
  <ReleaseCellView row={row} environment={environment} />
)

interface ChannelFilterProps {
  readonly channels: Matrix['channels']
  readonly value: ChannelId | null
  readonly onChange: (id: ChannelId | null) => void
}

const ChannelFilter = ({ channels, value, onChange }: ChannelFilterProps) => (
  <Select
    size="xs"
    className={classes.channels ?? ''}
    aria-label="Channel"
    placeholder="All channels"
    clearable
    data={channels.map(({ id, name }) => ({ value: id, label: name }))}
    value={value}
    // The options are ids of channels.
    onChange={id => onChange(id as ChannelId | null)}
  />
)
