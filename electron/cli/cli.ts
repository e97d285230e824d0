import { describe, type Failure } from '@shared/failure'
import type { WorkspaceChoice } from '@shared/workspace'
import { Command, CommanderError } from 'commander'
import type { Act, AddCommands } from './adding'
import { addAccountCommands } from './commands/accounts'
import { addAgentCommand } from './commands/agent'
import { addApiCommands } from './commands/api'
import { addApiKeyCommands } from './commands/api-keys'
import { addApprovalCommands } from './commands/approvals'
import { addAuditCommands } from './commands/audit'
import { addBundleCommands } from './commands/bundles'
import { addCallCommand } from './commands/call'
import { addCertificateCommands } from './commands/certificates'
import { addChannelCommands } from './commands/channels'
import { addComparisonCommands } from './commands/comparison'
import { addDashboardCommands } from './commands/dashboard'
import { addDataCommands } from './commands/data'
import { addDemoCommands } from './commands/demo'
import { addDeployCommand } from './commands/deploy'
import { addDeploymentCommands } from './commands/deployments'
import { addDriftCommand } from './commands/drift'
import { addEnvironmentCommands } from './commands/environments'
import { addFeedCommands } from './commands/feeds'
import { addFreezeCommands } from './commands/freezes'
import { addHealthCommands } from './commands/health'
import { addImportCommands } from './commands/import'
import { addJumpHostCommands } from './commands/jump-hosts'
import { addLibraryCommands } from './commands/library'
import { addLifecycleCommands } from './commands/lifecycles'
import { addMailCommands } from './commands/mail'
import { addNetworkCommands } from './commands/network'
import { addPackageCommands } from './commands/packages'
import { addPolicyCommands } from './commands/policies'
import { addProcessCommands } from './commands/process'
import { addProjectCommands } from './commands/projects'
import { addReleaseCommands } from './commands/releases'
import { addRetentionCommands } from './commands/retention'
import { addRollbackCommands } from './commands/rollback'
import { addRunbookCommands } from './commands/runbooks'
import { addSubstituteCommand } from './commands/substitute'
import { addTargetCommands } from './commands/targets'
import { addTaskCommands } from './commands/tasks'
import { addTenantCommands } from './commands/tenants'
import { addTriggerCommands } from './commands/triggers'
import { addVariableCommands } from './commands/variables'
import { addVaultCommands } from './commands/vault'
import { addWorkspaceCommands } from './commands/workspaces'
import { CommandFailed, type ExitCode, exitCodes, UsageError } from './errors'
import type { CliIo } from './io'
import { Session } from './session'
import { shownText } from './text'

const groups: readonly AddCommands[] = [
  addEnvironmentCommands,
  addAccountCommands,
  addTargetCommands,
  addJumpHostCommands,
  addHealthCommands,
  addPolicyCommands,
  addProjectCommands,
  addTenantCommands,
  addProcessCommands,
  addVariableCommands,
  addLibraryCommands,
  addCertificateCommands,
  addChannelCommands,
  addReleaseCommands,
  addLifecycleCommands,
  addComparisonCommands,
  addRunbookCommands,
  addFreezeCommands,
  addApprovalCommands,
  addDeployCommand,
  addDeploymentCommands,
  addBundleCommands,
  addRollbackCommands,
  addDriftCommand,
  addTaskCommands,
  addDashboardCommands,
  addSubstituteCommand,
  addImportCommands,
  addNetworkCommands,
  addMailCommands,
  addPackageCommands,
  addFeedCommands,
  addVaultCommands,
  addDataCommands,
  addDemoCommands,
  addWorkspaceCommands,
  addTriggerCommands,
  addRetentionCommands,
  addAgentCommand,
  addApiCommands,
  addApiKeyCommands,
  addAuditCommands,
  addCallCommand
]

interface ProgramOptions {
  readonly json?: boolean
  readonly demo?: boolean
  readonly workspace?: string
  readonly passphraseFile?: string
}

