import type { Deployment } from '@shared/deployment'
import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import { useState } from 'react'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { answersFor } from './answers'
import { Confirmation } from './Confirmation'
import { EnvironmentSwitch } from './EnvironmentSwitch'
import { LaunchAside } from './LaunchAside'
import { LaunchNotices } from './LaunchNotices'
import classes from './LaunchPane.module.css'
import { localMoment, withSkip } from './launch-choices'
import { commandFor } from './launch-command'
import { PlanColumn } from './PlanColumn'
import { useLaunch } from './use-launch'
import type { LaunchView } from './use-launch-view'
import { usePreflight } from './use-preflight'

export interface LaunchPaneProps {
  readonly releaseId: ReleaseId
  readonly projectId: ProjectId
  /** At least one. */
  readonly environments: readonly Environment[]
  /** Who says what happens after a failure, before the environment does. */
  readonly subject: 'project' | 'runbook'
  /** What the button says: `Deploy 1.4.2 to Test`. */
  readonly label: string
  /** The same on the command line, in these environments and with these flags. */
  readonly command: (environments: readonly string[], flags: readonly string[]) => string
  /** The deployment that is done once more; null for none. */
  readonly earlier: Deployment | null
  readonly view: LaunchView
  readonly onClose: () => void
}

/** Plan, options, checks, questions and the last look: all of a launch but the choice of what goes where. */
export function LaunchPane(props: LaunchPaneProps) {
  const { releaseId, projectId, environments, subject, label, command, earlier, view, onClose } = props
  const launch = useLaunch(releaseId, environments, earlier)
  const [wanted, setWanted] = useState<EnvironmentId | null>(null)
  const index = Math.max(
    0,
    environments.findIndex(({ id }) => id === wanted)
  )
  const [environment, request, plan] = [environments[index], launch.requests[index], launch.plans[index]]
  const preflight = usePreflight(request ?? null)
  const all = valueOr(useRead('target.list', {}).load, [])
  if (environment === undefined || request === undefined || plan === undefined) return null

  const choices = launch.choices.in(environment.id)
  const choose = (next: typeof choices) => launch.choices.choose(environment.id, next)
  const targets = all.filter(target => target.environmentIds.includes(environment.id))
  const result = plan.load.state === 'ready' ? plan.load.value : null
  const shown = result?.plan ?? result?.draft ?? null
  const now = Date.now()
  const start = async () => {
    const started = await launch.start()
    if (started === null || !started.ok) return
    const [first, ...others] = started.value
    onClose()
    navigate(others.length === 0 && first ? `/deployments/${first.id}` : '/tasks')
  }
  const { text, hasSecrets } = commandFor({ launch, environments, targets: all, command, now })
  const usual = { isGuided: shown?.isGuided === true, by: `As ${subject} and environment say` }
  return (
    <>
      {environments.length > 1 && (
        <EnvironmentSwitch
          places={environments.flatMap((item, at) => {
            const read = launch.plans[at]
            return read === undefined ? [] : [{ environment: item, plan: read }]
          })}
          shown={environment.id}
          onShow={setWanted}
        />
      )}
      <div className={classes.columns} data-wide={view.aside.kind !== 'options'}>
        <PlanColumn
          key={environment.id}
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
          onLeave={onClose}
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
        key={environments.map(({ id }) => id).join(' ')}
        environments={environments}
        label={label}
        isReady={launch.isReady}
        isBusy={launch.isBusy}
        command={text}
        hasSecrets={hasSecrets}
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
