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

const step = z.strictObject({
  name: z.string(),
  location: z.enum(executionLocations),
  roles: z.array(z.string()),
  syntax: z.enum(scriptSyntaxes),
  /** Named by its file, read as its text. */
  script: scriptFile
})

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

const project = z.strictObject({
  name: z.string(),
  description: z.string(),
  variables: z.array(variable),
  /** Library sets, by name and in order. */
  includes: z.array(z.string()).default([]),
  /** Oldest first; each with the steps that the process had when it was made. */
  releases: z.array(z.strictObject({ version: z.string(), notes: z.string(), steps: z.array(step) }))
})

const demoFile = z.strictObject({
  account: z.strictObject({ name: z.string() }),
  environments: z.array(
    z.strictObject({ name: z.string(), description: z.string(), isProduction: z.boolean().default(false) })
  ),
  targets: z.array(z.strictObject({ name: z.string(), roles: z.array(z.string()), environments: z.array(z.string()) })),
  group: z.string(),
  librarySets: z.array(librarySet),
  projects: z.array(project)
})

export type DemoFile = z.infer<typeof demoFile>

/** Reads resources/demo/demo.json. @throws when the file or a script it names is wrong, which a test rules out. */
export const readDemoFile = (): DemoFile => demoFile.parse(JSON.parse(text))
