import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)
const alias = { '@shared': at('shared') }

// Everything is bundled, so the package ships no node_modules. The target is the oldest Node that runs the app.
const bundled = { externalizeDeps: false as const, target: 'node20.18' }
// CommonJS: ssh2 reads __dirname, and an ES module main can miss what must happen before Electron is ready.
const output = { format: 'cjs' as const, entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' }
// Both are optional native parts of ssh2, which falls back to JavaScript without them.
const external = ['electron', 'cpu-features', /\.node$/]

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      ...bundled,
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          'ssh-worker': at('electron/transports/ssh/worker.ts'),
          'log-worker': at('electron/store/log/scan/worker.ts')
        },
        external,
        output
      }
    }
  },
  preload: {
    resolve: { alias },
    build: { ...bundled, rolldownOptions: { input: { preload: at('electron/preload.ts') }, external, output } }
  },
  renderer: {
    root: at('renderer'),
    resolve: { alias },
    plugins: [react()],
    // The page comes from the disk, so one large chunk costs nothing.
    build: {
      target: 'chrome130',
      minify: true,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: at('renderer/index.html'),
        // The page's policy must run before the first schema is made: so it lies in the chunk that all schemas import.
        output: { codeSplitting: { groups: [{ name: 'policy', test: /node_modules[\\/]zod[\\/]|page-policy/ }] } }
      }
    }
  }
})
