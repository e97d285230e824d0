import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

let built: Promise<string> | null = null

/** Bundles the SSH thread's entry as the app's build does, once for each test file, and answers where it lies. */
export function buildSshWorker(): Promise<string> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  const folder = await mkdtemp(join(tmpdir(), 'slipway-worker-'))
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'electron/transports/ssh/worker.ts'),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20.18',
      rolldownOptions: {
        external: ['cpu-features', /\.node$/],
        output: { format: 'cjs', entryFileNames: 'ssh-worker.cjs' }
      }
    }
  })
  return join(folder, 'ssh-worker.cjs')
}
