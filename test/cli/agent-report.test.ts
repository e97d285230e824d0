import type { CallName, Output } from '@shared/api'
import { ok } from '@shared/result'
import { expect, it } from 'vitest'
import { AgentReport } from '../../electron/cli/agent-report'
import type { CliIo, Door } from '../../electron/cli/io'
import { Session } from '../../electron/cli/session'
import { deploymentIds, deploymentSummary } from '../support/summaries'

/** A session over a workspace that gives these answers. */
function sessionWith(answers: { readonly [Name in CallName]?: Output<Name> }): Session {
  const door: Door = {
    call: async name => ok(answers[name] as never),
    subscribe: () => () => undefined,
    close: async () => undefined
  }
  const io: CliIo = {
    out: () => undefined,
    err: () => undefined,
    status: null,
    hasColour: false,
    readStdin: async () => '',
    passphraseFile: null,
    question: null,
    readFile: async () => new Uint8Array(),
    onInterrupt: () => () => undefined,
    open: async () => ok(door),
    takePicture: async () => ok(null)
  }
  return new Session(io, { isJson: false, workspace: 'main' })
}

it.each([
  [5, 'And 3 more run or wait. To see them: slipway tasks'],
  [3, 'And 1 more runs or waits. To see it: slipway tasks']
])(
  'the agent begins with what asks people, and says how many of %i that are open it does not tell of',
  async (count, more) => {
    const asking = deploymentSummary({ id: deploymentIds(1), state: 'running', isWaiting: true, openQuestions: 1 })
    const queued = deploymentSummary({ id: deploymentIds(2), releaseVersion: '1.1.0', queuedAt: 2 })
    const session = sessionWith({
      'health.list': [],
      'trigger.list': [],
      'deployment.listOpen': { tasks: [asking, queued], count }
    })
    const told: string[] = []
    await new AgentReport(session, ({ text }) => told.push(text)).begin(0)
    expect(told).toEqual([
      'Shop 1.0.0 to Test waits for a person. Answer it with: slipway deployment answer',
      'Shop 1.1.0 to Test is queued.',
      more
    ])
  }
)
