import type { Output } from '@shared/api'
import { countOf } from '@shared/plan/words'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { table } from '../text'

interface Options {
  readonly project?: string
  readonly yes?: boolean
}

/** `retention preview | apply`: releases that their lifecycles do not keep any more. */
export const addRetentionCommands: AddCommands = (program, act) => {
  const group = program.command('retention').description('releases that their lifecycles let go')
  group
    .command('preview')
    .description('what would go and what stays, and why; changes nothing')
    .option('--project <project>', 'only releases of this project')
    .action((options: Options) =>
      act(async session => {
        const report = await session.call('retention.preview', await projectIn(session, options))
        session.answer(report, shown => `${goesText(shown, 'would go')}${staysText(shown)}`)
      })
    )
  group
    .command('apply')
    .description('delete them, with their deployments and logs')
    .option('--project <project>', 'only releases of this project')
    .option('--yes', 'really')
    .action((options: Options) =>
      act(async session => {
        if (!options.yes)
          throw new UsageError(
            'This deletes releases with their deployments and logs; look with preview, then add --yes.'
          )
        const report = await session.call('retention.apply', await projectIn(session, options))
        session.answer(report, shown => goesText(shown, shown.goes.length === 1 ? 'is gone' : 'are gone'))
      })
    )
}

async function projectIn(session: Session, { project }: Options) {
  return project === undefined ? {} : { projectId: (await session.project(project)).id }
}

type Report = Output<'retention.preview'>

const rowsOf = (verdicts: Report['goes']): string =>
  table(verdicts.map(({ projectName, release, why }) => [`  ${projectName} ${release.version}`, why]))

const goesText = ({ goes }: Report, words: string): string =>
  goes.length === 0 ? 'No release goes.' : `${countOf(goes.length, 'release')} ${words}:\n${rowsOf(goes)}`

const staysText = ({ stays }: Report): string =>
  stays.length === 0
    ? ''
    : `\n${countOf(stays.length, 'release')} ${stays.length === 1 ? 'stays' : 'stay'}:\n${rowsOf(stays)}`
