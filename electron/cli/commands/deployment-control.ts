import type { Input, Output } from '@shared/api'
import { type Choice, choices, type Deployment, openQuestions } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { Argument, type Command } from 'commander'
import type { Act } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import { repeatable } from '../flags'
import { followOn } from '../follow'
import { questionLines, questionTitle } from '../open-questions'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface AnswerWords {
  readonly question?: readonly string[]
  readonly all?: boolean
  readonly note?: string
}

interface ResumeWords {
  readonly retry?: readonly string[]
  readonly done?: readonly string[]
  readonly exclude?: readonly string[]
  readonly reason?: string
  readonly asFound?: boolean
  readonly overrideFreeze?: string
}

type Decision = Input<'deployment.resume'>['decisions'][number]

/**
 * `deployment questions | answer | cancel | pause | unpause | move-to-top | recovery | resume | give-up`, below a command
 * that names deployments by what `idOf` reads. What has a deployment go on follows it to its end.
 */
export function addDeploymentControl(deployment: Command, act: Act, idOf: (reference: string) => DeploymentId): void {
  deployment
    .command('questions')
    .description('what people are asked in deployments that are under way')
    .action(() => act(listQuestions))
  deployment
    .command('answer <deployment>')
    .description('answer what a deployment asks, and follow it')
    .addArgument(new Argument('<choice>').choices([...new Set(Object.values(choices).flat())]))
    .option('--question <number>', 'which question, where there are several; may be given several times', repeatable)
    .option('--all', 'all that are open')
    .option('--note <text>', 'what there is to say about it')
    .action((reference: string, choice: Choice, words: AnswerWords) =>
      act(session => answer(session, idOf(reference), choice, words))
    )
  deployment
    .command('cancel <deployment>')
    .description('cancel a deployment that waits, and follow it to its end')
    .action((reference: string) =>
      act(session => {
        const id = idOf(reference)
        return followOn(session, id, () => session.call('deployment.cancel', { id }))
      })
    )
  for (const [name, call, done] of [
    ['pause', 'deployment.pause', 'Paused: nothing new begins.'],
    ['unpause', 'deployment.unpause', 'It may go on.'],
    ['move-to-top', 'deployment.moveToTop', 'Of those that wait for their turn, it comes first.']
  ] as const)
    deployment
      .command(`${name} <deployment>`)
      .action((reference: string) =>
        act(async session => session.answer(await session.call(call, { id: idOf(reference) }), () => done))
      )
  addResuming(deployment, act, idOf)
}

function addResuming(deployment: Command, act: Act, idOf: (reference: string) => DeploymentId): void {
  deployment
    .command('recovery <deployment>')
    .description('look at the targets for what unknown runs of an interrupted deployment left there')
    .action((reference: string) =>
      act(async session => session.answer(await session.call('deployment.recovery', { id: idOf(reference) }), found))
    )
  deployment
    .command('resume <deployment>')
    .description('go on with a deployment that was interrupted, failed or cancelled, and follow it')
    .option('--retry <run>', 'run it again; all means every run that failed or is unknown', repeatable)
    .option('--done <run>', 'it counts as done; needs a reason', repeatable)
    .option('--exclude <run>', 'its target takes no further part; needs a reason', repeatable)
    .option('--reason <text>', 'why')
    .option('--as-found', 'do what “deployment recovery” suggests')
    .option('--override-freeze <reason>', 'go on although a freeze is under way, and say why')
    .action((reference: string, words: ResumeWords) => act(session => resume(session, idOf(reference), words)))
  deployment
    .command('give-up <deployment>')
    .description('end an interrupted deployment as failed')
    .option('--reason <text>', 'why', '')
    .action((reference: string, { reason }: { readonly reason: string }) =>
      act(async session =>
        session.answer(await session.call('deployment.giveUp', { id: idOf(reference), reason }), ({ summary }) =>
          String(summary)
        )
      )
    )
}

async function listQuestions(session: Session): Promise<void> {
  const open = await session.call('question.list', {})
  if (session.isJson) return session.answer(open, () => '')
  if (open.length === 0) return session.say('Nobody is asked anything.')
  for (const id of new Set(open.map(item => item.deployment.id))) {
    const state = await session.call('deployment.get', { id })
    const { project, release, environment } = state.plan
    session.say([`${project.name} ${release.version} to ${environment.name}`, ...questionLines(state)].join('\n'))
  }
}

async function answer(session: Session, id: DeploymentId, choice: Choice, words: AnswerWords): Promise<void> {
  const numbers = questionsIn(await session.call('deployment.get', { id }), words)
  const { note = '' } = words
  await followOn(session, id, async () => {
    for (const question of numbers) await session.call('question.take', { deploymentId: id, question })
    await session.call('question.answer', { deploymentId: id, questions: [...numbers], choice, note })
  })
}

/** Which questions are meant. @throws UsageError when that is not clear */
function questionsIn(state: Deployment, { question, all }: AnswerWords): readonly number[] {
  if (question !== undefined) return question.map(Number)
  const open = openQuestions(state)
  if (all || open.length === 1) return open.map(item => item.number)
  if (open.length === 0)
    throw new CommandFailed({
      kind: 'conflict',
      message: 'The deployment asks nothing.',
      remedy: 'Look at how it went.'
    })
  const lines = open.map(item => `  ${item.number}. ${questionTitle(state, item)}`)
  throw new UsageError(['Say which question with --question, or answer --all:', ...lines].join('\n'))
}

const found = ({ runs }: Output<'deployment.recovery'>): string =>
  listOrNone(
    ['RUN', 'FINDING', 'SUGGESTED', 'IN WORDS'],
    runs.map(item => [item.run, item.finding, item.suggestion ?? '-', item.words]),
    'Nothing is unknown.'
  )

async function resume(session: Session, id: DeploymentId, words: ResumeWords): Promise<void> {
  const state = await session.call('deployment.get', { id })
  const decided = decisionsIn(state, words)
  const suggested = words.asFound ? await suggestions(session, id, new Set(decided.map(item => item.run))) : []
  const decisions = [...decided, ...suggested]
  const inSpite = words.overrideFreeze === undefined ? {} : { overridesFreeze: words.overrideFreeze }
  await followOn(session, id, () => session.call('deployment.resume', { id, decisions, ...inSpite }))
}

function decisionsIn(state: Deployment, { retry = [], done = [], exclude = [], reason = '' }: ResumeWords): Decision[] {
  const named = [
    ...done.map(run => ({ run, choice: 'done' as const })),
    ...exclude.map(run => ({ run, choice: 'exclude' as const })),
    ...retry.filter(run => run !== everything).map(run => ({ run, choice: 'retry' as const }))
  ]
  const isNamed = new Set(named.map(item => item.run))
  const open = Object.values(state.runs).filter(run => run.state === 'failed' || run.state === 'unknown')
  const others = retry.includes(everything) ? open.filter(run => !isNamed.has(run.id)) : []
  return [...named, ...others.map(run => ({ run: run.id, choice: 'retry' as const }))].map(item => ({
    ...item,
    run: item.run as RunId,
    reason
  }))
}

const everything = 'all'

async function suggestions(session: Session, id: DeploymentId, decided: ReadonlySet<string>): Promise<Decision[]> {
  const { runs } = await session.call('deployment.recovery', { id })
  return runs.flatMap(({ run, suggestion, words }) =>
    suggestion === null || decided.has(run) ? [] : [{ run, choice: suggestion, reason: words }]
  )
}
