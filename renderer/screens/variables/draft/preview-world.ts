import type { ActionId, ChannelId, EnvironmentId, RunbookId, SecretId, TargetId, TenantId } from '@shared/ids'
import type { Account, AccountView } from '@shared/model/account'
import type { Certificate, CertificateView } from '@shared/model/certificate'
import type { Channel } from '@shared/model/channel'
import type { Environment } from '@shared/model/environment'
import { type Action, actionName, findAction, type Step } from '@shared/model/process'
import { hasAnyRole, type Target } from '@shared/model/target'
import type { TenantRef } from '@shared/model/tenant'
import { assertNever } from '@shared/result'
import type { VariableContext } from '@shared/variables/context'
import type { VariableWorld } from '@shared/variables/decide'
import type { OtherPlace } from '@shared/variables/explain'
import type { References } from '@shared/variables/members'
import {
  channelFacts,
  environmentFacts,
  machineFacts,
  projectFacts,
  stepFacts,
  tenantFacts
} from '@shared/variables/system'
import type { Owner, Surroundings } from '../use-surroundings'
import type { Draft } from './draft'
import { sourcesOf } from './world'

/** Where values are looked at. */
export interface PreviewPlace {
  readonly environmentId: EnvironmentId | null
  readonly targetId: TargetId | null
  readonly actionId: ActionId | null
  /** Whose process runs; null for the project's own. */
  readonly runbookId: RunbookId | null
  /** Of the release; absent and null alike for the project's default one. A runbook has none. */
  readonly channelId?: ChannelId | null
  /** Absent and null alike for without one. */
  readonly tenantId?: TenantId | null
}

/** The steps of the process that runs. */
export const stepsAt = (
  { steps, runbooks }: Pick<Surroundings, 'steps' | 'runbooks'>,
  { runbookId }: Pick<PreviewPlace, 'runbookId'>
): readonly Step[] => (runbookId === null ? steps : (runbooks.find(({ id }) => id === runbookId)?.steps ?? []))

/** Any secret: which one it is stays in the main process, and here they are all dots. */
const hidden = 'secret-0000000000' as SecretId

function accountOf({ id, kind, name, username, hasPassphrase }: AccountView): Account {
  const common = { id, name, username, sudo: { kind: 'none' } } as const
  switch (kind) {
    case 'agent':
      return { ...common, kind }
    case 'password':
      return { ...common, kind, password: hidden }
    case 'private-key':
      return { ...common, kind, privateKey: hidden, passphrase: hasPassphrase ? hidden : null }
    default:
      return assertNever(kind)
  }
}

/** The certificate's own texts are not in the window either, so they are shown as dots with the secrets. */
const certificateOf = ({ hasPrivateKey, usedBy: _, ...view }: CertificateView): Certificate => ({
  ...view,
  certificatePem: '',
  chainPem: '',
  original: hidden,
  privateKey: hasPrivateKey ? hidden : null,
  pfx: hasPrivateKey ? hidden : null,
  password: null,
  createdAt: 0
})

const referencesOf = ({ accounts, certificates }: Surroundings): References => ({
  accounts: new Map(accounts.map(view => [view.id, accountOf(view)])),
  certificates: new Map(certificates.map(view => [view.id, certificateOf(view)]))
})

interface Found {
  readonly environment: Environment | null
  readonly target: Target | null
  readonly step: Step | null
  /** Of the step; null exactly where there is none. */
  readonly action: Action | null
  readonly runbookId: RunbookId | null
  /** Null for a runbook, and where no channel is known. */
  readonly channel: Pick<Channel, 'id' | 'name'> | null
  readonly tenant: TenantRef | null
}

const find = (around: Surroundings, place: PreviewPlace): Found => ({
  ...actionAt(stepsAt(around, place), place),
  channel: channelAt(around, place),
  tenant: around.tenants.find(({ id }) => id === place.tenantId) ?? null,
  runbookId: place.runbookId,
  environment: around.environments.find(({ id }) => id === place.environmentId) ?? null,
  target: around.targets.find(({ id }) => id === place.targetId) ?? null
})

