import type { ProjectId } from '@shared/ids'
import { actionName, allActions, type Step } from '@shared/model/process'
import { deploymentProcess, type Labels } from '@shared/variables/scope-words'
import { useMemo } from 'react'
import type { ReferenceNames } from '../../components/explain/row-look'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

const none: readonly never[] = []

/** What the ids in variables are called, as far as it is known yet. */
export interface VariableNames {
  readonly labels: Labels
  readonly references: ReferenceNames
}

/** The names of what scopes and values refer to. `steps` are those of the process or the release that is looked at. */
export function useVariableNames(steps: readonly Step[], projectId?: ProjectId): VariableNames {
  const channels = valueOr(useRead('channel.list', projectId === undefined ? null : { projectId }).load, none)
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const targets = valueOr(useRead('target.list', {}).load, none)
  const accounts = valueOr(useRead('account.list', {}).load, none)
  const certificates = valueOr(useRead('certificate.list', {}).load, none)
  const projects = valueOr(useRead('project.list', {}).load, none)
  const runbooks = valueOr(useRead('runbook.list', {}).load, none)
  return useMemo(() => {
    const byId = (items: readonly { readonly id: string; readonly name: string }[]) =>
      new Map(items.map(({ id, name }) => [id, name]))
    return {
      labels: {
        environments: byId(environments),
        targets: byId(targets),
        actions: new Map(allActions(steps).map(({ step, action }) => [action.id, actionName(step, action)] as const)),
        processes: new Map([...projects.map(({ id }) => [id, deploymentProcess] as const), ...byId(runbooks)]),
        channels: byId(channels)
      },
      references: byId([...accounts, ...certificates])
    }
  }, [environments, targets, accounts, certificates, projects, runbooks, channels, steps])
}
