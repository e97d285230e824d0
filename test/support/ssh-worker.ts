import { bundleWorker } from './bundle-worker'

let built: Promise<string> | null = null

/** Bundles the SSH thread's entry as the app's build does, once for each test file, and answers where it lies. */
export function buildSshWorker(): Promise<string> {
  built ??= bundleWorker('electron/transports/ssh/worker.ts', 'ssh-worker')
  return built
}
