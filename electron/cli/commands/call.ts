import { api, type CallName, type Input } from '@shared/api'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'

/** `call`: any call of the contract, with JSON in and JSON out. */
export const addCallCommand: AddCommands = (program, act) => {
  program
    .command('call <name> [input]')
    .description('carry out any call with its input as JSON; - reads the input from standard input')
    .addHelpText('after', `\nCalls: ${Object.keys(api).join(', ')}`)
    .action((name: string, input: string | undefined) =>
      act(async session => {
        const text = input === '-' ? await session.read('-') : (input ?? '{}')
        // The door checks both the name and the input, so nothing is gained by checking them here.
        const answer = await session.call(name as CallName, parsed(text) as Input<CallName>)
        session.answer(answer, value => JSON.stringify(value, null, 2))
      })
    )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError('The input is not JSON.')
  }
}
