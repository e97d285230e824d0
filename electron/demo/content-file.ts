import { executionLocations, scriptSyntaxes } from '@shared/model/process'
import { z } from 'zod'
import text from '../../resources/demo/demo.json?raw'
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
  roles: z.array(z.string()).default([])
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
      steps: z.array(step)
    })
  )
})

const demoFile = z.strictObject({
  account: z.strictObject({ name: z.string() }),
  environments: z.array(
    z.strictObject({ name: z.string(), description: z.string(), isProduction: z.boolean().default(false) })
  ),
  targets: z.array(z.strictObject({ name: z.string(), roles: z.array(z.string()), environments: z.array(z.string()) })),
  group: z.string(),
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

/** Reads resources/demo/demo.json. @throws when the file or a script it names is wrong, which a test rules out. */
export const readDemoFile = (): DemoFile => demoFile.parse(JSON.parse(text))
