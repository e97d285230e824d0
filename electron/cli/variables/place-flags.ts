import type { Input } from '@shared/api'
import { deploymentId } from '@shared/ids'
import type { Command } from 'commander'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { actionOf } from './scope-flags'

export type PlaceInput = Input<'variables.preview'>

/** Where variables are looked at; names or ids. */
export interface PlaceOptions {
  readonly project?: string
  readonly release?: string
  readonly deployment?: string
  readonly environment?: string
  readonly target?: string
  readonly step?: string
  readonly channel?: string
}

/** Adds the flags that say where variables are looked at, in a project or a release. */
export const addPlaceFlags = (command: Command): Command =>
  command
    .option('--project <project>', 'as they are in this project now')
    .option('--release <version>', 'or as a release of the project froze them')
    .option('--environment <environment>', 'as they apply there')
    .option('--target <target>', 'as they apply on this target')
    .option('--step <step>', 'as they apply in this step')
    .option('--channel <channel>', 'as they apply to releases of this channel; else of the default one')

/** The same, or in a deployment as it ran. */
export const addPlaceOrDeploymentFlags = (command: Command): Command =>
  addPlaceFlags(command).option('--deployment <deployment>', 'or as they were in this deployment')

/** The place that the flags name. @throws UsageError when they do not fit together. */
export async function placeFrom(session: Session, options: PlaceOptions): Promise<PlaceInput> {
  const { project, deployment, release, environment, channel } = options
  if ((project === undefined) === (deployment === undefined))
    throw new UsageError('Say where to look: either --project PROJECT or --deployment ID.')
  if (deployment === undefined) return placeInProject(session, project ?? '', options)
  if (release !== undefined || environment !== undefined || channel !== undefined)
    throw new UsageError(
      'A deployment has its release, its channel and its environment; leave out --release, --channel and --environment.'
    )
  return placeInDeployment(session, deployment, options)
}

async function placeInProject(session: Session, reference: string, options: PlaceOptions): Promise<PlaceInput> {
  const project = await session.project(reference)
  const release = options.release === undefined ? null : await session.release(project, options.release)
  if (release !== null && options.channel !== undefined)
    throw new UsageError('A release has its channel; leave out --channel.')
  const channel =
    options.channel === undefined
      ? null
      : session.pick('channel', await session.call('channel.list', { projectId: project.id }), options.channel)
  const steps =
    release === null
      ? (await session.call('process.get', { projectId: project.id })).steps
      : ((await session.call('release.get', { id: release.id })).snapshot?.steps ?? [])
  return {
    source: release === null ? { kind: 'project', id: project.id } : { kind: 'release', id: release.id },
    ...(options.environment === undefined
      ? {}
      : { environmentId: (await session.environment(options.environment)).id }),
    ...(options.target === undefined ? {} : { targetId: (await session.target(options.target)).id }),
    ...(options.step === undefined ? {} : { actionId: actionOf(session, steps, options.step) }),
    ...(channel === null ? {} : { channelId: channel.id })
  }
}

/** Steps and targets as the deployment knew them: they may be gone by now. */
async function placeInDeployment(session: Session, reference: string, options: PlaceOptions): Promise<PlaceInput> {
  const id = deploymentId.safeParse(reference)
  if (!id.success)
    throw new UsageError('--deployment takes the id of a deployment; “slipway deployment list” shows them.')
  const { plan } = await session.call('deployment.get', { id: id.data })
  const stages = plan.stages.filter(stage => stage.type !== 'acquire')
  const steps = stages.map(({ stepId, actionId, name }) => ({ id: actionId, stepId, name }))
  const stepCalled = (step: string) =>
    steps.find(({ stepId }) => stepId === step) ?? session.pick('step in this deployment', steps, step)
  const { target, step } = options
  return {
    source: { kind: 'deployment', id: id.data },
    ...(target === undefined ? {} : { targetId: session.pick('target in this deployment', plan.targets, target).id }),
    ...(step === undefined ? {} : { actionId: stepCalled(step).id })
  }
}
