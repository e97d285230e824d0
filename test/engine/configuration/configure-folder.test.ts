import { describe, expect, it } from 'vitest'
import { configureFolder } from '../../../electron/engine/configuration'
import { memoryFiles } from './memory-files'

type Values = Readonly<Record<string, string | null>>

const targets = 'Octopus.Action.SubstituteInFiles.TargetFiles'
const structured = 'Octopus.Action.Package.JsonConfigurationVariablesTargets'

async function configure(texts: Readonly<Record<string, string>>, variables: Values, isCaseSensitive = true) {
  const files = memoryFiles(texts, isCaseSensitive)
  const report = await configureFolder(files, Object.entries(variables))
  const said = report.messages.map(({ level, message }) => `${level}: ${message}`)
  return {
    texts: files.texts(),
    changed: report.changed,
    failure: report.failure,
    said,
    loud: said.filter(line => !line.startsWith('verbose'))
  }
}

const substitution = (variables: Values): Values => ({
  'Octopus.Action.EnabledFeatures': 'Octopus.Features.SubstituteInFiles',
  ...variables
})

const structures = (variables: Values): Values => ({
  'Octopus.Action.EnabledFeatures': 'Octopus.Features.JsonConfigurationVariables',
  ...variables
})

describe('files as templates', () => {
  it('have their tokens replaced when the feature is on', async () => {
    const values = { [targets]: '*.txt', Name: 'world', Deep: '#{Name}!' }
    const texts = { 'a.txt': 'Hello #{Name}\r\n#{Deep}\n', 'b.md': '#{Name}', 'sub/c.txt': '#{Name}' }
    expect(await configure(texts, substitution(values))).toMatchObject({
      texts: { 'a.txt': 'Hello world\r\nworld!\n', 'b.md': '#{Name}', 'sub/c.txt': '#{Name}' },
      changed: ['a.txt'],
      failure: null,
      loud: []
    })
    expect((await configure(texts, values)).texts).toEqual(texts)
  })

  it('tell what they make of secrets', async () => {
    const made: string[] = []
    const files = memoryFiles({ 'a.txt': 'key=#{Cfg.password}' }, true)
    const values = substitution({ [targets]: '*.txt', Cfg: '{"password":"S3cretPw!"}' })
    const watch = {
      isSensitive: (name: string) => name === 'Cfg',
      onMade: (texts: ReadonlyMap<string, unknown>) => made.push(...texts.keys())
    }
    await configureFolder(files, Object.entries(values), watch)
    expect([files.texts(), made]).toEqual([{ 'a.txt': 'key=S3cretPw!' }, ['S3cretPw!']])
  })

  it('tell which of them took a secret in, be it by a condition or in the files that others are made from', async () => {
    const files = memoryFiles(
      {
        'plain.txt': '#{Name}',
        'asks.txt': '#{if Cfg}open#{/if}',
        'app.json': '{"Name":"","Copy":""}',
        'web.config': '<configuration><appSettings><add key="Name" value="" /></appSettings></configuration>',
        'web.Release.config': `<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
<appSettings><add key="#{Copy}" value="" xdt:Transform="Insert" /></appSettings></configuration>`,
        'other.config': '<configuration><appSettings><add key="Copy" value="" /></appSettings></configuration>'
      },
      true
    )
    const values = {
      'Octopus.Action.EnabledFeatures': [
        'Octopus.Features.SubstituteInFiles',
        'Octopus.Features.ConfigurationTransforms',
        'Octopus.Features.ConfigurationVariables',
        'Octopus.Features.JsonConfigurationVariables'
      ].join(','),
      [targets]: '*.txt\nweb.Release.config',
      [structured]: 'app.json',
      'Octopus.Action.Package.AutomaticallyRunConfigurationTransformationFiles': 'True',
      'Octopus.Action.Package.AutomaticallyUpdateAppSettingsAndConnectionStrings': 'True',
      Name: 'world',
      Cfg: 'a7',
      Copy: 'is #{Cfg}'
    }
    const { changed, secret, failure } = await configureFolder(files, Object.entries(values), {
      isSensitive: name => name === 'Cfg'
    })
    expect([failure, [...changed].sort(), [...secret].sort()]).toEqual([
      null,
      ['app.json', 'asks.txt', 'other.config', 'plain.txt', 'web.Release.config', 'web.config'],
      ['app.json', 'asks.txt', 'other.config', 'web.Release.config', 'web.config']
    ])
  })

  it('are named by lines that are templates, with patterns, each file once', async () => {
    const texts = {
      'a.txt': 'x#{N}',
      'conf/b.JSON': 'x#{N}',
      'conf/deep/c.ini': 'x#{N}',
      'f(1).[x]': 'x#{N}',
      '.env': 'x#{N}'
    }
    const matched = async (patterns: string, isCaseSensitive = true) =>
      (await configure(texts, substitution({ [targets]: patterns, N: '1', Folder: 'conf' }), isCaseSensitive)).changed
    expect(await matched('a.txt\r\n\r\n  ./a.txt\n*.txt')).toEqual(['a.txt'])
    expect(await matched('#{Folder}/*')).toEqual(['conf/b.JSON'])
    expect(await matched('**/*.ini\n*.{txt,md}')).toEqual(['conf/deep/c.ini', 'a.txt'])
    expect(await matched('conf\\**\\?.[ij]*')).toEqual(['conf/deep/c.ini'])
    expect(await matched('CONF/*.json')).toEqual([])
    expect(await matched('CONF/*.json', false)).toEqual(['conf/b.JSON'])
    expect(await matched('f(1).[x]')).toEqual(['f(1).[x]'])
    expect(await matched('*')).toEqual(['a.txt', 'f(1).[x]', '.env'])
    expect(await matched('!a.txt')).toEqual([])
  })

  it('are looked for in additional paths too', async () => {
    const texts = { 'a.txt': '#{N}', '/etc/x::a.txt': '#{N}', '/srv::a.txt': '#{N}' }
    const values = substitution({ [targets]: '*.txt', N: '1', 'Octopus.Action.AdditionalPaths': '/etc/x, /missing' })
    expect(await configure(texts, values)).toMatchObject({
      texts: { 'a.txt': '1', '/etc/x::a.txt': '1', '/srv::a.txt': '#{N}' },
      changed: ['a.txt', '/etc/x/a.txt']
    })
  })

  it('warn when there are none, unless that is switched off', async () => {
    const values = substitution({ [targets]: 'no.txt\nno.md' })
    expect((await configure({}, values)).said).toEqual([
      "warning: No files were found in /app that match the substitution target pattern 'no.txt'",
      "warning: No files were found in /app that match the substitution target pattern 'no.md'"
    ])
    const silent = { ...values, 'Octopus.Action.SubstituteInFiles.EnableNoMatchWarning': 'False' }
    expect((await configure({}, silent)).said).toEqual([])
  })

  it('keep tokens that cannot be evaluated, which fails the step only on demand', async () => {
    const values = substitution({
      [targets]: '*',
      Known: '1',
      'Octopus.Action.EnabledFeatures':
        'Octopus.Features.SubstituteInFiles, Octopus.Features.JsonConfigurationVariables',
      [structured]: '*'
    })
    const texts = { 'a.json': '{"a":"#{Known} #{Missing}"}' }
    const result = await configure(texts, values)
    const problem =
      "Parsing file 'a.json' with Octostache returned the following error: The following tokens were unable to be evaluated: '#{Missing}'"
    expect(result.texts).toEqual({ 'a.json': '{\r\n  "a": "1 #{Missing}"\r\n}' })
    expect(result.said).toContain(`verbose: ${problem}`)
    const strict = await configure(texts, { ...values, OctopusShouldFailDeploymentOnSubstitutionFails: 'True' })
    expect(strict).toMatchObject({ texts, changed: [], failure: problem, loud: [`error: ${problem}`] })
  })

  it('are written in the encoding that is asked for, with its mark, if anybody knows it', async () => {
    const values = (encoding: string) =>
      substitution({ [targets]: '*', N: 'é', 'Octopus.Action.SubstituteInFiles.OutputEncoding': encoding })
    expect((await configure({ a: '#{N}' }, values('utf-8'))).texts).toEqual({ a: '\ufeffé' })
    expect((await configure({ a: '#{N}' }, values('klingon'))).texts).toEqual({ a: 'é' })
  })

  it('fail the step when a variable leads back to itself', async () => {
    const result = await configure({ a: '#{A}' }, substitution({ [targets]: 'a', A: '#{B}', B: '#{A}' }))
    expect(result.failure).toMatch(/self referencing loop/)
    expect(result.texts).toEqual({ a: '#{A}' })
  })
})

