import { hopsTo, type JumpHost } from '../model/jump-host'
import type { SshTarget, Target } from '../model/target'
import type { PlanProblem, Stage } from './plan'
import type { PlanInput } from './plan-deployment'
import { type About, error } from './problems'

/** The jump hosts on the way to a target; null when there is no such way. */
export const wayTo = ({ jumpHosts }: Pick<PlanInput, 'jumpHosts'>, { viaId }: SshTarget): readonly JumpHost[] | null =>
  hopsTo(viaId, id => jumpHosts.find(item => item.id === id))

/** Whose host key nobody accepted, of the targets and of the jump hosts on the way to them. */
export function wayProblems(
  input: PlanInput,
  candidates: readonly Target[],
  stages: readonly Stage[]
): readonly PlanProblem[] {
  const connected = new Set(
    stages.flatMap(stage => stage.runs.filter(run => run.on === 'target').map(run => run.targetId))
  )
  const targets = candidates.filter((target): target is SshTarget => target.kind === 'ssh' && connected.has(target.id))
  const hops = new Set(targets.flatMap(target => wayTo(input, target) ?? []))
  return [
    ...targets.filter(target => wayTo(input, target) === null).map(noWay),
    ...[...hops]
      .filter(hop => hop.hostKey === null)
      .map(hop => unknownKey({ kind: 'jump-host', jumpHostId: hop.id }, `the jump host ${hop.name}`)),
    ...targets
      .filter(target => target.hostKey === null)
      .map(target => unknownKey({ kind: 'target', targetId: target.id }, target.name))
  ]
}

const noWay = ({ id, name }: SshTarget): PlanProblem =>
  error(
    { kind: 'target', targetId: id },
    `The way to ${name} leads through a jump host that does not exist any more, or in a circle.`,
    `Choose another way in “Reached through” of ${name}.`
  )

const unknownKey = (about: About, name: string): PlanProblem => ({
  severity: 'error',
  about,
  failure: {
    kind: 'host-key-unknown',
    message: `Nobody has accepted the host key of ${name} yet.`,
    remedy: `Test the connection to ${name}, compare the key it shows and accept it.`
  }
})

/** A step that runs as another user needs an account that can become one, and a host that knows how. */
export function sudoProblems(
  input: PlanInput,
  candidates: readonly Target[],
  stages: readonly Stage[]
): readonly PlanProblem[] {
  return stages.flatMap(stage => {
    if (stage.runAs === undefined || stage.runs.length === 0) return []
    const what = `“${stage.name}” is to run as ${stage.runAs}`
    if (stage.location !== 'targets')
      return input.thisMachine === 'windows'
        ? [noSudoOnWindows({ kind: 'step', stepId: stage.stepId }, what, 'this machine')]
        : []
    return stage.runs.flatMap(run => {
      const target = candidates.find(candidate => candidate.id === run.targetId)
      if (target === undefined) return []
      const about = { kind: 'target', targetId: target.id } as const
      const platform = target.kind === 'local' ? input.thisMachine : target.platform
      if (target.kind === 'offline') return []
      if (platform === 'windows') return [noSudoOnWindows(about, what, target.name)]
      if (target.kind === 'local' || input.sudoers?.has(target.accountId)) return []
      const remedy = `Say in the account of ${target.name} how it becomes another user, or let the step run as the account itself.`
      return [error(about, `${what}, and the account of ${target.name} is not set up for sudo.`, remedy)]
    })
  })
}

const noSudoOnWindows = (about: About, what: string, where: string): PlanProblem =>
  error(about, `${what}, and there is no sudo on Windows (${where}).`, 'Let the step run as the account itself.')
