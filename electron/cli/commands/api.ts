import type { HttpApiStatus } from '@shared/api-key-calls'
import { httpApiAddress } from '@shared/model/http-api'
import type { AddCommands } from '../adding'
import { checkReach, portOf } from '../listen-place'
import type { Session } from '../session'

interface Options {
  readonly host?: string
  readonly port?: string
  readonly evenOnNetwork?: boolean
}

/** `api status | on | off`: what the window does while it is open. Without a window, `agent --listen` listens. */
export const addApiCommands: AddCommands = (program, act) => {
  const group = program.command('api').description('the HTTP API, which lets programs in while the window is open')
  group
    .command('status')
    .action(() => act(async session => session.answer(await session.call('httpApi.status', {}), statusText)))
  group
    .command('on')
    .description('what is not given stays as it is')
    .option('--host <address>', 'an address of this machine, usually 127.0.0.1')
    .option('--port <port>', 'usually 8065')
    .option('--even-on-network', 'needed where other machines could reach it, by plain HTTP')
    .action((options: Options) => act(session => turnOn(session, options)))
  group.command('off').action(() =>
    act(async session => {
      const { settings } = await session.call('httpApi.status', {})
      session.answer(await session.call('settings.setHttpApi', { ...settings, isOn: false }), statusText)
    })
  )
}

async function turnOn(session: Session, { host, port, evenOnNetwork = false }: Options): Promise<void> {
  const { settings } = await session.call('httpApi.status', {})
  const place = { host: host ?? settings.host, port: port === undefined ? settings.port : portOf(port, '--port') }
  checkReach(place, evenOnNetwork)
  session.answer(await session.call('settings.setHttpApi', { ...place, isOn: true, evenOnNetwork }), statusText)
  if ((await session.call('apiKey.list', {})).length === 0)
    session.io.err('There is no API key yet, so nobody gets in. Create one with: slipway api-key create ci\n')
}

const statusText = ({ settings }: HttpApiStatus): string =>
  settings.isOn
    ? `The HTTP API is on: it listens at ${httpApiAddress(settings)} while the window is open.`
    : 'The HTTP API is off.'
