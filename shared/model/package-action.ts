import { z } from 'zod'
import { feedId } from '../ids'
import { packageVersion } from './package'

/** Text in which `#{…}` is replaced at the moment of use. */
const template = (limit: number) => z.string().max(limit, `must be at most ${limit.toLocaleString('en')} characters`)
const needed = (limit: number) => template(limit).refine(text => text.trim() !== '', 'must not be empty')

const ofPackage = {
  /** `#{…}` in it is replaced when the release is made, with values that have no scope. */
  packageId: needed(200),
  /** Absent for the repository. */
  feedId: feedId.optional(),
  /** Always this version; absent: it is chosen when the release is made. */
  version: packageVersion.optional()
}

/** The package that an action is about. */
export const packageChoice = z.strictObject(ofPackage)
export type PackageChoice = z.infer<typeof packageChoice>

/** A package that an action finds beside its script (Octopus: referenced package). */
export const packageReference = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots, dashes and underscores'),
  ...ofPackage,
  /** Unpacked to `./<name>/`; absent: it lies there as the file that it is. */
  isExtracted: z.boolean().optional()
})
export type PackageReference = z.infer<typeof packageReference>

export const packageReferences = z
  .array(packageReference)
  .min(1)
  .max(50)
  .refine(
    list => new Set(list.map(item => item.name.toLowerCase())).size === list.length,
    'must not name a reference twice'
  )

const globs = z.array(z.string().trim().min(1, 'must not be empty').max(1000)).min(1).max(200)

/** What is done in the files of a package before it is used; see `shared/substitution.ts` for what each means. */
export const configurationFields = {
  substituteIn: globs.optional(),
  structuredIn: globs.optional(),
  dotNetVariables: z.boolean().optional(),
  transforms: z.boolean().optional(),
  /** Further transforms, such as `Web.Custom.config => Web.config`; by line or comma. */
  additionalTransforms: template(20_000).optional()
}

/** The moments of a deployment of a package at which scripts run. */
export const packageStages = ['preDeploy', 'deploy', 'postDeploy'] as const
export type PackageStage = (typeof packageStages)[number]

const stageScript = z.strictObject({ syntax: z.enum(['bash', 'python', 'powershell']), body: needed(1_000_000) })

const portNumber = z.number().int().min(1, 'must be 1–65535').max(65_535, 'must be 1–65535')

/** A site of NGINX that is set up once the package is in its place. */
export const nginxSite = z.strictObject({
  /** What it answers to (`server_name`); absent for every name. */
  hostName: template(1000).optional(),
  bindings: z
    .array(
      z.strictObject({
        protocol: z.enum(['http', 'https']),
        port: portNumber,
        /** Absent for all addresses. */
        ip: template(100).optional(),
        /** The name of a certificate variable; for `https`. */
        certificate: template(200).optional()
      })
    )
    .min(1, 'must have at least one binding')
    .max(50),
  locations: z
    .array(
      z.strictObject({
        /** As it is written behind `location`, such as `/` or `= /health`. */
        path: needed(500),
        /** Lines inside of the location, such as `proxy_pass http://localhost:5000`; absent for files of the package. */
        directives: template(20_000).optional()
      })
    )
    .min(1, 'must have at least one location')
    .max(100)
    .refine(list => list.some(({ path }) => /^(=\s*)?\/$/.test(path.trim())), 'must have a location “/” or “= /”'),
  /** The name of the file; absent for `<package>.<environment>`. */
  configName: template(200).optional()
})
export type NginxSite = z.infer<typeof nginxSite>

/** The settings of “Deploy a Package” besides those that every action has. */
export const deployPackageFields = {
  package: packageChoice,
  /** Found beside every script of the action. */
  packages: packageReferences.optional(),
  scripts: z
    .strictObject({
      preDeploy: stageScript.optional(),
      deploy: stageScript.optional(),
      postDeploy: stageScript.optional()
    })
    .optional(),
  /** Scripts that the package brings along (`PreDeploy.sh` and so on) do not run. */
  ignoresPackagedScripts: z.boolean().optional(),
  ...configurationFields,
  /** Copied there once it is configured (Octopus: custom installation directory). An absolute path. */
  installTo: z
    .strictObject({
      path: needed(4096),
      /** What is there is removed first, except for what these patterns name; absent: nothing is removed. */
      purge: z.strictObject({ keep: z.array(z.string().trim().min(1).max(1000)).max(200) }).optional()
    })
    .optional(),
  /** Nothing is done where the very package was installed last, and that succeeded. */
  skipsIfInstalled: z.boolean().optional(),
  /** Which earlier installations stay on the target, besides the present one; absent for all. */
  keep: z
    .discriminatedUnion('unit', [
      z.strictObject({ unit: z.literal('count'), count: z.number().int().min(1, 'must be at least 1').max(1000) }),
      z.strictObject({ unit: z.literal('days'), count: z.number().int().min(1, 'must be at least 1').max(10_000) })
    ])
    .optional(),
  nginx: nginxSite.optional()
}

/** The settings of “Transfer a Package”. */
export const transferPackageFields = {
  package: packageChoice,
  /** The folder it is put into under its own file name, which is made where it is missing. */
  to: needed(4096)
}

/** The settings of “Run a Script from a Package”. */
export const packageScriptFields = {
  syntax: z.enum(['bash', 'python', 'powershell']),
  package: packageChoice,
  packages: packageReferences.optional(),
  /** The path of the script inside of the package. */
  file: needed(1000),
  parameters: template(10_000).optional(),
  ...configurationFields
}
