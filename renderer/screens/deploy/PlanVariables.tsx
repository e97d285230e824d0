import type { ReleaseId } from '@shared/ids'
import type { Plan, PlanPrompt } from '@shared/plan/plan'
import { useEffect, useRef, useState } from 'react'
import { type PlanPosition, positionNear } from '../../components/explain/plan-places'
import { VariableExplorer } from '../../components/explain/VariableExplorer'
import { Icon } from '../../components/Icon'
import { useRead } from '../../stores/catalog'
import classes from './PlanVariables.module.css'

interface PlanVariablesProps {
  readonly releaseId: ReleaseId
  readonly plan: Plan
  readonly prompts: readonly PlanPrompt[]
  /** The name that is explained; null while none is. */
  readonly name: string | null
  readonly onExplain: (name: string | null) => void
}

/** What every variable will be on each step and target of the plan; opens on demand. */
export function PlanVariables({ releaseId, plan, prompts, name, onExplain }: PlanVariablesProps) {
  const [isOpen, setOpen] = useState(false)
  const [wanted, setWanted] = useState<Partial<PlanPosition>>({})
  const position = positionNear(plan, wanted)
  const place = position && {
    source: { kind: 'release', id: releaseId } as const,
    environmentId: plan.environment.id,
    ...(plan.tenant === undefined ? {} : { tenantId: plan.tenant.id }),
    actionId: position.actionId,
    ...(position.targetId === null ? {} : { targetId: position.targetId })
  }
  const preview = useRead('variables.preview', isOpen ? place : null)
  const explained = useRead('variables.explain', isOpen && place && name !== null ? { ...place, name } : null)
  const element = useRef<HTMLDetailsElement>(null)
  // The plan above it leaves little room: what was asked for comes to the top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them changes how much there is to show
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'start' })
  }, [isOpen, name, explained.load.state])
  if (position === null) return null
  return (
    <details
      ref={element}
      className={classes.variables}
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <span className={classes.chevron}>
          <Icon name="chevron-right" size={12} />
        </span>
        <span className={classes.title}>Variables</span>
        <span className={classes.hint}>what each of them will be, and why</span>
      </summary>
      {isOpen && (
        <div className={classes.body}>
          {prompts.length > 0 && name === null && (
            <p className={classes.note}>What is marked “asked” shows its stored value; your answer goes before it.</p>
          )}
          <VariableExplorer
            plan={plan}
            position={position}
            onPosition={setWanted}
            preview={preview.load}
            name={name}
            explained={explained.load}
            onExplain={onExplain}
            onRetry={name === null ? preview.again : explained.again}
            asked={prompts.map(prompt => prompt.name)}
          />
        </div>
      )}
    </details>
  )
}
