import type { Output } from '@shared/api'
import { explanationText, lookOfValue, lookText } from '@shared/variables/explain-words'
import { labelsFrom } from '@shared/variables/explained'
import { originWords } from '@shared/variables/scope-words'
import type { Command } from 'commander'
import type { Act } from '../adding'
import { exitCodes } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'
import { checkText, goesWrong } from '../variables/finding-text'
import { cell } from '../variables/list-rows'
import { labelsFor, openOwner } from '../variables/owner'
import { addPlaceOrDeploymentFlags, type PlaceOptions, placeFrom } from '../variables/place-flags'

/** `variables explain | preview | check`: why values are what they are. Opens no secret. */
export function addLookCommands(variables: Command, act: Act): void {
  addPlaceOrDeploymentFlags(
    variables.command('explain <name>').description('why a name has its value in one place')
  ).action((name: string, options: PlaceOptions) =>
    act(async session => {
      const place = await placeFrom(session, options)
      session.answer(await session.call('variables.explain', { name, ...place }), ({ explanation, labels }) =>
        explanationText(explanation, labelsFrom(labels)).join('\n')
      )
    })
  )
  addPlaceOrDeploymentFlags(
    variables.command('preview').description('every name with its value in one place; secrets are dots')
  ).action((options: PlaceOptions) =>
    act(async session =>
      session.answer(await session.call('variables.preview', await placeFrom(session, options)), previewText)
    )
  )
  variables
    .command('check')
    .description('look for names that are tied, undefined, unused or in a circle; ends with 1 for what goes wrong')
    .requiredOption('--project <project>')
    .action(({ project }: { readonly project: string }) => act(session => checkVariables(session, project)))
}

const previewText = ({ variables }: Output<'variables.preview'>): string =>
  listOrNone(
    ['NAME', 'VALUE', 'FROM'],
    variables.map(({ name, value, origin, isTied }) => [
      name,
      isTied ? '(undecided)' : cell(lookText(lookOfValue(value))),
      originWords(origin)
    ]),
    'Nothing has a value there.'
  )

async function checkVariables(session: Session, reference: string): Promise<void> {
  const project = await session.project(reference)
  const checked = await session.call('variables.check', { projectId: project.id })
  const owner = await openOwner(session, { project: project.id })
  const { rows, flag } = owner
  const labels = await labelsFor(session, owner)
  session.answer(checked, () => checkText(checked, { rows, labels, flag }))
  if (goesWrong(checked)) session.exitCode = exitCodes.failed
}
