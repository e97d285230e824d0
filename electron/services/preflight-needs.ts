import type { ScriptSyntax } from '@shared/model/action'
import type { Plan, PlanTarget, Stage } from '@shared/plan/plan'

/** What the steps of a plan need of one machine. */
export interface MachineNeeds {
  /** Null for this machine, where steps run without a target's connection. */
  readonly target: PlanTarget | null
  /** The languages of its scripts, each with the names of the actions that need it. */
  readonly syntaxes: ReadonlyMap<ScriptSyntax, readonly string[]>
  /** Whom scripts run as by sudo, each with the names of the actions that need it. */
  readonly users: ReadonlyMap<string, readonly string[]>
}

/** Every machine that a plan runs scripts on or connects to, with what it needs there: targets in their order, this machine last. */
export function needsOf(plan: Plan): readonly MachineNeeds[] {
  const stagesOn = (target: PlanTarget) =>
    plan.stages.filter(stage => stage.runs.some(run => run.on === 'target' && run.targetId === target.id))
  const here = plan.stages.filter(stage => stage.syntax !== undefined && stage.runs.some(run => run.on === 'here'))
  return [
    ...plan.targets.flatMap(target => {
      // A bundle is carried there; nobody looks from here.
      const stages = target.kind === 'offline' ? [] : stagesOn(target)
      return stages.length === 0 ? [] : [needing(target, stages)]
    }),
    ...(here.length === 0 ? [] : [needing(null, here)])
  ]
}

function needing(target: PlanTarget | null, stages: readonly Stage[]): MachineNeeds {
  const syntaxes = new Map<ScriptSyntax, string[]>()
  const users = new Map<string, string[]>()
  const note = <Key>(map: Map<Key, string[]>, key: Key | undefined, name: string) => {
    if (key !== undefined) map.set(key, [...(map.get(key) ?? []), name])
  }
  for (const { name, syntax, runAs } of stages) {
    note(syntaxes, syntax, name)
    note(users, runAs, name)
  }
  return { target, syntaxes, users }
}