/** Carries out one command and answers the exit code: 0 success, 1 failed, 2 usage, 3 cancelled. Never throws. */
export async function runCli(words: readonly string[], version: string, io: CliIo): Promise<ExitCode> {
  // Not an option of the program, because “release create --version” is something else.
  if (words[0] === '--version' || words[0] === '-V') {
    io.out(`${version}\n`)
    return exitCodes.success
  }
  let session: Session | null = null
  const program = createProgram(io)
  const act: Act = async work => {
    const options = program.opts<ProgramOptions>()
    session = new Session(io, {
      isJson: options.json === true,
      workspace: workspaceOf(options),
      passphraseFile: options.passphraseFile ?? io.passphraseFile
    })
    await work(session)
  }
  for (const add of groups) add(program, act)
  const isJson = () => program.opts<{ json?: boolean }>().json === true
  try {
    await program.parseAsync([...words], { from: 'user' })
    return (session as Session | null)?.exitCode ?? exitCodes.success
  } catch (error) {
    return ended(error, io, isJson())
  } finally {
    await closeQuietly(session, io)
  }
}

function createProgram(io: CliIo): Command {
  return new Command('slipway')
    .description('Plans, runs and records deployments. Without a command, the window opens.')
    .option('--home <folder>', 'the folder that keeps everything (or SLIPWAY_HOME)')
    .option('--demo', 'work in the demo workspace')
    .option('--workspace <name>', 'work in this workspace instead of your own')
    .option('--passphrase-file <file>', 'unlocks the vault (or SLIPWAY_PASSPHRASE_FILE); - reads standard input')
    .option('--json', 'answer with one JSON document (deploy: with one per line)')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('Add --help to see how the command is used.')
    .addHelpText(
      'after',
      '\nslipway --version prints the version.\nExit codes: 0 success, 1 failed, 2 usage, 3 cancelled, 4 waits for a person.'
    )
}

function workspaceOf({ demo = false, workspace }: ProgramOptions): WorkspaceChoice {
  if (workspace === undefined) return demo ? 'demo' : 'main'
  if (demo) throw new UsageError('Give --demo or --workspace, not both.')
  return { named: workspace }
}

function ended(error: unknown, io: CliIo, isJson: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage
  if (error instanceof UsageError) {
    io.err(`${error.message}\n`)
    return exitCodes.usage
  }
  const failure = error instanceof CommandFailed ? withCommand(error.failure) : defect(error)
  if (isJson) io.out(`${JSON.stringify({ failure }, null, 2)}\n`)
  const words = describe(inLines(failure)).split('\n')
  io.err(`${words.map(line => shownText(line, io.hasColour)).join('\n')}\n`)
  return exitCodes.failed
}

/** The window shows the store's words as well, so the command for what they advise is added here. */
const withCommand = (failure: Failure): Failure =>
  failure.kind === 'storage-damaged' ? { ...failure, remedy: `${failure.remedy} ${restoreCommand}` } : failure

/** Many ties in one sentence are hard to read at a terminal; there, each has a line of its own. */
const inLines = (failure: Failure): Failure =>
  failure.kind === 'variables-tied' && failure.issues !== undefined
    ? {
        ...failure,
        message: 'Some variables cannot be decided:',
        remedy: `${failure.remedy} “slipway variables check” says where each of them happens.`
      }
    : failure

const restoreCommand =
  'A backup is restored with slipway data restore FILE --yes, with the same --home, --demo and --workspace as before.'

/** Never with the error's own words: they may hold what was read from standard input. */
const defect = (error: unknown): Failure => ({
  kind: 'internal',
  message: `Slipway could not carry this out because of a defect in itself (${error instanceof Error ? error.name : 'unknown'}).`,
  remedy: 'Try again; if it keeps happening, report it.'
})

async function closeQuietly(session: Session | null, io: CliIo): Promise<void> {
  try {
    await session?.close()
  } catch {
    io.err('The workspace could not be closed properly.\n')
  }
}
