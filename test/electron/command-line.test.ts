import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../electron/command-line'

const fromFolder = (...words: string[]) => readCommandLine(['electron', ...words], true)
const packaged = (...words: string[]) => readCommandLine(['slipway', ...words], false)

describe('the words of a process', () => {
  it.each([
    [['.']],
    [['.', '--no-sandbox', '--ozone-platform=headless', '--disable-gpu']],
    [['--inspect=0', '--remote-debugging-port=0', '-r', '/tmp/loader.js', '.', '--disable-gpu']]
  ])('open the window for %j', words => {
    expect(fromFolder(...words)).toEqual({ home: null, words: [] })
  })

  it('are a command from the first one that is no option', () => {
    expect(fromFolder('.', '--no-sandbox', '--log-level=3', 'deploy', '--to', 'Test', '--plan')).toEqual({
      home: null,
      words: ['deploy', '--to', 'Test', '--plan']
    })
    expect(packaged('demo', 'run', '--screenshot', 'a.png').words).toEqual(['demo', 'run', '--screenshot', 'a.png'])
  })

  it('name the home folder before or after the command, in both spellings', () => {
    expect(packaged('--home', '/srv/a')).toEqual({ home: '/srv/a', words: [] })
    expect(packaged('--home=/srv/a', 'environment', 'list')).toEqual({ home: '/srv/a', words: ['environment', 'list'] })
    expect(packaged('environment', 'list', '--home', '/srv/a')).toEqual({
      home: '/srv/a',
      words: ['environment', 'list']
    })
  })

  it('after -- belong to the command, whatever they are', () => {
    expect(packaged('process', 'add-script', '--', '--home', 'x')).toEqual({
      home: null,
      words: ['process', 'add-script', '--', '--home', 'x']
    })
  })

  it('keep the options of the command line that stand before the command', () => {
    expect(packaged('--json', '--demo', 'project', 'list').words).toEqual(['--json', '--demo', 'project', 'list'])
  })

  it('keep the workspace that is named before the command or after it, in both spellings', () => {
    expect(packaged('--workspace', 'Acme & Sons', 'project', 'list')).toEqual({
      home: null,
      words: ['--workspace', 'Acme & Sons', 'project', 'list']
    })
    expect(packaged('--workspace=Acme', 'project', 'list').words).toEqual(['--workspace=Acme', 'project', 'list'])
    expect(packaged('project', 'list', '--workspace', 'Acme').words).toEqual(['project', 'list', '--workspace', 'Acme'])
  })

  it('may ask for help or the version alone', () => {
    expect(packaged('--help').words).toEqual(['--help'])
    expect(fromFolder('.', '--no-sandbox', '--version').words).toEqual(['--version'])
  })
})
