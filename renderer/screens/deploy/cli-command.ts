import type { PlanPrompt } from '@shared/plan/plan'
import type { WorkspaceInfo } from '@shared/workspace'
import { answerOf, offeredAnswer, type TypedAnswers } from './answers'

/** A word as a POSIX shell reads it back: bare where that is safe, in single quotes otherwise. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._+/-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** The command line that starts the same deployment, or the same ones. */
export const deployCommand = (
  project: string,
  version: string,
  environments: readonly string[],
  tenants: readonly string[] = [],
  answers: readonly string[] = []
): string =>
  [
    `slipway deploy --project ${shellWord(project)} --release ${shellWord(version)}`,
    ...environments.map(name => `--to ${shellWord(name)}`),
    ...tenantFlags(tenants),
    ...answers
  ].join(' ')

const tenantFlags = (tenants: readonly string[]): readonly string[] =>
  tenants.map(name => `--tenant ${shellWord(name)}`)

/** The command line that starts the same run of a runbook. */
export const runbookCommand = (
  project: string,
  runbook: string,
  isDraft: boolean,
  environment: string,
  tenants: readonly string[] = [],
  answers: readonly string[] = []
): string =>
  [
    `slipway runbook run ${shellWord(runbook)} --project ${shellWord(project)} --in ${shellWord(environment)}`,
    ...(isDraft ? ['--draft'] : []),
    ...tenantFlags(tenants),
    ...answers
  ].join(' ')

/** The flags by which a command works in this workspace: a person's own one needs none. */
export function workspaceFlags({ kind, name }: Pick<WorkspaceInfo, 'kind' | 'name'>): readonly string[] {
  if (kind === 'main') return []
  return kind === 'demo' ? ['--demo'] : [`--workspace ${shellWord(name)}`]
}

/** Stands for the file that a secret is read from: a secret is never part of a command line. */
export const secretFile = 'FILE'

/** The flags that answer the prompts the same way. What is not required and left as it is stored needs none. */
export const answerFlags = (prompts: readonly PlanPrompt[], typed: TypedAnswers): readonly string[] =>
  prompts.flatMap(prompt => {
    const { name, type } = prompt
    const value = answerOf(prompt, typed)
    const isLeft = value === offeredAnswer(prompt) && (value === '' || !prompt.prompt.isRequired)
    if (isLeft) return []
    return type === 'sensitive'
      ? [`--variable-file ${shellWord(`${name}=${secretFile}`)}`]
      : [`--variable ${shellWord(`${name}=${value}`)}`]
  })
