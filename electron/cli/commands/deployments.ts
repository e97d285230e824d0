import type { Input, Output } from '@shared/api'
import { openQuestions } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { placeOf, titledOf } from '@shared/deployment-title'
import { deploymentId } from '@shared/ids'
import { lookOf, stateOf, states, wordOf } from '@shared/state-looks'
import { saidOf } from '../../services/log-export/export-text'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import { lineText, logLines } from '../log-lines'
import { questionLines } from '../open-questions'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone } from '../text'
import { addDeploymentControl } from './deployment-control'
import { addDeploymentExport } from './deployment-export'

interface ListOptions {
  readonly project?: string
  readonly environment?: string
  readonly tenant?: string
  readonly limit?: string
}

/** `deployment list | show | export`, `log` and `artifact save` */
export const addDeploymentCommands: AddCommands = (program, act) => {
  const deployment = program.command('deployment').description('what was deployed, and how it went')
  deployment
    .command('list')
    .option('--project <project>')
    .option('--environment <environment>')
    .addOption(tenantOption())
    .option('--limit <number>', 'how many, newest first', '50')
    .action((options: ListOptions) =>
      act(async session =>
        session.answer(await session.call('deployment.list', await filterOf(session, options)), listed)
      )
    )
  deployment
    .command('show <deployment>')
    .action((reference: string) =>
      act(async session => session.answer(await session.call('deployment.get', { id: idOf(reference) }), shown))
    )
  addDeploymentExport(deployment, act, idOf)
  addDeploymentControl(deployment, act, idOf)
  program
    .command('log')
    .description('print the task log of a deployment')
    .requiredOption('--deployment <deployment>')
    .action(({ deployment: reference }: { readonly deployment: string }) =>
      act(session => printLog(session, reference))
    )
  program
    .command('artifact')
    .description('files that scripts left with a deployment')
    .command('save <deployment> <artifact>')
    .description('save an artifact, named by its name or id')
    .requiredOption('--to <file>')
    .action((reference: string, artifact: string, { to }: { readonly to: string }) =>
      act(session => saveArtifact(session, reference, artifact, to))
    )
}

const idOf = (reference: string) => {
  const parsed = deploymentId.safeParse(reference)
  if (parsed.success) return parsed.data
  throw new UsageError('Name the deployment by its id; “slipway deployment list” shows them.')
}

async function filterOf(
  session: Session,
  { project, environment, tenant, limit }: ListOptions
): Promise<Input<'deployment.list'>> {
  return {
    limit: Number(limit),
    ...(project === undefined ? {} : { projectId: (await session.project(project)).id }),
    ...(environment === undefined ? {} : { environmentId: (await session.environment(environment)).id }),
    ...(await tenantIn(session, tenant))
  }
}

const listed = (deployments: Output<'deployment.list'>): string =>
  listOrNone(
    ['QUEUED', 'PROJECT', 'RELEASE', 'ENVIRONMENT', 'STATE', 'ID'],
    deployments.map(item => [
      new Date(item.queuedAt).toISOString(),
      item.projectName,
      item.releaseVersion,
      placeOf(item),
      wordOf(stateOf(item)),
      item.id
    ]),
    'Nothing was deployed yet.'
  )

function shown(deployment: Output<'deployment.get'>): string {
  const { project, release } = deployment.plan
  const runs = Object.values(deployment.runs).map(run => `  ${run.id}: ${wordOf(lookOf(run))}`)
  const end = deployment.state === 'finished' ? deployment.summary : states[stateOf(summarize(deployment))].word
  const asked = openQuestions(deployment).length === 0 ? [] : ['It waits for a person:', ...questionLines(deployment)]
  return [
    `${project.name} ${release.version} to ${placeOf(titledOf(deployment.plan))}`,
    ...saidOf(deployment),
    ...runs,
    end,
    ...asked
  ].join('\n')
}

async function printLog(session: Session, reference: string): Promise<void> {
  const id = idOf(reference)
  const { plan } = await session.call('deployment.get', { id })
  const toText = lineText(plan)
  if (!session.isJson) {
    for await (const line of logLines(session, id, 0)) session.say(toText(line))
    return
  }
  const lines: unknown[] = []
  for await (const line of logLines(session, id, 0)) lines.push(line)
  session.answer(lines, () => '')
}

async function saveArtifact(session: Session, reference: string, artifact: string, to: string): Promise<void> {
  const id = idOf(reference)
  session.saveTo(to)
  const { runs } = await session.call('deployment.get', { id })
  const all = Object.values(runs).flatMap(run => run.artifacts)
  const found = session.pick('artifact', all, artifact)
  const saved = await session.call('artifact.save', { deploymentId: id, artifactId: found.id })
  if (!saved)
    throw new CommandFailed({ kind: 'internal', message: 'The artifact was not saved.', remedy: 'Try again.' })
  session.answer(saved, ({ path }) => `Saved “${found.name}” to ${path}.`)
}
