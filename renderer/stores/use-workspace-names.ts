import { useMemo } from 'react'
import { useRead } from './catalog'
import { valueOr } from './load'

const none: readonly never[] = []

/** What the records and roles of the workspace are called, as far as it is known yet. */
export function useWorkspaceNames(): ReadonlySet<string> {
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const projects = valueOr(useRead('project.list', {}).load, none)
  const targets = valueOr(useRead('target.list', {}).load, none)
  const accounts = valueOr(useRead('account.list', {}).load, none)
  return useMemo(
    () =>
      new Set([
        ...[...environments, ...projects, ...targets, ...accounts].map(({ name }) => name),
        ...targets.flatMap(({ roles }) => roles),
        ...accounts.map(({ username }) => username)
      ]),
    [environments, projects, targets, accounts]
  )
}
