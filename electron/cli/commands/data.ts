import {
  type BackupReport,
  type ChosenBackup,
  type DataFinding,
  type DataReport,
  type KeyInBackup,
  keyAfterRestore,
  type RestoreReport
} from '@shared/data'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import { table } from '../text'

/** `data verify | backup | restore`. The first two work while another Slipway has the workspace open. */
export const addDataCommands: AddCommands = (program, act) => {
  const data = program.command('data').description('check, back up and restore what the workspace holds')
  data
    .command('verify')
    .description('check every file against every other; ends with 1 when something is damaged')
    .action(() =>
      act(async session => {
        const report = await session.call('data.verify', {})
        session.answer(report, reportText)
        if (report.faultCount > 0) session.exitCode = exitCodes.failed
      })
    )
  data
    .command('backup <file>')
    .description('write everything into one file, checked, while Slipway goes on working')
    .option('--overwrite', 'replace the file if it is there')
    .action((file: string, { overwrite }: { readonly overwrite?: boolean }) =>
      act(async session => {
        session.saveTo(file)
        const written = await session.call('data.backup', { overwrite: overwrite === true })
        session.answer(written, report => (report === null ? 'No backup was written.' : backupText(report)))
      })
    )
  data
    .command('restore <file>')
    .description('put a backup in the place of the workspace, which is kept beside it')
    .option('--yes', 'needed, because the workspace will be another one after it')
    .action((file: string, { yes }: { readonly yes?: boolean }) =>
      act(async session => {
        if (yes !== true) throw new UsageError('Restoring replaces the workspace. Add --yes to do it.')
        session.openFrom(file)
        const chosen = await session.call('data.chooseBackup', {})
        if (chosen === null) throw new UsageError('Name the backup to restore.')
        session.answer(await session.call('data.restore', { path: chosen.path }), restoreText)
      })
    )
}

function reportText(report: DataReport): string {
  const { faults, faultCount, warnings, warningCount } = report
  return [
    ...faults.map(fault => findingText('FAULT', fault)),
    ...more(faultCount - faults.length, 'faults'),
    ...warnings.map(warning => findingText('WARNING', warning)),
    ...more(warningCount - warnings.length, 'warnings'),
    countsText(report),
    faultCount === 0 ? 'Everything holds.' : `${faultCount === 1 ? '1 fault' : `${faultCount} faults`} found.`
  ].join('\n')
}

const more = (count: number, what: string): readonly string[] => (count > 0 ? [`… and ${count} more ${what}.`] : [])

const findingText = (word: string, { file, place, what, remedy }: DataFinding): string =>
  `${word}: ${[file, place].filter(Boolean).join(', ')}: ${what}\n  ${remedy}`

const countsText = ({ counts, secretsOpened }: DataReport): string =>
  table([
    ['Records', String(counts.records), `${counts.references} references followed, ${counts.commits} commits`],
    ['Snapshots', String(counts.snapshots), 'compared with their SHA-256'],
    ['Logs', String(counts.logs), `${counts.events} events, ${counts.artifacts} artifacts`],
    ['Secrets', String(counts.secrets), secretsOpened ? 'each opened' : 'not opened: their key is not at hand'],
    ['Audit entries', String(counts.auditEntries), 'chained without a gap'],
    ['Files', String(counts.files), `${counts.bytes} bytes`]
  ])

const keyWords: Readonly<Record<KeyInBackup, string>> = {
  included:
    'The vault’s key is in it, wrapped by the passphrase: with that passphrase the secrets open wherever it is restored.',
  'left-out':
    'The vault’s key is not in it, because no passphrase protects it: only a machine that has this key can open the secrets.',
  none: 'There is no vault key, and there are no secrets.'
}

const backupText = ({ path, size, key, report, isAudited }: BackupReport): string =>
  [
    countsText(report),
    `Backup: ${path} (${size} bytes), checked.`,
    keyWords[key],
    ...(isAudited ? [] : ['The audit log does not have it: another Slipway has the workspace open.'])
  ].join('\n')

const restoreText = ({ backup, keptAs, key, report }: RestoreReport): string =>
  [
    countsText(report),
    `Restored the workspace as it was on ${madeAt(backup)}.`,
    keyAfterRestore[key],
    keptAs === null ? 'There was no workspace before.' : `What was there before is kept in ${keptAs}.`
  ].join('\n')

const madeAt = ({ createdAt }: ChosenBackup): string => new Date(createdAt).toISOString()
