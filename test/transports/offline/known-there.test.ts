import { expect, it } from 'vitest'
import { word } from '../../../electron/transports/offline/shell-text'
import { inRunner } from '../../support/offline-runner'

it.each(['C', 'C.UTF-8'])(
  'puts outputs into texts and values, whatever the case of their names, in the locale %s',
  locale => {
    const own = [
      ['Url', 'http://#{octopus.action[BUILD].output.host}/#{Other}'],
      ['Other', 'not put in'],
      ['Plain', 'as it is']
    ]
    const texts = [
      'a #{Octopus.Action[Build].Output.Host} b #{OCTOPUS.ACTION[build].OUTPUT[WEB-1].HOST} #{octopus.deployment.error}',
      '#{Octopus.Action[Build].Output.Host | ToUpper} #{Url} #{ #{Octopus.Action[Build].Output.Raw} #{',
      'x=#{octopus.action.package.installationdirectorypath}'
    ]
    const lines = [
      `names=(${own.map(([name = '']) => word(name)).join(' ')}); values=(${own.map(([, value = '']) => word(value)).join(' ')})`,
      'number=2 action_names=("" Build Use) action_kinds=("" script script) bundle_target=web-1 first_error=broken',
      'output_from=(1 1) output_names=(Host Raw) output_secret=(0 0)',
      "output_values=('h&\\1' '#{Octopus.Action[Build].Output.Host}')",
      'more_names=(Octopus.Action.Package.InstallationDirectoryPath) more_values=(/srv)',
      `all_variables; for text in ${texts.map(word).join(' ')}; do with_known "$text"; printf '%s\\n' "$REPLY"; done`,
      `printf '%s\\n' "\${all_values[@]:0:3}"`
    ]
    expect(inRunner(['10-base', '50-script'], lines, locale)).toEqual([
      'a h&\\1 b h&\\1 broken',
      '#{Octopus.Action[Build].Output.Host | ToUpper} #{Url} #{ #{Octopus.Action[Build].Output.Host} #{',
      'x=/srv',
      'http://h&\\1/#{Other}',
      'not put in',
      'as it is'
    ])
  }
)
