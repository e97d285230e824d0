import { executionLocations, scriptSyntaxes } from '@shared/model/process'
import { z } from 'zod'
import text from '../../resources/demo/demo.json?raw'
import tickets from '../../resources/demo/harbour-tickets/project.json?raw'
import { demoScripts } from './content-scripts'

const scriptFile = z.string().transform((path, context) => {
  const script = demoScripts.get(path)
  if (script !== undefined) return script
  context.addIssue({ code: 'custom', message: `There is no demo script ${path}` })
  return z.NEVER
})

/** Of a step with several actions each has a name; an only one is called like its step. */
const named = { name: z.string().optional() }
const action = z.discriminatedUnion('type', [
  z.strictObject({
    ...named,
    type: z.literal('script'),
    syntax: z.enum(scriptSyntaxes).default('bash'),
    /** Named by its file, read as its text. */
    script: scriptFile,
    location: z.literal('here-for-each-target').optional(),
    isIrreversible: z.boolean().optional(),
    isLeftOutOnRollback: z.boolean().optional()
  }),
  z.strictObject({
    ...named,
    type: z.literal('manual'),
    instructions: z.string(),
    /** By name. */
    environments: z.array(z.string()).default([])
  }),
  z.strictObject({
    ...named,
    type: z.literal('deploy-package'),
    packageId: z.string(),
    substituteIn: z.array(z.string()),
    structuredIn: z.array(z.string()),
    keep: z.number()
  })
])
export type DemoAction = z.infer<typeof action>

const step = z.strictObject({
  name: z.string(),
  location: z.enum(executionLocations),
  roles: z.array(z.string()),
  /** How many targets at a time; absent for no rolling step. */
  window: z.number().optional(),
  actions: z.array(action)
})
export type DemoStep = z.infer<typeof step>

const variable = z.strictObject({
  name: z.string(),
  value: z.string(),
  isSensitive: z.boolean().default(false),
  description: z.string().optional(),
  /** By name. */
  environments: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
  /** By name. */
  targets: z.array(z.string()).default([])
})

const librarySet = z.strictObject({ name: z.string(), description: z.string(), variables: z.array(variable) })

const lifecycle = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** Environments by name; none for any. */
  phases: z.array(z.strictObject({ name: z.string(), environments: z.array(z.string()) }))
})

const project = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** By name; absent for the default one. */
  lifecycle: z.string().optional(),
  /** Besides the default one. */
  channels: z.array(z.strictObject({ name: z.string(), description: z.string(), lifecycle: z.string() })).default([]),
  variables: z.array(variable),
  /** Library sets, by name and in order. */
  includes: z.array(z.string()).default([]),
  /** Oldest first; each with the steps that the process had when it was made. */
  releases: z.array(
    z.strictObject({
      version: z.string(),
      notes: z.string(),
      /** Versions of packages by their ids; the newest where it is not said. */
      packages: z.record(z.string(), z.string()).default({}),
      /** What variables with a single row are from this release on, by their names. */
      values: z.record(z.string(), z.string()).default({}),
      steps: z.array(step)
    })
  ),
  /** Each is published as it is. */
  runbooks: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        /** By name. */
        environments: z.array(z.string()),
        steps: z.array(step)
      })
    )
    .default([])
})

const target = z.strictObject({
  name: z.string(),
  roles: z.array(z.string()),
  /** By name. */
  environments: z.array(z.string()),
  /** What lies in the folder of its server from the beginning, by path. */
  files: z.record(z.string().regex(/^\w[\w.-]*(\/\w[\w.-]*)*$/), z.string()).default({}),
  /** It has no server: releases go there as bundles, which this opens. */
  bundlePassword: z.string().optional()
})

const demoFile = z.strictObject({
  account: z.strictObject({ name: z.string() }),
  environments: z.array(
    z.strictObject({ name: z.string(), description: z.string(), isProduction: z.boolean().default(false) })
  ),
  targets: z.array(target),
  group: z.string(),
  /** What the guide is about, all of it by name. */
  guide: z.strictObject({
    project: z.string(),
    before: z.string(),
    after: z.string(),
    production: z.string(),
    aboard: z.string(),
    runbook: z.string(),
    marked: z.string()
  }),
  librarySets: z.array(librarySet),
  /** The first one is the default. */
  lifecycles: z.array(lifecycle),
  packages: z.array(
    z.strictObject({
      id: z.string(),
      /** Files that all versions have, by the name of their folder. */
      folder: z.string(),
      versions: z.array(z.strictObject({ version: z.string(), notes: z.string() }))
    })
  ),
  projects: z.array(project)
})

export type DemoFile = z.infer<typeof demoFile>
export type DemoProject = DemoFile['projects'][number]
export type DemoTarget = DemoFile['targets'][number]

/**
 * Reads resources/demo/demo.json, and the project that has a file of its own. @throws when a file or a script that it names
 * is wrong, which a test rules out.
 */
export function readDemoFile(): DemoFile {
  const { projects, ...rest } = z.looseObject({ projects: z.array(z.unknown()) }).parse(JSON.parse(text))
  return demoFile.parse({ ...rest, projects: [...projects, JSON.parse(tickets)] })
}