describe('files with structures', () => {
  it('get the evaluated values of variables', async () => {
    const values = structures({ [structured]: '**/*.json\napp.yml', 'Log:Level': '#{Level}', Level: 'Debug' })
    const texts = {
      'conf/a.json': '{\n"log":{"level":"Info"}}',
      'app.yml': 'log:\n  level: Info\n',
      'b.yml': 'log: {level: x}\n'
    }
    expect(await configure(texts, values)).toMatchObject({
      texts: {
        'conf/a.json': '{\n  "log": {\n    "level": "Debug"\n  }\n}',
        'app.yml': 'log:\n  level: Debug\n',
        'b.yml': 'log: {level: x}\n'
      },
      changed: ['conf/a.json', 'app.yml'],
      failure: null
    })
  })

  it('warn about folders and about patterns that fit nothing', async () => {
    expect((await configure({ 'conf/a.json': '{}' }, structures({ [structured]: 'conf\nno.json' }))).loud).toEqual([
      "warning: Skipping structured variable replacement on 'conf' because it is a directory.",
      "warning: No files were found that match the replacement target pattern 'no.json'"
    ])
  })

  it('stop at the first that cannot be read; what was written stays', async () => {
    const texts = { 'a.json': '{"a":1}', 'b.json': '{', 'c.json': '{"a":1}' }
    const result = await configure(texts, structures({ [structured]: '*.json', a: '2' }))
    expect(result.changed).toEqual(['a.json'])
    expect(result.failure).toMatch(/'b\.json'.*The file could not be parsed as Json: \(Line: 1, Col: 2\)/)
  })

  it('are JSON alone with the flag for that', async () => {
    const values = structures({
      [structured]: 'a.yml',
      a: '2',
      'Octopus.Action.StructuredConfigurationFallbackFlag': 'True'
    })
    expect((await configure({ 'a.yml': 'a: 1\n' }, values)).failure).toMatch(/as Json/)
  })

  it('suffer from a variable that leads back to itself only where it is needed', async () => {
    const values = structures({ [structured]: 'a.yml', loop: '#{loop}', a: '2' })
    expect((await configure({ 'a.yml': 'a: 1\n' }, values)).texts).toEqual({ 'a.yml': 'a: 2\n' })
    expect((await configure({ 'a.yml': 'loop: 1\n' }, values)).failure).toMatch(/self referencing loop/)
  })
})

