import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** Bundles the entry of a thread as the app's build does, and answers where it lies. `entry` is a path in the repository. */
export async function bundleWorker(entry: string, name: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  const folder = await mkdtemp(join(tmpdir(), 'slipway-worker-'))
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20.18',
      rolldownOptions: {
        external: ['cpu-features', /\.node$/],
        output: { format: 'cjs', entryFileNames: `${name}.cjs` }
      }
    }
  })
  return join(folder, `${name}.cjs`)
}
