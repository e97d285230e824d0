import type { FeedId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { stepsChanges } from '../../electron/services/audit-steps'
import { testId } from '../support/process-arbitrary'

const names = {
  environment: (id: string) => id,
  target: (id: string) => id,
  project: (id: string) => id,
  channel: (id: string) => id,
  feed: (id: string) => `F(${id.at(-1)})`
}
const feedId = testId<FeedId>('feed', 7)

const stepWith = (fields: object): Step => ({
  id: testId('step', 1),
  name: 'Shop',
  location: 'targets',
  roles: ['web'],
  isDisabled: false,
  actions: [{ id: testId('action', 1), ...fields } as Action]
})

/** What is told of an action that has `more` besides what it had. */
const toldOf = (base: object, more: object, had: object = {}) =>
  stepsChanges([stepWith({ ...base, ...had })], [stepWith({ ...base, ...more })], names).map(change => [
    change.field,
    change.before,
    change.after
  ])

const script = { type: 'script', syntax: 'bash', body: 'echo' }
const deploy = { type: 'deploy-package', package: { packageId: 'Shop.Web' } }
const site = { bindings: [{ protocol: 'http', port: 80 }], locations: [{ path: '/' }] }

describe('what the audit log tells of the packages of steps', () => {
  it('is every package that lies beside a script: which one, from where, and how', () => {
    expect(toldOf(script, { packages: [{ name: 'tools', packageId: 'Acme.Tools' }] })).toEqual([
      ['Step “Shop”, packages beside it added', null, 'tools: Acme.Tools']
    ])
    const changed = { name: 'tools', packageId: 'Evil.Tools', version: '6.6.6', feedId, isExtracted: true }
    for (const base of [script, deploy, { ...deploy, type: 'package-script', syntax: 'bash', file: 'a.sh' }])
      expect(toldOf(base, { packages: [changed] }, { packages: [{ name: 'tools', packageId: 'Acme.Tools' }] })).toEqual(
        [
          ['Step “Shop”, packages beside it removed', 'tools: Acme.Tools', null],
          ['Step “Shop”, packages beside it added', null, 'tools: Evil.Tools, always 6.6.6, from F(7), unpacked']
        ]
      )
  })

  it('is the feed of a package by its name', () => {
    expect(toldOf(deploy, { package: { packageId: 'Shop.Web', feedId } })).toEqual([
      ['Step “Shop”, feed', null, 'F(7)']
    ])
  })

  it('is that the installation folder is emptied first', () => {
    const installTo = { path: '/srv/shop' }
    expect(toldOf(deploy, { installTo: { ...installTo, purge: { keep: [] } } }, { installTo })).toEqual([
      ['Step “Shop”, is purged', 'no', 'yes']
    ])
  })

  it('is the language of its scripts', () => {
    expect(
      toldOf(
        deploy,
        { scripts: { deploy: { syntax: 'python', body: 'pass' } } },
        { scripts: { deploy: { syntax: 'bash', body: 'pass' } } }
      )
    ).toEqual([['Step “Shop”, language of the Deploy script', 'bash', 'python']])
  })

  it('is everything of a site of NGINX: where it listens, what its locations do, and its file', () => {
    const other = {
      bindings: [{ protocol: 'https', port: 8443, ip: '127.0.0.1', certificate: 'Cert' }],
      locations: [{ path: '/', directives: 'proxy_pass http://elsewhere' }],
      configName: 'other'
    }
    expect(toldOf(deploy, { nginx: other }, { nginx: site })).toEqual([
      ['Step “Shop”, bindings of NGINX', 'http://*:80', 'https://127.0.0.1:8443 with Cert'],
      ['Step “Shop”, directives of NGINX', null, '1 line'],
      ['Step “Shop”, file of NGINX', null, 'other']
    ])
  })
})
