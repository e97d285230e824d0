import type { DriftPlace } from '@shared/drift-calls'
import type { DeploymentId } from '@shared/ids'
import type { AddCommands } from '../adding'
import { exitCodes } from '../errors'
import { listOrNone } from '../text'

const filesOf = ({ changed, missing, extra }: DriftPlace): readonly string[] => [
  ...changed.map(path => `  changed  ${path}`),
  ...missing.map(path => `  missing  ${path}`),
  ...extra.map(path => `  extra    ${path}`)
]

/** `drift <deployment>`: ends with 1 where anything is not as it was installed, or nobody could look. */
export const addDriftCommand: AddCommands = (program, act) => {
  program
    .command('drift <deployment>')
    .description('hash what a deployment installed on its targets, and say what differs')
    .action((reference: string) =>
      act(async session => {
        const report = await session.call('drift.check', { deploymentId: reference as DeploymentId })
        session.answer(report, ({ places }) =>
          [
            listOrNone(
              ['PLACE', 'PACKAGE', 'STATE', 'WHAT'],
              places.map(item => [item.place, `${item.packageId} ${item.version}`, item.state, item.words]),
              'This deployment installed nothing.'
            ),
            ...places.flatMap(item => {
              const files = filesOf(item)
              return files.length === 0 ? [] : ['', item.place, ...files]
            })
          ].join('\n')
        )
        if (report.places.some(({ state }) => state !== 'same')) session.exitCode = exitCodes.failed
      })
    )
}
