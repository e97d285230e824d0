import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { Environment } from '@shared/model/environment'
import type { Release } from '@shared/model/release'
import { listOf } from '@shared/plan/words'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PhaseLine } from '../../components/phases/PhaseLine'
import { type StagePlace, stagesOfProgression } from '../../components/phases/phase-stages'
import { Section } from '../../components/Section'
import { StateBadge, shortWords, stateOf } from '../../components/StateBadge'
import { TimeAgo } from '../../components/TimeAgo'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import classes from './ReleaseScreen.module.css'
import { useLiveProgression } from './use-live-progression'

interface ReleaseProgressProps {
  readonly release: Release
  /** Whether it can be deployed at all: what is stored of it is intact. */
  readonly isIntact: boolean
  /** Whether there is progress for tenants besides. */
  readonly isWithoutTenant: boolean
}

/** How far a release has come in its lifecycle, with a way to bring it further at each environment. */
export function ReleaseProgress({ release, isIntact, isWithoutTenant }: ReleaseProgressProps) {
  const { load, again } = useLiveProgression(release.id)
  const environments = valueOr(useRead('environment.list', {}).load, [])
  return (
    <Loaded load={load} onRetry={again} what="the progress of the release">
      {progress => (
        <Section
          title={isWithoutTenant ? 'Progress without a tenant' : 'Progress'}
          description={<Where progress={progress} />}
        >
          {progress.progression.phases.length === 0 ? (
            <p className={classes.none}>
              There is no environment yet.{' '}
              <Link href="/environments" className={classes.inText ?? ''}>
                Add one
              </Link>
            </p>
          ) : (
            <PhaseLine
              label={`Progress of ${release.version}`}
              stages={stagesOfProgression(progress.progression, environments)}
              below={place => (
                <Below
                  release={release}
                  place={place}
                  wasSomewhere={progress.progression.phases.some(({ done }) => done > 0)}
                  cell={progress.cells[place.id]}
                  canDeploy={isIntact && progress.progression.deployable.includes(place.id)}
                />
              )}
            />
          )}
        </Section>
      )}
    </Loaded>
  )
}

/** Which way it goes, and what comes next, in a sentence. */
function Where({ progress }: { readonly progress: Output<'release.progression'> }) {
  const { progression, channel } = progress
  return (
    <>
      Channel {channel.name}, lifecycle{' '}
      <Link href={`/library/lifecycles/${progression.lifecycle.id}`} className={classes.inText ?? ''}>
        {progression.lifecycle.name}
      </Link>
      . {nextWords(progression)}
    </>
  )
}

function nextWords({ phases, next, nextNeeded, isPrevented }: Output<'release.progression'>['progression']): string {
  const nameOf = (id: StagePlace['id']) =>
    phases.flatMap(({ environments }) => environments).find(place => place.id === id)?.name ?? ''
  if (next.length === 0)
    return isPrevented ? 'It goes no further for now.' : phases.length === 0 ? '' : 'It has been everywhere it goes.'
  const names = next.map(nameOf)
  if (nextNeeded > 0 && nextNeeded < next.length) return `Next: any ${nextNeeded} of ${listOf(names, 'or')}.`
  return `Next: ${listOf(names)}.`
}

interface BelowProps {
  readonly release: Release
  readonly place: StagePlace
  /** Whether a deployment of it succeeded anywhere. */
  readonly wasSomewhere: boolean
  readonly cell: Output<'release.progression'>['cells'][Environment['id']]
  readonly canDeploy: boolean
}

/** The newest deployment to an environment, and what can be done there. */
function Below({ release, place, wasSomewhere, cell, canDeploy }: BelowProps) {
  const verb = verbOf(place, wasSomewhere)
  const deploy = () =>
    showOverlay({
      kind: 'deploy',
      projectId: release.projectId,
      releaseId: release.id,
      environmentId: place.id
    })
  return (
    <div className={classes.below}>
      {cell !== undefined && (
        <Link
          href={`/deployments/${cell.newest.id}`}
          className={classes.newest ?? ''}
          title="Open its newest deployment"
        >
          {/* That it succeeded is said above already. */}
          {!(place.state === 'there' && stateOf(cell.newest) === 'succeeded') && (
            <StateBadge state={stateOf(cell.newest)} {...textOf(cell.newest)} />
          )}
          <TimeAgo at={cell.newest.queuedAt} />
          {cell.isCurrent && (
            <span className={classes.current}>
              <Icon name="check" size={12} />
              is there now
            </span>
          )}
        </Link>
      )}
      <div className={classes.placeActions}>
        {canDeploy && (
          <Button
            size="compact-xs"
            variant={place.state === 'next' ? 'filled' : 'default'}
            aria-label={`${verb} ${release.version} to ${place.name}`}
            onClick={deploy}
          >
            {verb}…
          </Button>
        )}
        <Link
          href={`/releases/${release.id}/changes/${place.id}`}
          className={classes.changes ?? ''}
          title={`What would change in ${place.name}`}
          aria-label={`Changes in ${place.name}`}
        >
          Changes
        </Link>
      </div>
    </div>
  )
}

/** A release is promoted once it has been somewhere, and deployed before that. */
function verbOf({ state }: StagePlace, wasSomewhere: boolean): string {
  if (state === 'there') return 'Deploy again'
  return wasSomewhere ? 'Promote' : 'Deploy'
}

function textOf(newest: NonNullable<BelowProps['cell']>['newest']): { readonly text?: string } {
  const text = shortWords(stateOf(newest), newest)
  return text === null ? {} : { text }
}
