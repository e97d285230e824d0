// Who may import whom: the table of docs/architecture.md as data.
import type { ImportOf } from './imports'

interface Area {
  readonly name: string
  /** Files that the rule is about. The first area that fits a file rules it. */
  readonly files: RegExp
  /** Files of the repository that they may import. */
  readonly may: RegExp
  /** Packages that they may import. */
  readonly packages: RegExp
  /** What they may import for its types only, beyond the above. */
  readonly types?: RegExp
}

const node = 'node:[a-z/_]+'
const whole = (...parts: string[]) => new RegExp(`^(${parts.join('|')})$`)
const inside = (...folders: string[]) => new RegExp(`^(${folders.join('|')})(/|$)`)
const none = /^\b$/

const windowPackages = /^(?!node:|electron(\/|$)|ssh2|lowdb|commander)/

export const areas: readonly Area[] = [
  {
    // The one place where shared code rests on a library that is pure itself.
    name: 'shared/markdown',
    files: /^shared\/markdown\.ts$/,
    may: inside('shared'),
    packages: whole('markdown-it', 'markdown-it-(sub|sup|ins|mark)')
  },
  // The template language is written here from end to end.
  { name: 'shared/template', files: /^shared\/template\//, may: inside('shared'), packages: none },
  { name: 'shared', files: /^shared\//, may: inside('shared'), packages: whole('zod') },
  {
    // XML, XPath, code pages and globs come from libraries; bytes go in and bytes come out.
    name: 'electron/engine/configuration',
    files: /^electron\/engine\/configuration\//,
    may: inside('shared', 'electron/engine'),
    packages: whole('slimdom', 'fontoxpath', 'iconv-lite', 'picomatch')
  },
  {
    name: 'electron/engine',
    files: /^electron\/engine\//,
    may: inside('shared', 'electron/engine', 'resources'),
    packages: none
  },
  {
    name: 'electron/transports',
    files: /^electron\/transports\//,
    may: inside('shared', 'electron/transports', 'electron/engine/ports', 'resources'),
    packages: whole(node, 'ssh2', 'zod')
  },
  {
    // Only the file that guards the key may ask the operating system's key chain.
    name: 'electron/store (key file)',
    files: /^electron\/store\/[a-z-]*key[a-z-]*\.ts$/,
    may: inside('shared', 'electron/store'),
    packages: whole(node, 'electron', 'zod')
  },
  {
    name: 'electron/store',
    files: /^electron\/store\//,
    may: inside('shared', 'electron/store'),
    packages: whole(node, 'lowdb(/node)?', 'tar', 'zod')
  },
  {
    // ASN.1 and the ciphers of old PKCS #12 files come from a library; everything else of certificates from Node.
    name: 'electron/services/certificate-files',
    files: /^electron\/services\/certificate-files\//,
    may: inside('shared', 'electron/services/certificate-files'),
    packages: whole(node, 'node-forge')
  },
  {
    name: 'electron/services',
    files: /^electron\/services\//,
    may: inside('shared', 'electron/services', 'electron/engine', 'electron/store'),
    packages: whole(node, 'zod')
  },
  {
    name: 'electron/ipc',
    files: /^electron\/ipc(\/|\.ts$)/,
    may: inside('shared', 'electron/ipc', 'electron/services'),
    packages: whole(node, 'electron', 'zod')
  },
  {
    name: 'electron/cli',
    files: /^electron\/cli(\/|\.ts$)/,
    may: inside('shared', 'electron/cli', 'electron/services'),
    packages: whole(node, 'electron', 'commander', 'zod')
  },
  {
    name: 'electron/demo',
    files: /^electron\/demo\//,
    may: inside('shared', 'electron/demo', 'electron/transports', 'electron/services', 'resources'),
    packages: whole(node, 'ssh2', 'zod')
  },
  {
    name: 'electron/preload',
    files: /^electron\/preload\.ts$/,
    may: none,
    packages: whole('electron'),
    types: inside('shared')
  },
  {
    name: 'electron (composition root and its neighbours)',
    files: /^electron\/[a-z-]+\.ts$/,
    may: inside('shared', 'electron', 'resources'),
    packages: whole(node, 'electron', 'zod')
  },
  {
    name: 'renderer/components',
    files: /^renderer\/components\//,
    // Components know no store, no screen and no call.
    may: /^(shared\/|renderer\/(?!stores\/|screens\/|api$|app$|main$))/,
    packages: windowPackages
  },
  {
    name: 'renderer/stores',
    files: /^renderer\/stores\//,
    may: /^(shared\/|renderer\/(?!screens\/|components\/|app$|main$))/,
    packages: windowPackages
  },
  { name: 'renderer/api', files: /^renderer\/api\.ts$/, may: inside('shared'), packages: none },
  {
    name: 'renderer/screens',
    files: /^renderer\/screens\//,
    may: /^(shared\/|renderer\/(?!app$|main$))/,
    packages: windowPackages
  },
  { name: 'renderer', files: /^renderer\//, may: inside('shared', 'renderer', 'resources'), packages: windowPackages }
]

/** What is wrong with an import, in words, or undefined. */
export function broken(file: string, found: ImportOf): string | undefined {
  const area = areas.find(candidate => candidate.files.test(file))
  if (!area) return `${file} lies in no area that may import anything`
  const allowed = (found.isExternal ? area.packages : area.may).test(found.target)
  const allowedAsType = found.isType && (area.types?.test(found.target) ?? false)
  return allowed || allowedAsType ? undefined : `${file} must not import '${found.specifier}' (rule of ${area.name})`
}
