import { describe, expect, it } from 'vitest'
import { planTransforms, type TransformPlanInput } from '../../../electron/engine/configuration/xdt-pairs'

const plan = (files: readonly string[], explicit: string, rest: Partial<TransformPlanInput> = {}) =>
  planTransforms({ files, explicit, automatic: false, environment: null, tenant: null, ...rest })

/** `transform -> source` for each pair. */
const pairs = (...of: Parameters<typeof plan>) =>
  plan(...of).pairs.map(({ transform, source }) => `${transform} -> ${source}`)

describe('automatic transforms', () => {
  const automatic = { automatic: true, environment: 'Test Lab', tenant: 'Acme' }

  it('are Release, then the environment, then the tenant', () => {
    const files = ['Web.Acme.config', 'Web.Test Lab.config', 'Web.config', 'Web.Release.config', 'Web.Other.config']
    expect(pairs(files, '', automatic)).toEqual([
      'Web.Release.config -> Web.config',
      'Web.Test Lab.config -> Web.config',
      'Web.Acme.config -> Web.config'
    ])
  })

  it('stand beside the file that they are for, wherever that is', () => {
    const files = ['a/App.exe.config', 'a/App.exe.Release.config', 'b/c/Web.config', 'Web.Release.config']
    expect(pairs(files, '', automatic)).toEqual(['a/App.exe.Release.config -> a/App.exe.config'])
  })

  it('may lack the extension', () => {
    expect(pairs(['Web.config', 'Web.Release'], '', automatic)).toEqual(['Web.Release -> Web.config'])
  })

  it('need not be called in the same case', () => {
    expect(pairs(['WEB.Config', 'web.TEST LAB.config'], '', automatic)).toEqual(['web.TEST LAB.config -> WEB.Config'])
  })

  it('are none without the switch', () =>
    expect(pairs(['Web.config', 'Web.Release.config'], '', { ...automatic, automatic: false })).toEqual([]))

  it('run once when environment and tenant are called alike, or like Release', () =>
    expect(
      pairs(['Web.config', 'Web.Release.config'], '', { automatic: true, environment: 'Release', tenant: 'release' })
    ).toEqual(['Web.Release.config -> Web.config']))

  it('leave out names that are empty', () =>
    expect(pairs(['Web.config', 'Web..config'], '', { automatic: true, environment: ' ', tenant: '' })).toEqual([]))
})

describe('explicit transforms', () => {
  const files = ['Web.Acme.config', 'Web.One.config', 'Web.Release.config', 'Web.Two.config', 'Web.config']

  it('run before the automatic ones, in the order of their lines', () => {
    const lines = 'Web.Two.config => Web.config\r\nWeb.One.config => Web.config'
    expect(pairs(files, lines, { automatic: true, tenant: 'Acme' })).toEqual([
      'Web.Two.config -> Web.config',
      'Web.One.config -> Web.config',
      'Web.Release.config -> Web.config',
      'Web.Acme.config -> Web.config'
    ])
  })

  it('fix the order of pairs that would run anyway', () => {
    expect(pairs(files, 'Acme, Release', { automatic: true, tenant: 'Acme' })).toEqual([
      'Web.Acme.config -> Web.config',
      'Web.Release.config -> Web.config'
    ])
  })

  it('may be parted by commas', () =>
    expect(pairs(files, ' Web.Two.config=>Web.config ,, Web.One.config=> Web.config,')).toEqual([
      'Web.Two.config -> Web.config',
      'Web.One.config -> Web.config'
    ]))

  it('may be names only, with or without the extension', () => {
    expect(pairs(files, 'One\nTwo.config', { automatic: true })).toEqual([
      'Web.One.config -> Web.config',
      'Web.Two.config -> Web.config',
      'Web.Release.config -> Web.config'
    ])
  })

  it('that are names look at no file without the switch or a target that says which', () => {
    expect(pairs(files, 'One')).toEqual([])
    expect(pairs(files, 'One\nWeb.Two.config => Web.config')).toEqual([
      'Web.One.config -> Web.config',
      'Web.Two.config -> Web.config'
    ])
  })

  it('work on files with the extensions of their targets', () => {
    expect(pairs(['a.settings', 'a.x.settings', 'b.config'], 'a.x.settings => a.settings')).toEqual([
      'a.x.settings -> a.settings'
    ])
  })

  it('go through the files in the order given', () =>
    expect(pairs(['b/w.config', 'b/t.config', 'a/w.config', 'a/t.config'], 't.config => w.config')).toEqual([
      'b/t.config -> b/w.config',
      'a/t.config -> a/w.config'
    ]))

  it('that fit nothing are named, those that ran before are not', () => {
    const explicit = 'Web.One.config => Web.config\nOne\nNope\n=> Web.config\nx.config =>\nWeb.One.config => w.config'
    expect(plan(files, explicit).unmatched).toEqual([
      'Nope',
      '=> Web.config',
      'x.config =>',
      'Web.One.config => w.config'
    ])
  })
})

