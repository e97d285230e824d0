import { describe, expect, it } from 'vitest'
import { packagedScripts } from '../../../electron/engine/package-install/packaged-scripts'

describe('the scripts that a package brings', () => {
  it('are known by their names whatever the case, and by the extension of a language', () => {
    const names = ['predeploy.SH', 'PreDeploy.sh.bak', 'PreDeploy2.sh', 'PreDeploy', 'PostDeploy.sh', 'PreDeploy.txt']
    expect(packagedScripts(names, 'PreDeploy', 'posix')).toEqual({
      files: ['predeploy.SH'],
      chosen: { file: 'predeploy.SH', syntax: 'bash' },
      words: null
    })
  })

  it.each([
    ['posix', ['Deploy.ps1', 'Deploy.py', 'Deploy.sh'], 'Deploy.sh'],
    ['posix', ['Deploy.ps1', 'Deploy.py'], 'Deploy.py'],
    ['windows', ['Deploy.sh', 'Deploy.py', 'Deploy.ps1'], 'Deploy.ps1'],
    ['windows', ['Deploy.sh', 'Deploy.py'], 'Deploy.py']
  ] as const)('are chosen on %s of %s by the order of languages', (platform, names, file) => {
    expect(packagedScripts(names, 'Deploy', platform).chosen?.file).toBe(file)
  })

  it('do not run in a language that Slipway does not run, which is said', () => {
    expect(packagedScripts(['Deploy.csx', 'Deploy.ps1'], 'Deploy', 'posix')).toEqual({
      files: ['Deploy.csx', 'Deploy.ps1'],
      chosen: null,
      words: 'Deploy.csx does not run: Slipway runs scripts in Bash, Python and PowerShell.'
    })
  })

  it('are none where a package has none', () => {
    expect(packagedScripts(['readme.md'], 'Deploy', 'posix')).toEqual({ files: [], chosen: null, words: null })
  })
})
