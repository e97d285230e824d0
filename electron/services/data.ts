import type { AuditDraft } from '@shared/audit'
import type { BackupReport, ChosenBackup, DataReport, RestoreReport } from '@shared/data'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceKind } from '@shared/workspace'
import { describeBackup, restoreBackup } from '../store/backup/restore'
import { writeBackup } from '../store/backup/write-backup'
import type { TrySecret } from '../store/verify/check-vault'
import { noteLastCheck, readLastCheck } from '../store/verify/last-check'
import { verifyFolder } from '../store/verify/verify-folder'
import { workspaceSubject } from './audit-subjects'
import { createExclusive } from './exclusive'
import type { ServicePorts, WorkspacePlace } from './ports'
import type { Services } from './workspace'

/** What checking, backing up and restoring need to know of the workspaces. */
interface Host {
  /** The workspace that is open or, while none is, the one that would be opened. */
  place(): WorkspacePlace & { readonly kind: WorkspaceKind }
  /** What a person called it; null for one that is always there. */
  name(): Promise<string | null>
  /** Its services while it is open in this process. */
  openNow(): Services | null
  /** Opens it where that is needed. @throws FailureError when it cannot be opened. */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  /** Does something while nobody here has the workspace open, and opens it after that. */
  whileClosed<T>(work: () => Promise<Result<T>>): Promise<Result<T>>
}

export type DataService = ReturnType<typeof createData>

/** Checks a workspace's files, backs them up and restores them. Checking and backing up need no lock and open nothing. */
export function createData(host: Host, ports: ServicePorts) {
  const oneAtATime = createExclusive()
  let chosen: ChosenBackup | null = null

  /** Enters it where the workspace can be opened; another Slipway may have it. */
  const enter = async (draft: AuditDraft): Promise<boolean> => {
    try {
      await host.use(({ store }) => store.commit([], [draft]))
      return true
    } catch (error) {
      if (error instanceof FailureError) return false
      throw error
    }
  }

  return {
    status: async (): Promise<Result<{ readonly lastCheck: DataReport | null }>> =>
      ok({ lastCheck: await readLastCheck(host.place().folder) }),

    verify: (): Promise<Result<DataReport>> =>
      oneAtATime(async () => {
        const { folder } = host.place()
        const report = await verifyFolder({ folder, trySecret: tryWith(host.openNow()), now: ports.now })
        await noteLastCheck(folder, report)
        return ok(report)
      }),

    backup: (overwrite: boolean): Promise<Result<BackupReport | null>> =>
      oneAtATime(async () => {
        const { kind, folder, keyFile } = host.place()
        const name = await host.name()
        const file = await ports.chooseSavePath(suggestedName(kind, name, ports.now()))
        if (file === null) return ok(null)
        const slipwayVersion = ports.versions.slipway
        const done = await writeBackup({
          folder,
          keyFile,
          file,
          overwrite,
          workspace: kind,
          ...(name === null ? {} : { name }),
          slipwayVersion,
          now: ports.now
        })
        if (!done.ok) return done
        return ok({ ...done.value, isAudited: await enter(backedUp(done.value)) })
      }),

    chooseBackup: async (): Promise<Result<ChosenBackup | null>> => {
      const file = await ports.chooseOpenPath()
      if (file === null) return ok(null)
      const found = await describeBackup(file)
      if (found.ok) chosen = found.value
      return found
    },

    restore: (path: string): Promise<Result<RestoreReport>> =>
      oneAtATime(async () => {
        // The window cannot name files; it repeats the one that the person chose.
        if (chosen?.path !== path) return fail(notChosen)
        const { kind, folder, keyFile } = host.place()
        const restored = await host.whileClosed(() =>
          restoreBackup({ folder, keyFile, file: path, workspace: kind, now: ports.now })
        )
        if (!restored.ok) return restored
        chosen = null
        await noteLastCheck(folder, restored.value.report)
        await enter(restoredFrom(restored.value))
        return restored
      })
  }
}

/** Opens secrets with the key of the open workspace. Asks nobody for a passphrase. */
function tryWith(services: Services | null): TrySecret | null {
  if (services === null) return null
  return async id => {
    const opened = await services.store.vault.open(id)
    if (opened.ok) return null
    return ['vault-locked', 'vault-not-set-up'].includes(opened.failure.kind) ? 'locked' : opened.failure
  }
}

function suggestedName(kind: WorkspaceKind, name: string | null, now: number): string {
  const of = kind === 'demo' ? ['demo'] : name === null ? [] : [fileWords(name)]
  const at = new Date(now).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')
  return `${['slipway', ...of, at].join('-')}.tar.gz`
}

/** A name as a part of a file's name on every system: its letters and digits, with dashes for what is between them. */
const fileWords = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-')
    .slice(0, 60)

const backedUp = ({ path, key }: Omit<BackupReport, 'isAudited'>): AuditDraft => ({
  verb: 'backed-up',
  subject: workspaceSubject,
  summary: `Backed the workspace up to ${path}${key === 'included' ? ', with the wrapped key of its vault' : ''}.`
})

const restoredFrom = ({ backup, keptAs }: RestoreReport): AuditDraft => ({
  verb: 'restored',
  subject: workspaceSubject,
  summary: `Restored the workspace from ${backup.path}, as it was on ${new Date(backup.createdAt).toISOString()}.`,
  changes: [{ field: 'What was there before', before: null, after: keptAs }]
})

const notChosen = {
  kind: 'conflict',
  message: 'This backup was not chosen.',
  remedy: 'Choose the backup again.'
} as const
