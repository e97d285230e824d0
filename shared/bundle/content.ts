import type { BundleId, DeploymentId, RunId, Sha256, TargetId } from '../ids'
import type { ScriptSyntax } from '../model/action'
import type { PackageStage } from '../model/package-action'

/**
 * What a bundle is made of: one release for one target, decided as far as it can be decided here. Actions are in the
 * order in which they run, one after the other. What the far end alone can know are results: exit codes, outputs, and
 * what the journal there says.
 */
export interface BundleContent {
  readonly id: BundleId
  readonly deploymentId: DeploymentId
  readonly project: string
  readonly release: { readonly version: string; readonly snapshot: Sha256 }
  readonly environment: string
  /** Whom it is deployed for; absent for no tenant. */
  readonly tenant?: string
  readonly target: { readonly id: TargetId; readonly name: string }
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number
  readonly createdBy: string
  /** Where packages are installed: an absolute path; null for `applications` in the folder that the runner keeps. */
  readonly applications: string | null
  readonly actions: readonly BundleAction[]
  /** Every package that an action names, once. */
  readonly packages: readonly BundlePackage[]
  /** What the target is known to have from an earlier bundle: it stays out of this one. */
  readonly lacks: readonly PackageContent[]
}

/** How an action needs a package: its unpacked files as `tar`, as it came as `file`. */
export const packageForms = ['tar', 'file'] as const
export type PackageForm = (typeof packageForms)[number]

/** A package in one form, by the name of its file in bundles and where runners keep it. */
export type PackageContent = `${string}.${PackageForm}`
export const packageContent = (hash: Sha256, form: PackageForm): PackageContent => `${hash}.${form}`

export interface BundlePackage {
  /** Of the package as it came. */
  readonly sha256: Sha256
  readonly packageId: string
  readonly version: string
  readonly fileName: string
}

/**
 * A text of an action, rendered. References to outputs of earlier actions, such as
 * `#{Octopus.Action[Build].Output.Path}`, are left as they are: the runner replaces them.
 */
export interface BundleText {
  readonly text: string
  /** Whether it must not lie in the bundle in clear. What holds a sensitive value never does, whatever this says. */
  readonly isSecret: boolean
}

interface BundleVariable {
  readonly name: string
  readonly value: string
  /** A secret: never in clear, and masked. */
  readonly isSensitive: boolean
  /** Took a secret in: never in clear. What is to be masked of it are the secret and what was made of it. */
  readonly tookSecret?: boolean
}

/** A file of a package as it is to be: it replaces the one of the package. */
export interface BundleFile {
  /** Inside of the package, with slashes. */
  readonly path: string
  readonly content: Uint8Array
  /** As in BundleText. */
  readonly isSecret: boolean
}

/**
 * A site of NGINX that is set up once its package is in its place. Nothing but its texts has references to outputs, and
 * `siteRoot` in them stands for the folder that the files of the package are in, which is known only there.
 */
export interface BundleSite {
  /** Of its files; without what file names cannot have. */
  readonly name: string
  /** The folder of NGINX that its sites are in, and the one that certificates are in. */
  readonly sites: string
  readonly ssl: string
  /** By their paths: `site.conf`, `locations/…` and `ssl/<name>/…`. */
  readonly files: readonly { readonly path: string; readonly text: BundleText }[]
}
export const siteRoot = '#{Slipway.Nginx.Root}'

/** What is left to decide once everything else is decided. */
export type BundleCondition = 'success' | 'failure' | 'always'

export interface BundleScript {
  readonly syntax: ScriptSyntax
  readonly body: BundleText
}

/** A package that lies beside the script of an action, under its name. */
interface BundleReference {
  readonly name: string
  readonly package: Sha256
  /** Unpacked to `./<name>/`; else the file as it came. */
  readonly isExtracted: boolean
}

interface BundleActionBase {
  /** The run of the deployment that this is. */
  readonly run: RunId
  /** Number of its step in the plan; actions of one step stand together. */
  readonly step: number
  /** Of the action, as its outputs are addressed by. */
  readonly name: string
  readonly when: {
    /** Looks at everything before the step. */
    readonly step: BundleCondition
    /** Looks at the actions before it in its step. */
    readonly action: BundleCondition
  }
  /** The first time at once, then after `backoffSeconds`. */
  readonly retries: { readonly count: number; readonly backoffSeconds: number } | null
  /** Of each attempt. */
  readonly timeoutSeconds: number | null
  readonly isRequired: boolean
  /** The user that its scripts run as, by sudo; null for whoever starts the runner. */
  readonly runAs: string | null
  readonly variables: readonly BundleVariable[]
  /**
   * Texts that its values, scripts and files made of secrets: parts of them, and what filters came to. They are masked as
   * secrets are.
   */
  readonly made: readonly string[]
  readonly references: readonly BundleReference[]
}

export type BundleAction = BundleActionBase &
  (
    | ({ readonly kind: 'script'; readonly parameters: BundleText | null } & BundleScript)
    | {
        readonly kind: 'deploy-package'
        readonly package: Sha256
        readonly scripts: Readonly<Partial<Record<PackageStage, BundleScript>>>
        readonly ignoresPackagedScripts: boolean
        /** Put in after PreDeploy. */
        readonly files: readonly BundleFile[]
        readonly installTo: {
          readonly path: string
          readonly purge: { readonly keep: readonly string[] } | null
        } | null
        readonly skipsIfInstalled: boolean
        /** Which earlier installations stay, besides the present one; null for all. */
        readonly keep: { readonly unit: 'count' | 'days'; readonly count: number } | null
        readonly nginx: BundleSite | null
      }
    | { readonly kind: 'transfer-package'; readonly package: Sha256; readonly to: string }
    | {
        readonly kind: 'package-script'
        readonly package: Sha256
        readonly syntax: ScriptSyntax
        /** The path of the script inside of the package. */
        readonly file: string
        readonly parameters: BundleText | null
        readonly files: readonly BundleFile[]
      }
  )
export type BundleActionKind = BundleAction['kind']
export type BundleActionOf<K extends BundleActionKind> = Extract<BundleAction, { readonly kind: K }>
