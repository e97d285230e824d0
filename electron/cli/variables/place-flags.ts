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
}

/** Adds the flags that say where variables are looked at, in a project or a release. */
export const addPlaceFlags = (command: Command): Command =>
  command
    .option('--project <project>', 'as they are in this project now')
    .option('--release <version>', 'or as a release of the project froze them')
    .option('--environment <environment>', 'as they apply there')
    .option('--target <target>', 'as they apply on this target')
    .option('--step <step>', 'as they apply in this step')

/** The same, or in a deployment as it ran. */
export const addPlaceOrDeploymentFlags = (command: Command): Command =>
  addPlaceFlags(command).option('--deployment <deployment>', 'or as they were in this deployment')

/** The place that the flags name. @throws UsageError when they do not fit together. */
export async function placeFrom(session: Session, options: PlaceOptions): Promise<PlaceInput> {
  const { project, deployment, release, environment } = options
  if ((project === undefined) === (deployment === undefined))
    throw new UsageError('Say where to look: either --project PROJECT or --deployment ID.')
  if (deployment === undefined) return placeInProject(session, project ?? '', options)
  if (release !== undefined || environment !== undefined)
    throw new UsageError('A deployment has its release and its environment; leave out --release and --environment.')
  return placeInDeployment(session, deployment, options)
}

async function placeInProject(session: Session, reference: string, options: PlaceOptions): Promise<PlaceInput> {
  const project = await session.project(reference)
  const release = options.release === undefined ? null : await session.release(project, options.release)
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
    ...(options.step === undefined ? {} : { actionId: actionOf(session, steps, options.step) })
  }
}

/** Steps and targets as the deployment knew them: they may be gone by now. */
async function placeInDeployment(session: Session, reference: string, options: PlaceOptions): Promise<PlaceInput> {
  const id = deploymentId.safeParse(reference)
  if (!id.success)
    throw new UsageError('--deployment takes the id of a deployment; “slipway deployment list” shows them.')
  const { plan } = await session.call('deployment.get', { id: id.data })
  const steps = plan.stages.map(({ stepId, actionId, name }) => ({ id: actionId, stepId, name }))
  const stepCalled = (step: string) =>
    steps.find(({ stepId }) => stepId === step) ?? session.pick('step in this deployment', steps, step)
  const { target, step } = options
  return {
    source: { kind: 'deployment', id: id.data },
    ...(target === undefined ? {} : { targetId: session.pick('target in this deployment', plan.targets, target).id }),
    ...(step === undefined ? {} : { actionId: stepCalled(step).id })
  }
}
