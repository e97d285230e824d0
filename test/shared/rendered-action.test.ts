import type { ProjectId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import { renderedAction } from '@shared/rendered-action'
import { describe, expect, it } from 'vitest'
import { ids } from '../support/plans'

const { action } = ids
const id = action(1)
const asIs = (text: string) => ({ text, knownLater: [], problem: null })
const textOf = (given: Action) => renderedAction(given, asIs).text

describe('what an action does, as text', () => {
  it('is the script of a script, with its parameters apart', () => {
    expect(
      renderedAction({ type: 'script', id, syntax: 'bash', body: 'echo $1', parameters: '#{Port}' }, asIs)
    ).toEqual({
      text: 'echo $1',
      syntax: 'bash',
      parameters: '#{Port}',
      knownLater: [],
      problem: null
    })
  })

  it('is the instructions of an approval, and who answers', () => {
    expect(textOf({ type: 'manual', id, instructions: 'Look at **it**.' })).toBe(
      'Look at **it**.\n\nAnswered by: anybody'
    )
    expect(textOf({ type: 'manual', id, instructions: 'Look.', responsible: ['ada', 'bob'], blocksOthers: true })).toBe(
      'Look.\n\nAnswered by: ada or bob\nMeanwhile: other deployments of the project to the environment wait as well'
    )
  })

  it('is a mail as it is written', () => {
    expect(
      textOf({
        type: 'email',
        id,
        to: 'a@b.example',
        cc: 'c@d.example',
        priority: 'high',
        subject: 'Done',
        body: 'It is.'
      })
    ).toBe('To: a@b.example\nCc: c@d.example\nPriority: high\nSubject: Done\n\nIt is.')
  })

  it('is a request with what is right about its answer', () => {
    expect(
      textOf({
        type: 'http',
        id,
        method: 'POST',
        url: 'https://shop.example/health',
        headers: [{ name: 'X-Token', value: '#{Token}' }],
        body: '{}',
        expectBody: { kind: 'contains', text: 'ok' },
        until: { everySeconds: 5, forSeconds: 60 }
      })
    ).toBe(
      [
        'POST https://shop.example/health',
        'X-Token: #{Token}',
        '',
        '{}',
        '',
        'Right when: the status is 200-299 and the answer contains “ok”',
        'Asked again: every 5 s for 60 s'
      ].join('\n')
    )
    expect(textOf({ type: 'http', id, method: 'GET', url: 'https://x', expectStatus: '200' })).toBe(
      'GET https://x\n\nRight when: the status is 200'
    )
  })

  it('is what a health check does', () => {
    expect(textOf({ type: 'health-check', id, check: 'connection', unavailable: 'exclude' })).toBe(
      'Logs in to the target and out again.\nA target that cannot be reached takes no further part in the deployment.'
    )
  })

  it('is the release that is deployed, and what is passed to it', () => {
    const projectId = 'project-0000000002' as ProjectId
    const given: Action = {
      type: 'deploy-release',
      id,
      projectId,
      when: 'newer',
      variables: [{ name: 'Reason', value: '#{Why}' }]
    }
    const deploys = {
      project: { id: projectId, name: 'Web' },
      release: { id: ids.release, version: '1.2.0', snapshot: ids.snapshot },
      when: 'newer',
      steps: 2,
      targets: ['web-1', 'web-2']
    } as const
    expect(renderedAction(given, asIs, deploys).text).toBe(
      [
        'Deploys: Web 1.2.0',
        'Its steps: 2',
        'Its targets: web-1 and web-2',
        'Deployed: if the environment has an older one by then',
        '',
        'Reason = #{Why}'
      ].join('\n')
    )
  })

  it('is what becomes of a package: where it goes, what is configured, and its scripts in their order', () => {
    const given: Action = {
      type: 'deploy-package',
      id,
      package: { packageId: 'Shop.Web', version: '1.4.2' },
      packages: [{ name: 'tools', packageId: 'Shop.Tools', isExtracted: true }],
      installTo: { path: '/srv/#{Name}', purge: { keep: ['uploads/**'] } },
      skipsIfInstalled: true,
      keep: { unit: 'count', count: 3 },
      structuredIn: ['appsettings.json', '*.yaml'],
      dotNetVariables: true,
      nginx: {
        bindings: [{ protocol: 'http', port: 80 }],
        locations: [{ path: '/' }, { path: '/api', directives: 'proxy_pass http://localhost:5000' }]
      },
      scripts: {
        postDeploy: { syntax: 'bash', body: 'echo up' },
        preDeploy: { syntax: 'bash', body: 'echo down' }
      }
    }
    expect(textOf(given)).toBe(
      [
        'Package: Shop.Web 1.4.2',
        'Installed to: /srv/#{Name}',
        'Emptied first: all but uploads/**',
        'Skipped: where this very version is installed',
        'Stay on the target: 3 earlier versions',
        '',
        'Values set in: appsettings.json, *.yaml',
        '.NET settings: set in *.config files',
        '',
        'Beside scripts: Shop.Tools, unpacked to ./tools/',
        '',
        'NGINX: every name',
        'Listens on: http 80',
        'location /: files of the package',
        'location /api:',
        'proxy_pass http://localhost:5000',
        '',
        '# PreDeploy',
        'echo down',
        '',
        '# PostDeploy',
        'echo up'
      ].join('\n')
    )
  })

  it('gathers from all of its texts what is known later and what is wrong, once each', () => {
    const given: Action = { type: 'email', id, to: 'a', subject: 'b', body: 'c' }
    const later = (text: string) => ({
      text,
      knownLater: text === 'a' ? ['X'] : ['x', 'Y'],
      problem: text === 'a' ? null : 'Nothing answers #{Z}.'
    })
    const { knownLater, problem } = renderedAction(given, later)
    expect([knownLater, problem]).toEqual([['X', 'Y'], 'Nothing answers #{Z}.'])
  })
})
