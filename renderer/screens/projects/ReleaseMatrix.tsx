import { Button } from '@mantine/core'
import type { DeploymentSummary } from '@shared/deployment'
import type { Environment } from '@shared/model/environment'
import type { Release } from '@shared/model/release'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { showOverlay } from '../../stores/overlay'
import classes from './projects.module.css'

const shownAtFirst = 15

interface ReleaseMatrixProps {
  /** Newest first. */
  readonly releases: readonly Release[]
  /** Newest first. */
  readonly deployments: readonly DeploymentSummary[]
  readonly environments: readonly Environment[]
}

/** Releases × environments: where each release went last. */
export function ReleaseMatrix({ releases, deployments, environments }: ReleaseMatrixProps) {
  const [isWhole, setWhole] = useState(false)
  const rows = isWhole ? releases : releases.slice(0, shownAtFirst)
  const newest = new Map<string, DeploymentSummary>()
  for (const summary of deployments) {
    const key = `${summary.releaseId} ${summary.environmentId}`
    if (!newest.has(key)) newest.set(key, summary)
  }
  return (
    <Section title="Releases">
      <Card padding="flush">
        <EnvironmentMatrix
          label="Releases by environment"
          rowHeader="Release"
          rows={rows}
          rowKey={release => release.id}
          rowName={release => release.version}
          renderRow={release => (
            <span className={classes.version}>
              <Link href={`/releases/${release.id}`} className={classes.name ?? ''}>
                {release.version}
              </Link>
              <span className={classes.muted}>
                <TimeAgo at={release.createdAt} />
              </span>
            </span>
          )}
          environments={environments}
          cell={(release, environment) => newest.get(`${release.id} ${environment.id}`)}
          withVersion={false}
          onDeploy={(release, environment) =>
            showOverlay({
              kind: 'deploy',
              projectId: release.projectId,
              releaseId: release.id,
              environmentId: environment.id
            })
          }
        />
      </Card>
      {rows.length < releases.length && (
        <Button variant="subtle" mt="xs" onClick={() => setWhole(true)}>
          Show all {releases.length} releases
        </Button>
      )}
    </Section>
  )
}
