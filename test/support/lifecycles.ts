import type { EnvironmentId, LifecycleId, PhaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Lifecycle, Phase } from '@shared/model/lifecycle'
import type { ProgressionGround } from '@shared/progression/progress'
import type { ReleaseStanding } from '@shared/progression/progression'

export const environmentNamed = (name: string): Pick<Environment, 'id' | 'name'> => ({
  id: `environment-${name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .padEnd(10, '0')}` as EnvironmentId,
  name
})

/** A phase of environments by name; one with a `*` is deployed to automatically. */
export const phaseOf = (name: string, environments: readonly string[], changes: Partial<Phase> = {}): Phase => ({
  id: `phase-${name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .padEnd(10, '0')}` as PhaseId,
  name,
  environments: environments.map(item => ({
    id: environmentNamed(item.replace('*', '')).id,
    isAutomatic: item.endsWith('*')
  })),
  minimum: 0,
  isOptional: false,
  ...changes
})

export const lifecycleOf = (...phases: readonly Phase[]): Lifecycle => ({
  id: 'lifecycle-0000000001' as LifecycleId,
  name: 'Usual',
  description: '',
  phases: [...phases],
  retention: { keep: 'forever' },
  isDefault: true
})

/** What became of a release: by the name of the environment `ok`, or `tried` without success. */
export function groundOf(
  phases: readonly Phase[],
  environments: readonly string[],
  history: Readonly<Record<string, 'ok' | 'tried'>>,
  prevented: string | null = null
): ProgressionGround {
  const standings = new Map<EnvironmentId, ReleaseStanding>(
    Object.entries(history).map(([name, what]) => [
      environmentNamed(name).id,
      { hasSucceeded: what === 'ok', wasTried: true }
    ])
  )
  return { lifecycle: lifecycleOf(...phases), environments: environments.map(environmentNamed), standings, prevented }
}
