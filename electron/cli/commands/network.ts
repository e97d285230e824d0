import { Argument } from 'commander'
import type { AddCommands } from '../adding'

type State = 'on' | 'off' | 'status'

/** `network air-gap on | off | status` */
export const addNetworkCommands: AddCommands = (program, act) => {
  const network = program.command('network').description('what Slipway may connect to')
  network
    .command('air-gap')
    .description('with it on, only targets, jump hosts and the mail server of the workspace can be reached')
    .addArgument(new Argument('<state>', 'what to do').choices(['on', 'off', 'status']))
    .action((state: State) =>
      act(async session => {
        const settings =
          state === 'status'
            ? await session.call('settings.get', {})
            : await session.call('settings.setAirGap', { isAirGapped: state === 'on' })
        session.answer(settings, ({ isAirGapped }) => `The air gap is ${isAirGapped ? 'on' : 'off'}.`)
      })
    )
}
