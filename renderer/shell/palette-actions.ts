import type { DeploymentSummary } from '@shared/deployment'
import type { ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { VaultStatus } from '@shared/vault'
import type { IconName } from '../components/icon-paths'
import { adding } from '../navigation/use-adding'
import type { PaletteItem } from './palette-item'

/** How the workspace is, which decides what can be done. */
export interface PaletteSituation {
  readonly projects: readonly Project[]
  readonly deployments: readonly DeploymentSummary[]
  /** The project that the screen that is shown is about; absent where it is about none. */
  readonly here?: ProjectId | undefined
  /** Absent while it is not known. */
  readonly vault?: Pick<VaultStatus, 'protection' | 'isLocked'> | undefined
}

const action = (
  does: PaletteItem['does'],
  icon: IconName,
  label: string,
  keywords: string,
  more: Partial<Pick<PaletteItem, 'group' | 'isMinor'>> = {}
): PaletteItem => ({
  id: `action ${does.kind} ${label}`,
  group: 'Actions',
  icon,
  label,
  detail: '',
  keywords,
  does,
  ...more
})

/** Adds to a list, on the screen of the list. */
const add = (path: string, what: string, keywords: string, isMinor = true): PaletteItem =>
  action({ kind: 'go', href: adding(path) }, 'plus', `New ${what}…`, `add create ${keywords}`, { isMinor })

/**
 * What can be done from everywhere, in the order in which it is listed. What cannot be done now is left out. A further
 * action is a line here; one of a screen is offered by the screen (useScreenCommands).
 */
export const actionItems = (situation: PaletteSituation): readonly PaletteItem[] => [
  ...hereItems(situation),
  ...(situation.projects.length === 0
    ? []
    : [action({ kind: 'deploy' }, 'deployment', 'Deploy a release…', 'run start ship promote roll out')]),
  action({ kind: 'new-project' }, 'plus', 'New project…', 'create add application'),
  add('/environments', 'environment', 'stage phase test production', false),
  add('/targets', 'target', 'server host machine node ssh', false),
  action({ kind: 'new-workspace' }, 'plus', 'New workspace…', 'create add customer team space', { isMinor: true }),
  add('/targets/accounts', 'account', 'login user ssh key password credentials'),
  add('/targets/jump-hosts', 'jump host', 'bastion proxy gateway'),
  add('/targets/policies', 'policy', 'health check machine policy'),
  add('/tenants', 'tenant', 'customer site store'),
  add('/library', 'variable set', 'shared values secrets library'),
  action({ kind: 'go', href: '/library/lifecycles/new' }, 'plus', 'New lifecycle…', 'add create phases promotion', {
    isMinor: true
  }),
  add('/library/certificates', 'certificate', 'tls ssl pem pfx'),
  add('/packages/feeds', 'feed', 'nuget maven npm repository'),
  add('/environments/freezes', 'freeze', 'closed window no deployments'),
  add('/settings/http-api', 'API key', 'http octopus token ci'),
  action({ kind: 'go', href: adding('/packages') }, 'package', 'Import packages…', 'add upload artifact zip build', {
    isMinor: true
  }),
  ...rollbackItems(situation),
  action({ kind: 'toggle-theme' }, 'moon', 'Change the theme', 'dark light colours appearance'),
  ...vaultItems(situation),
  action({ kind: 'shortcuts' }, 'keyboard', 'Keyboard shortcuts', 'help keys')
]

/** What can be done with the project at hand. */
function hereItems({ projects, here }: PaletteSituation): readonly PaletteItem[] {
  const project = projects.find(({ id }) => id === here)
  if (project === undefined) return []
  const { id, name } = project
  const group = 'This screen'
  const go = (icon: IconName, label: string, href: string, keywords: string, isMinor = false) =>
    action({ kind: 'go', href }, icon, label, keywords, { group, isMinor })
  return [
    action({ kind: 'deploy', projectId: id }, 'deployment', `Deploy ${name}…`, 'run start ship promote roll out', {
      group
    }),
    go('release', `Create a release of ${name}`, `/projects/${id}/releases/new`, 'new version snapshot'),
    go('plus', `New channel of ${name}…`, adding(`/projects/${id}/channels`), 'add create hotfix', true),
    go('plus', `New trigger of ${name}…`, adding(`/projects/${id}/triggers`), 'add create schedule cron', true),
    go('plus', `New runbook of ${name}…`, adding(`/projects/${id}/runbooks`), 'add create operations', true)
  ]
}

/** Going back, wherever something of a project has got to. */
function rollbackItems({ projects, deployments }: PaletteSituation): readonly PaletteItem[] {
  const known = new Set(projects.map(({ id }) => id))
  const places = new Map<string, DeploymentSummary>()
  for (const deployment of deployments) {
    const { projectId, environmentId, runbook, tenant, outcome } = deployment
    if (runbook !== null || tenant !== undefined || outcome !== 'succeeded' || !known.has(projectId)) continue
    const place = `${projectId} ${environmentId}`
    if (!places.has(place)) places.set(place, deployment)
  }
  return [...places.values()].map(({ projectId, projectName, environmentId, environmentName }) =>
    action(
      { kind: 'go', href: `/projects/${projectId}/rollback/${environmentId}` },
      'undo',
      `Roll back ${projectName} in ${environmentName}…`,
      'rollback revert undo previous earlier release',
      { isMinor: true }
    )
  )
}

/** A vault that has a lock is locked or unlocked. */
function vaultItems({ vault }: PaletteSituation): readonly PaletteItem[] {
  if (vault === undefined || (vault.protection !== 'passphrase' && vault.protection !== 'keychain')) return []
  return vault.isLocked
    ? [action({ kind: 'unlock-vault' }, 'key', 'Unlock the vault…', 'secrets passphrase security open')]
    : [action({ kind: 'lock-vault' }, 'lock', 'Lock the vault now', 'secrets passphrase security close')]
}
