import type { ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { ExecEnd } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { type ConnectionStage, hostStages } from '@shared/model/target'
import type { Platform } from './commands'
import { endWithin } from './end-within'
import {
  type Finding,
  type HostExpectations,
  inspectionCommand,
  judgeClock,
  judgeDisk,
  judgeTools,
  parseAnswer
} from './host-inspection'
import { inspectSudo } from './inspect-sudo'
import type { Command, Connection, Sudo } from './ports'

export interface HostQuestion {
  readonly host: ReportedHost
  readonly platform: Platform
  /** For sentences: `web-1.example:22`, or `this machine`. */
  readonly address: string
  readonly expectations: HostExpectations
  /** How the account becomes another user there. */
  readonly sudo: Sudo
  /** How long the host may take to answer, and sudo as well; in milliseconds. */
  readonly limitMs: number
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  readonly onStage: (stage: ConnectionStageReport) => void
  readonly signal: AbortSignal
}

/**
 * Looks at a host that somebody is logged in to, with a single command: its shell, disk, clock and programs.
 * Each stage is told as it is known. Changes nothing there. Never rejects.
 */
export async function inspectHost(
  connection: Pick<Connection, 'exec'>,
  question: HostQuestion
): Promise<readonly ConnectionStageReport[]> {
  const { host, platform, onStage } = question
  const stages: ConnectionStageReport[] = []
  const tell = (stage: ConnectionStage, ms: number, { outcome, detail, failure }: Report) => {
    const report = { host, stage, outcome, ms: Math.round(ms), detail, ...(failure === undefined ? {} : { failure }) }
    stages.push(report)
    onStage(report)
  }
  const asked = await ask(
    connection,
    question,
    platform === 'windows' ? windowsVersion : inspectionCommand(question.expectations)
  )
  const findings = platform === 'windows' ? judgeWindows(question, asked) : judgePosix(question, asked)
  let since = asked.askedAt
  for (const stage of hostStages) {
    if (stage === 'sudo' && findings.sudo === toBeAsked && question.sudo.kind !== 'none') {
      const startedAt = question.now()
      const found = await inspectSudo(connection, { ...question, sudo: question.sudo })
      tell(stage, question.now() - startedAt, found)
      continue
    }
    const found = findings[stage]
    const at = asked.times.get(answerOf[stage]) ?? since
    tell(stage, found.outcome === 'skipped' ? 0 : Math.max(0, at - since), found)
    since = Math.max(since, at)
  }
  return stages
}

/** The stages of the host itself, as nothing could be looked at there. */
export const skippedHostStages = (host: ReportedHost): readonly ConnectionStageReport[] =>
  hostStages.map(stage => ({ host, stage, outcome: 'skipped', ms: 0, detail: '' }))

type HostStage = (typeof hostStages)[number]
type Report = Finding | { readonly outcome: 'skipped'; readonly detail: string; readonly failure?: undefined }

const skipped = (detail = ''): Report => ({ outcome: 'skipped', detail })
const notSetUp = skipped('not set up')
const toBeAsked = skipped()

/** Which line of the answer ends which stage. */
const answerOf: Record<HostStage, string> = {
  shell: 'shell',
  sudo: '',
  disk: 'disk',
  clock: 'clock',
  tools: 'missing'
}

interface Answer {
  readonly end: ExecEnd
  readonly askedAt: number
  readonly isLate: boolean
  readonly answers: ReadonlyMap<string, string>
  readonly times: ReadonlyMap<string, number>
  /** The first line that was none of the answers. */
  readonly said: string
}

const answerLimit = 8_000

/** Runs the command to its end, and takes down when each line of the answer came. */
async function ask(
  connection: Pick<Connection, 'exec'>,
  { limitMs, now, signal }: HostQuestion,
  command: Command
): Promise<Answer> {
  const answers = new Map<string, string>()
  const times = new Map<string, number>()
  const decoder = new TextDecoder()
  let said = ''
  let rest = ''
  let total = 0
  const take = (line: string) => {
    const answer = parseAnswer(line)
    if (answer === null) said ||= line.trim()
    else if (!answers.has(answer.what)) {
      answers.set(answer.what, answer.text)
      times.set(answer.what, now())
    }
  }
  const askedAt = now()
  const execution = connection.exec(command, (_stream, chunk) => {
    total += chunk.byteLength
    if (total > answerLimit) return
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  const { end, isLate } = await endWithin(execution, { limitMs, signal })
  take(rest)
  return { end, askedAt, isLate, answers, times, said }
}

const failedShell = (failure: Failure): Record<HostStage, Report> => ({
  shell: { outcome: 'failed', detail: failure.message, failure },
  sudo: skipped(),
  disk: skipped(),
  clock: skipped(),
  tools: skipped()
})

function judgePosix(question: HostQuestion, asked: Answer): Record<HostStage, Report> {
  const { address, expectations } = question
  const { answers, times, askedAt } = asked
  const shell = answers.get('shell')
  if (!isDone(asked) || shell === undefined) return failedShell(whyNoShell(question, asked, 'bash'))
  return {
    shell: { outcome: 'ok', detail: shell },
    sudo: question.sudo.kind === 'none' ? notSetUp : toBeAsked,
    disk: judgeDisk(answers.get('disk') ?? '', expectations, address),
    clock: judgeClock(answers.get('clock') ?? '', askedAt, times.get('clock') ?? askedAt, address),
    tools: judgeTools(answers.get('missing') ?? '', expectations, address)
  }
}

const windowsVersion: Command = {
  line: 'powershell -NoProfile -NonInteractive -Command "$PSVersionTable.PSVersion.ToString()"',
  argv: ['powershell', '-NoProfile', '-NonInteractive', '-Command', '$PSVersionTable.PSVersion.ToString()'],
  stdin: new Uint8Array()
}

function judgeWindows(question: HostQuestion, asked: Answer): Record<HostStage, Report> {
  if (!isDone(asked) || asked.said === '') return failedShell(whyNoShell(question, asked, 'PowerShell'))
  const notThere = skipped('not looked at on Windows hosts')
  return {
    shell: { outcome: 'ok', detail: `PowerShell ${asked.said}` },
    sudo: skipped('Windows hosts have no sudo'),
    disk: notThere,
    clock: notThere,
    tools: notThere
  }
}

const isDone = ({ end }: Answer): boolean => end.kind === 'exited' && end.code === 0

function whyNoShell({ address, limitMs }: HostQuestion, { end, isLate, said }: Answer, interpreter: string): Failure {
  if (isLate)
    return {
      kind: 'connection-timeout',
      message: `${address} did not answer within ${Math.round(limitMs / 1000)} s when asked for its ${interpreter}.`,
      remedy: 'Check the account’s login scripts on the host: one of them may be waiting for something.'
    }
  if (end.kind === 'lost')
    return {
      kind: 'connection-lost',
      message: `No command could be run on ${address}: ${end.reason}.`,
      remedy: 'Check on the host that the account may run commands over SSH.'
    }
  const how = end.kind === 'signalled' ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`
  return {
    kind: 'interpreter-missing',
    message: `${interpreter} does not run on ${address}: starting it ${how}${said === '' ? '' : ` (${said})`}.`,
    remedy: `Install ${interpreter} on the host so that the account finds it on its PATH, and check that the account may run commands.`
  }
}
