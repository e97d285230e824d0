import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { broken } from './support/import-rules'
import { importsOf, root, sourcesUnder } from './support/imports'

const product = ['shared', 'electron', 'renderer'].flatMap(sourcesUnder)
const everything = [...product, ...['test', 'scripts'].flatMap(sourcesUnder)]

const longestFile = 400

describe('the sources', () => {
  it('import only what their area may import', () => {
    expect(product.length).toBeGreaterThan(0)
    const problems = product.flatMap(file => importsOf(file).flatMap(found => broken(file, found) ?? []))
    expect(problems).toEqual([])
  })

  it(`have at most ${longestFile} lines per file`, () => {
    const lines = (file: string) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length
    const long = everything.filter(file => lines(file) > longestFile).map(file => `${file}: ${lines(file)}`)
    expect(long).toEqual([])
  })
})

describe('the reader of imports', () => {
  const read = (code: string) =>
    importsOf('renderer/screens/example.tsx', code).map(({ target, isType }) => `${target}${isType ? ' (type)' : ''}`)

  it('sees static, re-exported, dynamic and type imports', () => {
    expect(read("import a, { type B } from 'zod'\nimport '../theme.css'")).toEqual(['zod', 'renderer/theme.css'])
    expect(read("export * from './part'\nexport type { T } from '@shared/api'")).toEqual([
      'renderer/screens/part',
      'shared/api (type)'
    ])
    expect(read("export const page = () => import('../../electron/main.ts')")).toEqual(['electron/main'])
    expect(read("import { type A } from '@shared/ids'\nexport type Q = import('node:fs').Stats")).toEqual([
      'shared/ids (type)',
      'node:fs (type)'
    ])
    expect(read("import text from '../../resources/run.sh?raw'")).toEqual(['resources/run.sh'])
  })

  it('is not misled by comments, strings and JSX', () => {
    expect(read("// import 'a'\nexport const s = `import 'b'`\nexport const e = <p>import 'c'</p>")).toEqual([])
  })
})

describe('the rules', () => {
  const verdict = (file: string, code: string) => importsOf(file, code).map(found => broken(file, found) !== undefined)

  it.each([
    ['shared/model/target.ts', "import { z } from 'zod'"],
    ['electron/engine/run.ts', "import { Plan } from '@shared/plan/plan'"],
    ['electron/transports/ssh/pool.ts', "import type { Connect } from '../../engine/ports'"],
    ['electron/services/deployments.ts', "import { run } from '../engine/run'"],
    ['electron/store/vault-key.ts', "import { safeStorage } from 'electron'"],
    ['electron/preload.ts', "import type { Api } from '@shared/api'"],
    ['electron/main.ts', "import { openStore } from './store/open-store'"],
    ['renderer/screens/targets/screen.tsx', "import { useCatalog } from '../../stores/catalog'"]
  ])('let %s write: %s', (file, code) => expect(verdict(file, code)).toEqual([false]))

  it.each([
    ['shared/model/target.ts', "import { readFile } from 'node:fs/promises'"],
    ['shared/ids.ts', "export const now = () => import('node:crypto')"],
    ['electron/engine/run.ts', "import { readFile } from 'node:fs'"],
    ['electron/engine/run.ts', "export * from '../store/store'"],
    ['electron/transports/ssh/pool.ts', "import { run } from '../../engine/run'"],
    ['electron/transports/ssh/pool.ts', "import { app } from 'electron'"],
    ['electron/store/documents.ts', "import { safeStorage } from 'electron'"],
    ['electron/store/documents.ts', "import { run } from '../engine/run'"],
    ['electron/services/deployments.ts', "import { Client } from 'ssh2'"],
    ['electron/ipc/handlers.ts', "import { openStore } from '../store/open-store'"],
    ['electron/cli/run.ts', "import { run } from '../engine/run'"],
    ['electron/preload.ts', "import { parse } from '@shared/api'"],
    ['electron/main.ts', "import { App } from '../renderer/app'"],
    ['renderer/components/badge.tsx', "import { useCatalog } from '../stores/catalog'"],
    ['renderer/stores/catalog.ts', "import { Badge } from '../components/badge'"],
    ['renderer/app.tsx', "import type { Store } from '../electron/store/store'"],
    ['renderer/app.tsx', "import { join } from 'node:path'"]
  ])('stop %s from writing: %s', (file, code) => expect(verdict(file, code)).toEqual([true]))
})
