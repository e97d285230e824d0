import type { Input } from '@shared/api'
import type { EnvironmentId } from '@shared/ids'
import { isSamePlace, type PlannedTarget } from '@shared/import/plan-ssh-config'

/** What a person typed and ticked on the screen that imports hosts. */
export interface HostsFormValues extends Record<string, unknown> {
  /** The configuration. */
  readonly text: string
  /** What the person said about hosts, by their names in the file; of the others `isTickedAtFirst` decides. */
  readonly ticks: Readonly<Record<string, boolean>>
  readonly roles: string[]
  readonly environmentIds: string[]
  /** The `IdentityFile`s that may be read. */
  readonly keyFiles: string[]
}

export const noHosts: HostsFormValues = { text: '', ticks: {}, roles: [], environmentIds: [], keyFiles: [] }

/** The fields that show their own issues. */
export const hostsFields = ['roles', 'environmentIds']

/** Whether other hosts of the file are reached through this one. */
export const isOnTheWay = (target: PlannedTarget, all: readonly PlannedTarget[]): boolean =>
  all.some(({ outcome, hops }) => outcome !== 'unsupported' && hops.some(hop => isSamePlace(hop, target)))

/** New hosts are ticked, but for those on the way to others: these become jump hosts, and scripts seldom run there. */
const isTickedAtFirst = (target: PlannedTarget, all: readonly PlannedTarget[]): boolean => !isOnTheWay(target, all)

/** The hosts that would become targets now. */
export const tickedHosts = (
  targets: readonly PlannedTarget[],
  ticks: HostsFormValues['ticks']
): readonly PlannedTarget[] =>
  targets.filter(target => target.outcome === 'new' && (ticks[target.alias] ?? isTickedAtFirst(target, targets)))

/** A private key that hosts, or the jump hosts on their way, log in with. */
export interface KeyFileUse {
  readonly file: string
  /** Names of the hosts that it logs in to. */
  readonly hosts: readonly string[]
  /** Names of the hosts on whose way it logs in to a jump host. */
  readonly ways: readonly string[]
}

/** The private keys that these hosts need, in the order of the file. */
export function keyFilesOf(targets: readonly PlannedTarget[]): readonly KeyFileUse[] {
  const files = targets.flatMap(({ identityFile, hops }) => [identityFile, ...hops.map(hop => hop.identityFile)])
  return [...new Set(files)]
    .filter(file => file !== null)
    .map(file => ({
      file,
      hosts: namesOf(targets.filter(({ identityFile }) => identityFile === file)),
      ways: namesOf(targets.filter(({ hops }) => hops.some(({ identityFile }) => identityFile === file)))
    }))
}

const namesOf = (targets: readonly PlannedTarget[]): readonly string[] => targets.map(({ name }) => name)

/** What is sent. A key that no ticked host needs is not read, even when it was ticked before. */
export function hostsInputOf(
  text: string,
  chosen: readonly PlannedTarget[],
  { roles, environmentIds, keyFiles }: HostsFormValues
): Input<'import.sshConfig.apply'> {
  return {
    text,
    hosts: chosen.map(({ alias }) => alias),
    roles,
    environmentIds: environmentIds as EnvironmentId[],
    keyFiles: keyFilesOf(chosen)
      .map(({ file }) => file)
      .filter(file => keyFiles.includes(file))
  }
}
