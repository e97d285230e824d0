import { Button } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import { formatMoment } from '../../lib/time'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './ReleaseScreen.module.css'
import { SnapshotVariables } from './SnapshotVariables'
import { UpdateVariablesDialog } from './UpdateVariablesDialog'
import { useVariableNames } from './use-variable-names'

interface FrozenVariablesProps {
  readonly release: Release
  readonly snapshot: ReleaseSnapshot
  readonly isOutdated: boolean
}

/** The project's variables and those of each library set as they were frozen, and the way to take them anew. */
export function FrozenVariables({ release, snapshot, isOutdated }: FrozenVariablesProps) {
  const names = useVariableNames(snapshot.steps, snapshot.project.id)
  const production = useProductionOf(release)
  const [isUpdating, setUpdating] = useState(false)
  const { variables, librarySets = [] } = snapshot
  return (
    <>
      <Section
        title={release.runbook === undefined ? 'Variables in this release' : 'Variables that were frozen'}
        actions={
          release.runbook === undefined && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="refresh" size={13} />}
              onClick={() => setUpdating(true)}
            >
              Update variables…
            </Button>
          )
        }
      >
        <Card padding={variables.length === 0 ? 'normal' : 'flush'}>
          {variables.length === 0 ? (
            <p className={classes.none}>The project had no variable of its own.</p>
          ) : (
            <SnapshotVariables label="Variables in this release" variables={variables} names={names} />
          )}
        </Card>
        <Earlier release={release} />
      </Section>
      {librarySets.map(set => (
        <Section key={set.id} title={`Library set “${set.name}”, as it was frozen`}>
          <Card padding={set.variables.length === 0 ? 'normal' : 'flush'}>
            {set.variables.length === 0 ? (
              <p className={classes.none}>It had no variable.</p>
            ) : (
              <SnapshotVariables label={`Variables of ${set.name}`} variables={set.variables} names={names} />
            )}
          </Card>
        </Section>
      ))}
      {isUpdating && (
        <UpdateVariablesDialog
          release={release}
          snapshot={snapshot}
          isOutdated={isOutdated}
          names={names}
          production={production}
          onClose={() => setUpdating(false)}
        />
      )}
    </>
  )
}

/** What the release was before: deployments of then refer to it. */
function Earlier({ release: { earlier = [] } }: Pick<FrozenVariablesProps, 'release'>) {
  if (earlier.length === 0) return null
  return (
    <details className={classes.earlier}>
      <summary>
        <span className={classes.chevron}>
          <Icon name="chevron-right" size={12} />
        </span>
        Variables updated {plural(earlier.length, 'time')}
      </summary>
      <ul aria-label="Earlier content">
        {earlier.map(({ snapshot, until }) => (
          <li key={`${snapshot} ${until}`}>
            <code title={`SHA-256 ${snapshot}`}>{snapshot.slice(0, 10)}</code> until {formatMoment(until)}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The name of a production environment that a release was deployed to; null when there is none. */
function useProductionOf({ id }: Release): string | null {
  const deployments = valueOr(useRead('deployment.list', { releaseId: id, limit: 500 }).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const reached = new Set<EnvironmentId>(deployments.map(({ environmentId }) => environmentId))
  return environments.find(environment => environment.isProduction && reached.has(environment.id))?.name ?? null
}
