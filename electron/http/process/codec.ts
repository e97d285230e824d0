import type { ActionOf, ActionType } from '@shared/model/action'
import type { PackageChoice, PackageReference } from '@shared/model/package-action'
import type { PackagesRead } from './packages'
import type { Properties } from './properties'

/** What of an action is particular to its kind, as Octopus has it. */
export interface WrittenAction {
  readonly type: string
  /** What is undefined is left out. */
  readonly properties: Readonly<Record<string, string | undefined>>
  readonly own?: PackageChoice
  readonly references?: readonly PackageReference[] | undefined
}

/** What an action of Octopus says, to whoever reads its kind. */
export interface ReadAction {
  readonly properties: Properties
  readonly packages: PackagesRead
  /** Of the action in the request, for failures. */
  readonly path: string
}

/** The members of an action that are particular to its kind. They are checked once more by the contract. */
export type OwnMembers = Readonly<Record<string, unknown>>

/** Both directions of one kind of action. */
export interface Codec<T extends ActionType> {
  write(action: ActionOf<T>): WrittenAction
  read(given: ReadAction): OwnMembers
}

/** The same without the members that are undefined. */
export const members = (all: Readonly<Record<string, unknown>>): OwnMembers =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))

/** Absent and false are the same, so only true is a member. */
export const onlyTrue = (flag: boolean | undefined): true | undefined => (flag === true ? true : undefined)

/** None is the same as absent. */
export const unlessEmpty = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length === 0 ? undefined : items