describe('the extension of a transform', () => {
  it('may be left out', () =>
    expect(pairs(['w.t.config', 'w.config'], 'w.t => w.config')).toEqual(['w.t.config -> w.config']))

  it('may be missing', () => expect(pairs(['w.t', 'w.config'], 'w.t => w.config')).toEqual(['w.t -> w.config']))

  it('may be either', () =>
    expect(pairs(['w.t', 'w.t.config', 'w.config'], 'w.t => w.config')).toEqual([
      'w.t.config -> w.config',
      'w.t -> w.config'
    ]))

  it('is not added twice', () => expect(pairs(['w.t.config.config', 'w.config'], 'w.t.config => w.config')).toEqual([]))
})

describe('paths', () => {
  it.each([
    ['sub/t.config => w.config', ['sub/t.config', 'w.config'], ['sub/t.config -> w.config']],
    ['t.config => sub/w.config', ['t.config', 'sub/w.config'], ['t.config -> sub/w.config']],
    ['t.config => sub\\w.config', ['t.config', 'sub/w.config'], ['t.config -> sub/w.config']],
    ['..\\t.config => w.config', ['t.config', 'sub/w.config'], ['t.config -> sub/w.config']],
    ['one/t.config => two/w.config', ['one/t.config', 'two/w.config'], ['one/t.config -> two/w.config']],
    ['t.config => ../w.config', ['sub/t.config', 'w.config'], ['sub/t.config -> w.config']],
    ['t.config => Sub/w.config', ['a/t.config', 'a/sub/w.config', 'asub/w.config'], ['a/t.config -> a/sub/w.config']],
    ['t.config => w.config', ['t.config', 'sub/w.config'], []],
    ['../../t.config => w.config', ['t.config', 'sub/w.config'], []],
    ['t.config => ./w.config', ['t.config', 'w.config', 'a/t.config', 'a/w.config'], ['t.config -> w.config']],
    [
      '/etc/t.config => w.config',
      ['w.config', 'a/w.config'],
      ['/etc/t.config -> w.config', '/etc/t.config -> a/w.config']
    ],
    ['C:\\t\\t.config => .\\a\\w.config', ['w.config', 'a/w.config', 'b/a/w.config'], ['C:/t/t.config -> a/w.config']],
    ['/t.config => a/w.config', ['w.config', 'b/a/w.config'], ['/t.config -> b/a/w.config']],
    ['/etc/*.t.config => *.config', ['w.config'], ['/etc/w.t.config -> w.config']],
    ['/etc/*.t.config => w.config', ['w.config'], []],
    ['t.config => /w.config', ['t.config', 'w.config'], []],
    ['t.config => C:\\w.config', ['t.config', 'w.config'], []]
  ])('%s', (explicit, files, expected) => expect(pairs(files, explicit)).toEqual(expected))
})

describe('wildcards', () => {
  const files = [
    'App.T.config',
    'App.config',
    'T.config',
    'Web.T.config',
    'Web.config',
    'sub/Web.T.config',
    'sub/Web.config'
  ]

  it.each([
    [
      '*.T.config => *.config',
      ['App.T.config -> App.config', 'Web.T.config -> Web.config', 'sub/Web.T.config -> sub/Web.config']
    ],
    [
      '*.T => *.config',
      ['App.T.config -> App.config', 'Web.T.config -> Web.config', 'sub/Web.T.config -> sub/Web.config']
    ],
    [
      '*.T.config => Web.config',
      ['App.T.config -> Web.config', 'Web.T.config -> Web.config', 'sub/Web.T.config -> sub/Web.config']
    ],
    [
      'T.config => *.config',
      ['T.config -> App.T.config', 'T.config -> App.config', 'T.config -> Web.T.config', 'T.config -> Web.config']
    ],
    ['sub/*.T.config => *.config', ['sub/Web.T.config -> Web.config']],
    ['*.T.config => sub/*.config', ['Web.T.config -> sub/Web.config']],
    ['Web.T.config => W*.config', []],
    ['Web.T.config => w*.config', []],
    ['Web.T.config => *', []]
  ])('%s', (explicit, expected) => expect(pairs(files, explicit)).toEqual(expected))

  it('may be in the middle of a transform', () =>
    expect(
      pairs(
        ['MyApp.config', 'MyApp.a.octopus.config', 'MyApp.b.octopus.config'],
        'MyApp.*.octopus.config => MyApp.config'
      )
    ).toEqual(['MyApp.a.octopus.config -> MyApp.config', 'MyApp.b.octopus.config -> MyApp.config']))

  it('never make a file transform itself', () =>
    expect(pairs(['Web.config'], '*.config => Web.config\nWeb.config => *.config\nweb.config => web.config')).toEqual(
      []
    ))

  it('mean themselves only', () =>
    expect(pairs(['w+.t.config', 'ww.t.config', 'w.config'], 'w+.t.config => w.config')).toEqual([
      'w+.t.config -> w.config'
    ]))
})