describe('.NET configuration files', () => {
  const on = {
    'Octopus.Action.EnabledFeatures': 'Octopus.Features.ConfigurationVariables',
    'Octopus.Action.Package.AutomaticallyUpdateAppSettingsAndConnectionStrings': 'True'
  }
  const config = '<configuration>\n  <appSettings><add key="a" value="1"/></appSettings>\n</configuration>'

  it('get the variables that their settings are called like', async () => {
    const texts = { 'Web.config': config, 'sub/App.CONFIG': config, 'a.xml': config }
    const after = config.replace('value="1"', 'value="2"')
    expect(await configure(texts, { ...on, A: '#{B}', B: '2' })).toMatchObject({
      texts: { 'Web.config': after, 'sub/App.CONFIG': after, 'a.xml': config },
      changed: ['Web.config', 'sub/App.CONFIG'],
      failure: null
    })
  })

  it('stay as they are without the switch beside the feature', async () => {
    const { 'Octopus.Action.EnabledFeatures': feature } = on
    expect(
      (await configure({ 'Web.config': config }, { 'Octopus.Action.EnabledFeatures': feature, a: '2' })).changed
    ).toEqual([])
  })

  it('fail the step when one is malformed, unless that is to be ignored', async () => {
    const texts = { 'Bad.config': '<a>', 'Web.config': config }
    expect((await configure(texts, { ...on, a: '2' })).failure).toMatch(/'Bad\.config'/)
    const lenient = await configure(texts, {
      ...on,
      a: '2',
      'Octopus.Action.Package.IgnoreVariableReplacementErrors': 'True'
    })
    expect(lenient).toMatchObject({ changed: ['Web.config'], failure: null })
    expect(lenient.loud).toEqual([expect.stringMatching(/^info: .*Bad\.config/)])
  })
})

