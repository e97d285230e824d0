import { join, resolve } from 'node:path'
import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { crash } from './rounds'

const root = resolve(import.meta.dirname, '../..')
let program = ''

beforeAll(async () => {
  const outDir = join(root, 'node_modules/.cache/crash-test')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'child.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20.18',
      minify: false,
      rolldownOptions: {
        external: ['electron', 'cpu-features', /\.node$/],
        output: { format: 'cjs', entryFileNames: 'child.cjs', chunkFileNames: 'chunks/[name].cjs' }
      }
    }
  })
  program = join(outDir, 'child.cjs')
})

test('a workspace that is killed again and again keeps everything that was acknowledged', async () => {
  const { rounds, acknowledged, losses } = await crash({
    command: [process.execPath, program],
    rounds: 15,
    roundsPerHome: 5
  })
  expect(losses).toEqual([])
  expect(rounds).toBe(15)
  expect(acknowledged).toBeGreaterThan(0)
}, 240_000)
