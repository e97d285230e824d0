import type { EnvironmentId } from '@shared/ids'
import {
  allActions,
  executionLocations,
  type ScriptSyntax,
  type Step,
  type StepInput,
  scriptSyntaxes,
  stepInputs
} from '@shared/model/process'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import { processColumns, processRows } from '../process-table'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface ScriptOptions {
  readonly project: string
  readonly name: string
  readonly role?: readonly string[]
  readonly location?: StepInput['location']
  readonly syntax: ScriptSyntax
  readonly runAs?: string
  readonly body?: string
  readonly file?: string
}

/** `process show | set | add-script` */
export const addProcessCommands: AddCommands = (program, act) => {
  const process = program.command('process').description('how a project is deployed')
  process
    .command('show')
    .requiredOption('--project <project>')
    .action(({ project }: { readonly project: string }) => act(session => showProcess(session, project)))
  process
    .command('set')
    .description('replace all steps by those of a JSON file')
    .requiredOption('--project <project>')
    .requiredOption('--file <file>', 'a list of steps, or what “process show --json” prints; - reads standard input')
    .action((options: { readonly project: string; readonly file: string }) =>
      act(session => setProcess(session, options.project, options.file))
    )
  process
    .command('add-script')
    .description('add a step that runs a script')
    .requiredOption('--project <project>')
    .requiredOption('--name <name>', 'of the step')
    .option('--role <role...>', 'run on, or for, the targets with one of these roles')
    .addOption(new Option('--location <location>', 'where it runs').choices(executionLocations))
    .addOption(new Option('--syntax <syntax>').choices(scriptSyntaxes).default('bash'))
    .option('--run-as <user>', 'run it as this user of the target, by sudo')
    .option('--body <script>', 'the script itself')
    .option('--file <file>', 'the script, from a file; - reads standard input')
    .action((options: ScriptOptions) => act(session => addScript(session, options)))
}

async function showProcess(session: Session, reference: string): Promise<void> {
  const { id } = await session.project(reference)
  const process = await session.call('process.get', { projectId: id })
  const names = await environmentNames(session, process.steps)
  session.answer(process, ({ steps }) =>
    stepsText(steps, names, 'The process has no steps yet. Add one with: slipway process add-script')
  )
}

/** What the environments are called that steps are for or not for. Asks only where there are any. */
async function environmentNames(session: Session, steps: readonly Step[]): Promise<ReadonlyMap<EnvironmentId, string>> {
  const isSpecific = allActions(steps).some(({ action }) => action.environments ?? action.excludedEnvironments)
  const environments = isSpecific ? await session.call('environment.list', {}) : []
  return new Map(environments.map(({ id, name }) => [id, name]))
}

/** Steps and their actions as a table, or what to say when there are none. */
const stepsText = (steps: readonly Step[], names: ReadonlyMap<EnvironmentId, string>, none: string): string =>
  listOrNone(
    processColumns,
    processRows(steps, id => names.get(id) ?? id),
    none
  )

async function setProcess(session: Session, reference: string, file: string): Promise<void> {
  const { id: projectId } = await session.project(reference)
  const steps = stepsIn(await session.read(file))
  const { version } = await session.call('process.get', { projectId })
  const saved = await session.call('process.save', { projectId, version, steps })
  session.answer(saved, () => `Saved ${saved.steps.length} steps.`)
}

/** The steps that a JSON file lists. @throws UsageError, CommandFailed for what is no list of steps. */
export function stepsIn(text: string): StepInput[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError('The file is not JSON.')
  }
  const list = typeof value === 'object' && value !== null && 'steps' in value ? value.steps : value
  const parsed = stepInputs.safeParse(list)
  if (parsed.success) return parsed.data
  throw new CommandFailed({
    kind: 'invalid-input',
    message: 'The file is no list of steps.',
    remedy: 'Compare it with what “slipway process show --json” prints.',
    issues: parsed.error.issues
      .slice(0, 20)
      .map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }))
  })
}

async function addScript(session: Session, options: ScriptOptions): Promise<void> {
  const { name, role = [], syntax } = options
  if ((options.body === undefined) === (options.file === undefined))
    throw new UsageError('Give the script with exactly one of --body and --file.')
  const body = options.body ?? (await session.read(options.file ?? '-'))
  const { id: projectId } = await session.project(options.project)
  const { version, steps } = await session.call('process.get', { projectId })
  const location = options.location ?? (role.length > 0 ? 'targets' : 'here')
  const runAs = options.runAs === undefined ? {} : { runAs: options.runAs }
  const step: StepInput = { name, location, roles: [...role], actions: [{ type: 'script', syntax, body, ...runAs }] }
  const saved = await session.call('process.save', { projectId, version, steps: [...steps, step] })
  session.answer(saved, () => `Added step ${saved.steps.length}, “${name}”.`)
}