const channelAt = ({ channels }: Surroundings, { runbookId, channelId = null }: PreviewPlace) =>
  runbookId === null
    ? (channels.find(({ id, isDefault }) => (channelId === null ? isDefault : id === channelId)) ?? null)
    : null

const actionAt = (steps: readonly Step[], { actionId }: PreviewPlace): Pick<Found, 'step' | 'action'> =>
  (actionId === null ? null : findAction(steps, actionId)) ?? { step: null, action: null }

const contextOf = (
  owner: Owner,
  { environment, target, step, action, runbookId, channel, tenant }: Found
): VariableContext => ({
  environmentId: environment?.id ?? null,
  target: target === null ? null : { id: target.id, roles: target.roles },
  step: step === null || action === null ? null : { actionId: action.id, roles: step.roles },
  channelId: channel?.id ?? null,
  process: owner.kind === 'project' ? (runbookId ?? owner.id) : null,
  tenantTags: tenant?.tags ?? []
})

function factsOf(
  around: Surroundings,
  { environment, target, step, action, runbookId, channel, tenant }: Found
): VariableWorld['facts'] {
  const { project, group, targets } = around
  const steps = stepsAt(around, { runbookId })
  const here = targets.filter(item => environment !== null && item.environmentIds.includes(environment.id))
  return {
    ...(project === null ? {} : projectFacts(project, group)),
    ...(channel === null ? {} : channelFacts(channel)),
    ...(tenant === null ? {} : tenantFacts(tenant)),
    ...(environment === null
      ? {}
      : environmentFacts(
          environment,
          here.filter(item => !item.isDisabled)
        )),
    ...(target === null ? {} : machineFacts({ ...target, host: target.kind === 'ssh' ? target.host : 'localhost' })),
    ...(step === null || action === null
      ? {}
      : stepFacts({
          number: steps.indexOf(step) + 1,
          stepId: step.id,
          ...(step.actions.length > 1 ? { child: step.actions.indexOf(action) + 1 } : {}),
          actionId: action.id,
          name: actionName(step, action),
          stepName: step.name,
          roles: step.roles,
          ...(action.type === 'script' ? { syntax: action.syntax } : {})
        }))
  }
}

/** Everything that decides about values in one place, with what is typed and not saved yet. */
export interface PreviewWorld {
  readonly world: VariableWorld
  readonly context: VariableContext
  /** The same step everywhere else. */
  readonly others: readonly OtherPlace[]
}

/** How many places a name is compared in. */
const comparedPlaces = 200

export function previewWorld(owner: Owner, draft: Draft, around: Surroundings, place: PreviewPlace): PreviewWorld {
  const found = find(around, place)
  const world: VariableWorld = {
    sources: sourcesOf(draft, around.librarySets),
    references: referencesOf(around),
    machine: found.target?.name ?? null,
    facts: factsOf(around, found),
    answers: [],
    outputs: []
  }
  return { world, context: contextOf(owner, found), others: otherPlaces(owner, around, found) }
}

function otherPlaces(
  owner: Owner,
  around: Surroundings,
  { step, action, runbookId, channel, tenant }: Found
): readonly OtherPlace[] {
  const places = around.environments.flatMap((environment): readonly Found[] => {
    const here = around.targets.filter(target => target.environmentIds.includes(environment.id))
    const suitable = step === null ? here : here.filter(target => hasAnyRole(target, step.roles))
    const isOnce = step?.location === 'here' || suitable.length === 0
    return isOnce
      ? [{ environment, step, action, runbookId, channel, tenant, target: null }]
      : suitable.map(target => ({ environment, step, action, runbookId, channel, tenant, target }))
  })
  return places.slice(0, comparedPlaces).flatMap(found =>
    found.environment === null
      ? []
      : [
          {
            place: { environmentId: found.environment.id, targetId: found.target?.id ?? null },
            context: contextOf(owner, found),
            facts: factsOf(around, found),
            machine: found.target?.name ?? null
          }
        ]
  )
}

/** What only a deployment knows, such as the outputs of steps. */
export const isKnownLater = (name: string): boolean => /^Octopus[.[]/i.test(name)
