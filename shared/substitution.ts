import { z } from 'zod'

const patterns = z.array(z.string().trim().min(1, 'must not be empty').max(1000)).max(200).default([])

/** What is done in the files of a folder. Patterns are relative to it and know `*`, `**`, `?`, `[]` and `{}`. */
export const substitutionOptions = z.strictObject({
  /** Files that are templates as a whole. */
  substituteIn: patterns,
  /** JSON, YAML, XML and properties files, whose values are replaced by those of variables with their paths as names. */
  structuredIn: patterns,
  /** Settings and connection strings in every `*.config`. */
  dotNetVariables: z.boolean().default(false),
  /** `Web.Release.config` and `Web.<environment>.config` are applied to `Web.config`, and so on. */
  transforms: z.boolean().default(false),
  /** Further transforms, such as `Web.Custom.config => Web.config`; by line or comma. */
  additionalTransforms: z.string().max(20_000).default(''),
  /** Says what would change and writes nothing. */
  isDryRun: z.boolean().default(false),
  /** Without them, sensitive variables are left out and references to them stay as they are written. */
  includeSecrets: z.boolean().default(true)
})
export type SubstitutionOptions = z.output<typeof substitutionOptions>

/** What came of it. Holds names and never values. */
export interface SubstitutionReport {
  readonly folder: string
  readonly isDryRun: boolean
  /** The files that have another content now or, in a dry run, would have; relative to the folder. */
  readonly changed: readonly string[]
  readonly messages: readonly SubstitutionMessage[]
  /** The sensitive variables that were left out. */
  readonly leftOut: readonly string[]
  /** What ended the work early; files that were changed until then stay so. Null when all was done. */
  readonly failure: string | null
}

/** Something to say, with the file that it is about. The verbose ones name every variable that was put in. */
export interface SubstitutionMessage {
  readonly level: 'verbose' | 'info' | 'warning' | 'error'
  readonly message: string
  readonly file?: string
}
