// `npm run bench -- <name> [options]`: bundles test/bench/<name>.bench.ts and runs it on the runtime that the app has.
//
//   --runtime electron       a real Electron main process, without a window
//   --runtime electron-node  Electron's Node, without Chromium
//   --runtime node           the Node that runs this script
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { headlessFlags, sandboxFlags } from './lib/app.mjs'
import { main, root, Stop, say } from './lib/process.mjs'
import { electronProgram, ensureRuntime } from './lib/runtime.mjs'

const folder = join(root, 'test/bench')
const suffix = '.bench.ts'
const outFolder = name => join(root, 'node_modules/.cache/bench', name)
const worker = join(root, 'electron/transports/ssh/worker.ts')

/** Where a benchmark runs unless told otherwise: the log path is promised for Electron's own main process. */
const usualRuntime = { log: 'electron' }

const names = () =>
  readdirSync(folder)
    .filter(file => file.endsWith(suffix))
    .map(file => file.slice(0, -suffix.length))

function readCommandLine([name, ...rest]) {
  if (!name || !names().includes(name)) throw new Stop(`Name a benchmark: ${names().join(', ')}`)
  const at = rest.indexOf('--runtime')
  const [, runtime] = at < 0 ? [] : rest.splice(at, 2)
  return { name, args: rest, runtime: runtime ?? usualRuntime[name] ?? 'electron-node' }
}

/** The entry hands over the arguments, because Electron's own switches share the command line with them. */
function writeEntry(name, out) {
  mkdirSync(out, { recursive: true })
  const entry = join(out, 'entry.ts')
  const source = JSON.stringify(join(folder, `${name}${suffix}`))
  writeFileSync(
    entry,
    `import { run } from ${source}
run(JSON.parse(process.env.SLIPWAY_BENCH_ARGS ?? '[]')).then(
  () => process.exit(),
  error => {
    process.stderr.write(\`\${error?.stack ?? error}\\n\`)
    process.exit(1)
  }
)
`
  )
  return entry
}

async function bundle(name) {
  const out = outFolder(name)
  // Each on its own: together, what both need may be put into the worker's file, which must not run here.
  await bundleOne({ bench: writeEntry(name, out) }, out)
  await bundleOne({ 'ssh-worker': worker }, out)
  return join(out, 'bench.cjs')
}

async function bundleOne(input, out) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { alias: { '@shared': resolve(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: false,
      target: 'node20.18',
      minify: false,
      rolldownOptions: {
        input,
        external: ['electron', 'cpu-features', /\.node$/],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' }
      }
    }
  })
}

function commandOf(runtime, file) {
  if (runtime === 'node') return { program: process.execPath, args: [file], env: {} }
  if (runtime === 'electron-node')
    return { program: electronProgram(), args: [file], env: { ELECTRON_RUN_AS_NODE: '1' } }
  if (runtime === 'electron') {
    return { program: electronProgram(), args: [file, ...sandboxFlags(), ...headlessFlags], env: {} }
  }
  throw new Stop(`There is no runtime “${runtime}”. Choose electron, electron-node or node.`)
}

await main(async () => {
  const { name, args, runtime } = readCommandLine(process.argv.slice(2))
  if (runtime !== 'node') await ensureRuntime()
  const file = await bundle(name)
  const { program, args: words, env } = commandOf(runtime, file)
  say(`Benchmark “${name}” on ${runtime}`)
  const result = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...env,
      SLIPWAY_BENCH_ARGS: JSON.stringify(args),
      // What a benchmark needs to start itself again, a contestant in a process of its own.
      SLIPWAY_BENCH_COMMAND: JSON.stringify([program, ...words]),
      SLIPWAY_BENCH_WORKER: join(outFolder(name), 'ssh-worker.cjs')
    }
  })
  if (result.error) throw result.error
  return result.status ?? 128
})
