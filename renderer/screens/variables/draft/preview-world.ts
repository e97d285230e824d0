import type { ActionId, EnvironmentId, SecretId, TargetId } from '@shared/ids'
import type { Account, AccountView } from '@shared/model/account'
import type { Certificate, CertificateView } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import type { Step } from '@shared/model/process'
import { hasAnyRole, type Target } from '@shared/model/target'
import { assertNever } from '@shared/result'
import type { VariableContext } from '@shared/variables/context'
import type { VariableWorld } from '@shared/variables/decide'
import type { OtherPlace } from '@shared/variables/explain'
import type { References } from '@shared/variables/members'
import { environmentFacts, machineFacts, projectFacts, stepFacts } from '@shared/variables/system'
import type { Owner, Surroundings } from '../use-surroundings'
import type { Draft } from './draft'
import { sourcesOf } from './world'

/** Where values are looked at. */
export interface PreviewPlace {
  readonly environmentId: EnvironmentId | null
  readonly targetId: TargetId | null
  readonly actionId: ActionId | null
}

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
}

const find = ({ environments, targets, steps }: Surroundings, place: PreviewPlace): Found => ({
  environment: environments.find(({ id }) => id === place.environmentId) ?? null,
  target: targets.find(({ id }) => id === place.targetId) ?? null,
  step: steps.find(({ actions }) => actions.some(({ id }) => id === place.actionId)) ?? null
})

const contextOf = (owner: Owner, { environment, target, step }: Found): VariableContext => ({
  environmentId: environment?.id ?? null,
  target: target === null ? null : { id: target.id, roles: target.roles },
  step: step === null ? null : { actionId: step.actions[0].id, roles: step.roles },
  channelId: null,
  process: owner.kind === 'project' ? owner.id : null,
  tenantTags: []
})

function factsOf(around: Surroundings, { environment, target, step }: Found): VariableWorld['facts'] {
  const { project, group, targets, steps } = around
  const here = targets.filter(item => environment !== null && item.environmentIds.includes(environment.id))
  return {
    ...(project === null ? {} : projectFacts(project, group)),
    ...(environment === null
      ? {}
      : environmentFacts(
          environment,
          here.filter(item => !item.isDisabled)
        )),
    ...(target === null ? {} : machineFacts({ ...target, host: target.kind === 'ssh' ? target.host : 'localhost' })),
    ...(step === null
      ? {}
      : stepFacts({
          number: steps.indexOf(step) + 1,
          stepId: step.id,
          actionId: step.actions[0].id,
          name: step.name,
          roles: step.roles,
          syntax: step.actions[0].syntax
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
  return { world, context: contextOf(owner, found), others: otherPlaces(owner, around, found.step) }
}

function otherPlaces(owner: Owner, around: Surroundings, step: Step | null): readonly OtherPlace[] {
  const places = around.environments.flatMap((environment): readonly Found[] => {
    const here = around.targets.filter(target => target.environmentIds.includes(environment.id))
    const suitable = step === null ? here : here.filter(target => hasAnyRole(target, step.roles))
    const isOnce = step?.location === 'here' || suitable.length === 0
    return isOnce ? [{ environment, step, target: null }] : suitable.map(target => ({ environment, step, target }))
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
