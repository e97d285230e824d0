import type { Deployment } from '@shared/deployment'
import type { ProjectId, ReleaseId } from '@shared/ids'
import { takesPart } from '@shared/model/tenant'
import { useState } from 'react'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { answersFor } from './answers'
import { Confirmation } from './Confirmation'
import { LaunchAside } from './LaunchAside'
import { LaunchNotices } from './LaunchNotices'
import classes from './LaunchPane.module.css'
import { localMoment, withSkip } from './launch-choices'
import { commandFor } from './launch-command'
import { leaveByLink } from './leave-by-link'
import { PlaceSwitch } from './PlaceSwitch'
import { PlanColumn } from './PlanColumn'
import { environmentsOf, type Place, placeKey } from './place'
import { useLaunch } from './use-launch'
import type { LaunchDraft } from './use-launch-draft'
import type { LaunchView } from './use-launch-view'
import { usePreflight } from './use-preflight'

export interface LaunchPaneProps {
  readonly releaseId: ReleaseId
  readonly projectId: ProjectId
  /** At least one. */
  readonly places: readonly Place[]
  /** Who says what happens after a failure, before the environment does. */
  readonly subject: 'project' | 'runbook'
  /** What the button says: `Deploy 1.4.2 to Test`. */
  readonly label: string
  /** The same on the command line, in these environments, for these tenants and with these flags. */
  readonly command: (environments: readonly string[], tenants: readonly string[], flags: readonly string[]) => string
  /** The deployment that is done once more; null for none. */
  readonly earlier: Deployment | null
  readonly draft: LaunchDraft
  readonly view: LaunchView
  readonly onClose: () => void
  /** Closes without asking about what was typed, which was started or is left on purpose. */
  readonly onDone: () => void
}

/** Plan, options, checks, questions and the last look: all of a launch but the choice of what goes where. */
export function LaunchPane(props: LaunchPaneProps) {
  const { releaseId, projectId, places, subject, label, command, earlier, draft, view, onClose, onDone } = props
  const launch = useLaunch(releaseId, places, earlier, draft)
  const [wanted, setWanted] = useState<string | null>(null)
  const index = Math.max(
    0,
    places.findIndex(place => placeKey(place) === wanted)
  )
  const [place, request, plan] = [places[index], launch.requests[index], launch.plans[index]]
  const preflight = usePreflight(request ?? null)
  const all = valueOr(useRead('target.list', {}).load, [])
  if (place === undefined || request === undefined || plan === undefined) return null

  const choices = launch.choices.in(place)
  const choose = (next: typeof choices) => launch.choices.choose(place, next)
  const { environment, tenant } = place
  const targets = all.filter(target => target.environmentIds.includes(environment.id) && takesPart(target, tenant))
  const result = plan.load.state === 'ready' ? plan.load.value : null
  const shown = result?.plan ?? result?.draft ?? null
  const now = Date.now()
  const start = async () => {
    const started = await launch.start()
    if (started === null || !started.ok) return
    const [first, ...others] = started.value
    onDone()
    navigate(others.length === 0 && first ? `/deployments/${first.id}` : '/tasks')
  }
  const { text, hasSecrets } = commandFor({ launch, places, targets: all, command, now })
  const usual = { isGuided: shown?.isGuided === true, by: `As ${subject} and environment say` }
  return (
    <>
      {places.length > 1 && (
        <PlaceSwitch
          places={places.flatMap((item, at) => {
            const read = launch.plans[at]
            return read === undefined ? [] : [{ place: item, plan: read }]
          })}
          shown={placeKey(place)}
          onShow={setWanted}
        />
      )}
      <div className={classes.columns} data-wide={view.aside.kind !== 'options'}>
        <PlanColumn
          key={placeKey(place)}
          read={plan}
          request={request}
          projectId={projectId}
          prompts={launch.prompts}
          whereOf={launch.whereOf}
          answers={launch.answers}
          view={view}
          preflight={preflight}
          leftOut={choices.skip}
          onSkip={(action, isSkipped) => choose(withSkip(choices, action, isSkipped))}
          onOverride={overridesFreeze => choose({ ...choices, overridesFreeze })}
          onTyped={draft.touch}
          onLeave={leaveByLink(onDone)}
        />
        <LaunchAside
          view={view}
          result={result}
          request={request}
          answers={answersFor(result?.prompts ?? [], launch.answers.typed)}
          preflight={preflight}
          options={{
            choices,
            onChoose: choose,
            targets,
            usual,
            issue: launch.issue,
            earliest: localMoment(now + 60_000)
          }}
        />
      </div>
      <Confirmation
        key={[releaseId, ...places.map(placeKey)].join(' ')}
        environments={environmentsOf(places)}
        label={label}
        isReady={launch.isReady}
        isBusy={launch.isBusy}
        command={text}
        hasSecrets={hasSecrets}
        onTyped={draft.touch}
        onStart={() => void start()}
        onClose={onClose}
      >
        <LaunchNotices
          failure={launch.failure}
          preflight={preflight}
          onShowTargets={() => view.show({ kind: 'targets' })}
        />
      </Confirmation>
    </>
  )
}
