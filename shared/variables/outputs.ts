import type { Deployment } from '../deployment'
import type { ActionId } from '../ids'
import type { StepOutput } from './decide'

/** What runs passed on so far, in the order in which it was told; only of the actions before `until`, where it is given. */
export function stepOutputs(
  { plan, runs }: Pick<Deployment, 'plan' | 'runs'>,
  until: ActionId | null = null
): readonly StepOutput[] {
  const end = plan.stages.findIndex(stage => stage.actionId === until)
  const stages = end < 0 ? plan.stages : plan.stages.slice(0, end)
  const names = new Map(plan.targets.map(target => [target.id, target.name]))
  const all = stages.flatMap(stage =>
    stage.runs.flatMap(({ id, targetId }) =>
      (runs[id]?.outputs ?? []).map(output => ({
        seq: output.seq,
        output: {
          step: stage.name,
          machine: targetId === null ? null : (names.get(targetId) ?? null),
          name: output.name,
          value:
            'secret' in output
              ? ({ kind: 'secret', id: output.secret } as const)
              : ({ kind: 'text', text: output.value } as const)
        }
      }))
    )
  )
  return all.sort((a, b) => a.seq - b.seq).map(({ output }) => output)
}
