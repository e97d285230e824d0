import { join, resolve } from 'node:path'
import { build } from 'vite'

/** Bundles a program that a test kills, and answers where it lies. */
export async function buildProgram(name: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  const outDir = join(root, 'node_modules/.cache/crash-test', name)
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, `${name}.ts`),
      outDir,
      emptyOutDir: true,
      target: 'node20.18',
      minify: false,
      rolldownOptions: {
        external: ['electron', 'cpu-features', /\.node$/],
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, chunkFileNames: 'chunks/[name].cjs' }
      }
    }
  })
  return join(outDir, `${name}.cjs`)
}
