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
    // SMTP comes from nodemailer, over sockets that are opened here.
    name: 'electron/transports/mail',
    files: /^electron\/transports\/mail\//,
    may: inside('shared', 'electron/transports', 'electron/engine/ports'),
    packages: whole(node, 'nodemailer/lib/(mail-composer|smtp-connection)')
  },
  {
    name: 'electron/transports/http',
    files: /^electron\/transports\/http\//,
    may: inside('shared', 'electron/transports', 'electron/threads', 'electron/engine/ports'),
    packages: whole(node, 'undici')
  },
  {
    // Packages are read entry by entry; what leads outside is refused before anybody writes.
    name: 'electron/transports/archives',
    files: /^electron\/transports\/archives\//,
    may: inside('shared', 'electron/transports/archives'),
    packages: whole(node, 'yauzl', 'tar', 'unbzip2-stream/lib/(bzip2|bit_iterator)\\.js')
  },
  {
    // Packs the files of packages, and bundles themselves.
    name: 'electron/transports/offline',
    files: /^electron\/transports\/offline\//,
    may: inside('shared', 'electron/transports/offline', 'resources'),
    packages: whole(node, 'tar')
  },
  {
    name: 'electron/transports/feeds',
    files: /^electron\/transports\/feeds\//,
    may: inside('shared', 'electron/transports'),
    packages: whole(node, 'undici')
  },
  {
    name: 'electron/transports',
    files: /^electron\/transports\//,
    may: inside('shared', 'electron/transports', 'electron/engine/ports', 'resources'),
    packages: whole(node, 'ssh2', 'zod')
  },
  {
    // What a thread of its own is asked, and ended for.
    name: 'electron/threads',
    files: /^electron\/threads\//,
    may: inside('electron/threads'),
    packages: whole(node)
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
    may: inside('shared', 'electron/store', 'electron/threads'),
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
    // Puts the page's script and styles into files that people take along.
    name: 'electron/services/log-export',
    files: /^electron\/services\/log-export\//,
    may: inside('shared', 'electron/services', 'electron/engine', 'electron/store', 'resources'),
    packages: whole(node, 'zod')
  },
  {
    name: 'electron/services/line-difference',
    files: /^electron\/services\/line-difference\.ts$/,
    may: inside('shared'),
    packages: whole('diff')
  },
  {
    // Cron expressions are read in one place.
    name: 'electron/services/trigger-times',
    files: /^electron\/services\/trigger-times\.ts$/,
    may: inside('shared'),
    packages: whole('croner')
  },
  {
    name: 'electron/services',
    files: /^electron\/services\//,
    may: inside('shared', 'electron/services', 'electron/engine', 'electron/store', 'electron/threads'),
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
    // Translates requests into calls of the contract. It reaches the app through what it is given, and nothing else.
    name: 'electron/http',
    files: /^electron\/http\//,
    may: inside('shared', 'electron/http'),
    packages: whole(node, 'busboy'),
    types: inside('electron/ipc/dispatch')
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
    // What the window's surroundings show is decided without Electron, and drawn by its neighbours.
    name: 'electron/outside',
    files: /^electron\/outside\//,
    may: inside('shared', 'electron/outside'),
    packages: none
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
  {
    // The help is the project's own documents.
    name: 'renderer/help/documents',
    files: /^renderer\/help\/documents\.ts$/,
    may: inside('docs', 'renderer/help'),
    packages: none
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
