import type { FailureKind } from '@shared/failure'
import type { ProjectId, TargetId } from '@shared/ids'
import type { PlanProblem } from '@shared/plan/plan'
import { assertNever } from '@shared/result'

/** The way to mend a problem: right here, or on another screen. */
export type Fix =
  | { readonly kind: 'test'; readonly targetId: TargetId; readonly label: string }
  | { readonly kind: 'go'; readonly href: string; readonly label: string }

const keyKinds: ReadonlySet<FailureKind> = new Set(['host-key-unknown', 'host-key-changed'])

/** What the button beside a problem does; null where only the person knows. */
export function fixFor({ failure, about }: PlanProblem, projectId: ProjectId | null): Fix | null {
  switch (about.kind) {
    case 'target':
      return keyKinds.has(failure.kind)
        ? { kind: 'test', targetId: about.targetId, label: 'Test and accept key' }
        : { kind: 'go', href: `/targets/${about.targetId}`, label: 'Open the target' }
    case 'jump-host':
      return { kind: 'go', href: `/targets/jump-hosts/${about.jumpHostId}`, label: 'Open the jump host' }
    case 'environment':
      if (failure.kind === 'frozen') return { kind: 'go', href: '/environments/freezes', label: 'Open the freezes' }
      if (failure.kind === 'not-open')
        return projectId && { kind: 'go', href: `/projects/${projectId}`, label: 'Open the project' }
      return { kind: 'go', href: '/targets', label: 'Go to targets' }
    case 'tenant':
      return { kind: 'go', href: '/tenants', label: 'Go to tenants' }
    case 'process':
    case 'step':
      return projectId && { kind: 'go', href: `/projects/${projectId}/process`, label: 'Open the process' }
    case 'variable':
      return projectId && { kind: 'go', href: `/projects/${projectId}/variables`, label: 'Open the variables' }
    case 'release':
      return projectId && { kind: 'go', href: `/projects/${projectId}/releases/new`, label: 'Create a release' }
    default:
      return assertNever(about)
  }
}