describe('transforms of .NET configuration files', () => {
  const feature = 'Octopus.Action.EnabledFeatures'
  const transforms = 'Octopus.Features.ConfigurationTransforms'
  const explicit = 'Octopus.Action.Package.AdditionalXmlConfigurationTransforms'
  const automatic = 'Octopus.Action.Package.AutomaticallyRunConfigurationTransformationFiles'
  const config = '<configuration>\n  <a v="0"/>\n</configuration>'
  const setting = (value: string) =>
    `<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><a v="${value}" xdt:Transform="SetAttributes"/></configuration>`
  const missing = setting('1').replace('<a ', '<b ')
  const withValue = (value: string) => config.replace('"0"', `"${value}"`)

  it('run explicit ones first, then release, environment and tenant', async () => {
    const texts = {
      'Web.config': config,
      'Web.Release.config': setting('release'),
      'Web.Prod.config': setting('prod'),
      'Web.Acme.config': setting('acme'),
      'extra.xml': setting('extra')
    }
    const values = {
      [feature]: transforms,
      [automatic]: 'True',
      'Octopus.Environment.Name': 'Prod',
      'Octopus.Deployment.Tenant.Name': 'Acme'
    }
    const result = await configure(texts, values)
    expect(result.failure).toBeNull()
    expect(result.texts['Web.config']).toBe(withValue('acme'))
    const ordered = await configure(texts, { ...values, [explicit]: 'Web.Acme.config => Web.config' })
    expect(ordered.texts['Web.config']).toBe(withValue('prod'))
    expect((await configure(texts, { ...values, [automatic]: 'False' })).changed).toEqual([])
  })

  it('take no variables themselves, once they served', async () => {
    const settings =
      '<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><appSettings><add key="k" value="1"/></appSettings></configuration>'
    const values = {
      [feature]: `${transforms},Octopus.Features.ConfigurationVariables`,
      'Octopus.Action.Package.AutomaticallyUpdateAppSettingsAndConnectionStrings': 'True',
      [automatic]: 'True',
      k: '2'
    }
    const texts = { 'Web.config': config, 'Web.Release.config': settings, 'Other.config': settings }
    expect((await configure(texts, values)).changed).toEqual(['Other.config'])
  })

  it('come from absolute places too', async () => {
    const texts = { 'Web.config': config, '/srv/x.config': setting('far') }
    const result = await configure(texts, { [feature]: transforms, [explicit]: '/srv/x.config => Web.config' })
    expect(result.texts['Web.config']).toBe(withValue('far'))
  })

  it('fail the step for warnings, leave them warnings, or make less of them, as the step says', async () => {
    const texts = { 'Web.config': config, 'Web.Release.config': missing }
    const values = { [feature]: transforms, [automatic]: 'True' }
    const levels = async (more: Values) => {
      const { failure, said } = await configure(texts, { ...values, ...more })
      const problem =
        said.find(line => /'b'|b\b.*match|No element|no element/.test(line) && !line.startsWith('verbose')) ?? ''
      return [failure === null, problem.split(':')[0]]
    }
    const tolerant = { 'Octopus.Action.Package.TreatConfigTransformationWarningsAsErrors': 'False' }
    expect(await levels({})).toEqual([false, 'error'])
    expect(await levels(tolerant)).toEqual([true, 'warning'])
    expect(await levels({ 'Octopus.Action.Package.IgnoreConfigTransformationErrors': 'True' })).toEqual([true, 'info'])
    const silent = { ...tolerant, 'Octopus.Action.Package.SuppressConfigTransformationLogging': 'True' }
    expect((await configure(texts, { ...values, ...silent })).said.filter(line => line.startsWith('verbose'))).toEqual(
      []
    )
  })

  it('are told about when they are malformed or fit nothing', async () => {
    const values = { [feature]: transforms, [automatic]: 'True', [explicit]: 'No.config => Nothing.config' }
    const result = await configure({ 'Web.config': config, 'Web.Release.config': '<a>' }, values)
    expect(result.failure).toMatch(/^Transforming 'Web\.config' failed: .*as Xml/)
    const fine = await configure({ 'Web.config': config }, values)
    expect(fine.said).toEqual([expect.stringMatching(/^info: .*No\.config => Nothing\.config/)])
  })
})
