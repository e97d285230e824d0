import { join } from 'node:path'
import { ok } from '@shared/result'
import { runCli } from '../../electron/cli/cli'
import type { CliIo, OpenOptions } from '../../electron/cli/io'
import { type AppOptions, composeApp } from '../../electron/compose'
import { createNetworkLedger } from '../../electron/network-ledger'
import { type KeyChain, noKeyChain } from '../../electron/store/vault-key-chain'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { protectHome, testKeyChain } from './key-chain'
import { tempFolder } from './store'

export interface CliRun {
  /** 0 success, 1 failed, 2 usage, 3 cancelled. */
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface CliRunOptions {
  readonly stdin?: string
  /** What the environment says about the vault's passphrase. */
  readonly passphraseFile?: string
  /** What the person types at the terminal, by the question; without it there is no terminal. */
  readonly answers?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Called with each line that is to take the place of the one before; without it nobody looks. */
  readonly onStatus?: (text: string, press: () => void) => void
  /** Called with everything printed so far, each time something is printed. */
  readonly onOutput?: (out: string, press: () => void) => void
}

/** A home folder and a command line that works on it as the real one does, in this process. */
export interface TestCli {
  readonly home: string
  run(words: readonly string[], options?: CliRunOptions): Promise<CliRun>
  /** The same, where anything but success is the test's own mistake; answers the JSON. */
  json<T = Record<string, unknown>>(words: readonly string[], options?: CliRunOptions): Promise<T>
}

const parts = (
  home: string,
  keyChain: KeyChain,
  { workspace, savePath, openPath, folder, isAgent }: OpenOptions
): AppOptions => ({
  home,
  workspace,
  ssh: createSshTransport(),
  network: createNetworkLedger(Date.now),
  slipwayVersion: '0.0.0',
  door: 'command-line',
  keyChain,
  chooseSavePath: async () => savePath,
  chooseOpenPath: async () => openPath,
  chooseFolder: async () => folder,
  isAgent,
  opensWhenNeeded: true,
  report: message => {
    throw new Error(message)
  }
})

/**
 * Every run opens the app anew on the same home, as separate processes would. Its vault opens with `testKeyChain`;
 * an untouched one has to be set up, and there is no keychain.
 */
export async function makeCli(vault: 'set-up' | 'untouched' = 'set-up'): Promise<TestCli> {
  const home = join(await tempFolder(), 'home')
  const keyChain = vault === 'set-up' ? testKeyChain : noKeyChain
  if (vault === 'set-up') await protectHome(home)

  const run = async (words: readonly string[], options: CliRunOptions = {}): Promise<CliRun> => {
    let out = ''
    let err = ''
    const interrupts = new Set<() => void>()
    const press = () => {
      for (const listener of interrupts) listener()
    }
    const io: CliIo = {
      out: text => {
        out += text
        options.onOutput?.(out, press)
      },
      err: text => {
        err += text
      },
      status:
        options.onStatus === undefined
          ? null
          : text => {
              err += `\r${text}`
              options.onStatus?.(text, press)
            },
      hasColour: false,
      readStdin: async () => options.stdin ?? '',
      passphraseFile: options.passphraseFile ?? null,
      question: options.answers ? async text => options.answers?.[text] ?? null : null,
      readFile: async path => {
        const content = options.files?.[path]
        if (content === undefined) throw new Error(`ENOENT: ${path}`)
        return Buffer.from(content)
      },
      onInterrupt: listener => {
        interrupts.add(listener)
        return () => interrupts.delete(listener)
      },
      open: async opening => {
        const app = await composeApp(parts(home, keyChain, opening))
        if (!app.ok) return app
        const { call, broadcaster, close } = app.value
        return ok({ call, subscribe: broadcaster.subscribe, close })
      },
      takePicture: async () => ok(null)
    }
    const code = await runCli(words, '0.0.0', io)
    return { code, out, err }
  }

  return {
    home,
    run,
    json: async (words, options) => {
      const { code, out, err } = await run(['--json', ...words], options)
      if (code !== 0) throw new Error(`slipway ${words.join(' ')}: ${code}\n${out}\n${err}`)
      return JSON.parse(out)
    }
  }
}
