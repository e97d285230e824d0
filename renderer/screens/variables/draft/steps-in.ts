import type { Step } from '@shared/model/process'
import type { Runbook } from '@shared/model/runbook'
import type { RunbookListing } from '@shared/runbook-calls'

/** Steps in which names may be mentioned: those of a project's process, or of one of its runbooks. */
export interface StepsIn {
  /** Null for the process. */
  readonly runbook: Pick<Runbook, 'id' | 'name' | 'version'> | null
  readonly steps: readonly Step[]
}

interface Around {
  /** Of the process. */
  readonly steps: readonly Step[]
  readonly runbooks: readonly RunbookListing[]
}

/** The process, and each runbook. */
export const allSteps = ({ steps, runbooks }: Around): readonly StepsIn[] => [
  { runbook: null, steps },
  ...runbooks.map(runbook => ({ runbook, steps: runbook.steps }))
]

/** What something of a step is called: something of a runbook's says which that is. */
export const nameIn = (runbook: StepsIn['runbook'], name: string): string =>
  runbook === null ? name : `${name} (${runbook.name})`
