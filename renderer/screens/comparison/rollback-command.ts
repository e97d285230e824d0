import { shellWord } from '../deploy/cli-command'

/** The command line that goes back the same way. */
export const rollbackCommand = (
  project: string,
  environment: string,
  version: string,
  /** Null without one. */
  tenant: string | null,
  flags: readonly string[]
): string =>
  [
    `slipway rollback start --project ${shellWord(project)} --in ${shellWord(environment)} --to ${shellWord(version)}`,
    ...(tenant === null ? [] : [`--tenant ${shellWord(tenant)}`]),
    ...flags
  ].join(' ')
