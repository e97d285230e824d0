import { type ActionType, actionTypeNames, actionTypes } from '@shared/model/action'
import type { NginxSite } from '@shared/model/package-action'
import type { ActionSettings } from './nodes'
import { newSettings } from './settings'

/** What a person may add: every type of action, and one that begins with more than its type says. */
export type StepKind = ActionType | 'nginx'
export const stepKinds: readonly StepKind[] = [...actionTypes, 'nginx']

/** What people call each. */
export const kindNames: Readonly<Record<StepKind, string>> = { ...actionTypeNames, nginx: 'Deploy to NGINX' }

/** The type of action that a kind is. */
export const typeOfKind = (kind: StepKind): ActionType => (kind === 'nginx' ? 'deploy-package' : kind)

/** A site that is complete: files of the package on port 80. */
export const newSite = (): NginxSite => ({ bindings: [{ protocol: 'http', port: 80 }], locations: [{ path: '/' }] })

/** What an action of a kind begins with. */
export const settingsOfKind = (kind: StepKind): ActionSettings =>
  kind === 'nginx' ? { type: 'deploy-package', package: { packageId: '' }, nginx: newSite() } : newSettings(kind)
