import type { CallName, CatalogEntity } from '@shared/api'

/** What scopes name, and what values refer to. */
const aroundValues = [
  'environment',
  'target',
  'runbook',
  'account',
  'certificate',
  'channel',
  'group',
  'project',
  'tenant'
] as const satisfies readonly CatalogEntity[]
const ofValues = [...aroundValues, 'variables', 'library-set', 'process', 'release'] as const
const ofComparisons = [...aroundValues, 'release', 'package', 'feed'] as const

/** Calls that only read, with the kinds of records whose change makes their answer old. */
export const reads = {
  'workspace.info': ['trigger', 'release', 'workspace', 'environment', 'target', 'project', 'tenant', 'channel'],
  'workspace.list': ['workspace'],
  'settings.get': ['settings'],
  'demoGuide.get': ['settings', 'bundle'],
  'vault.status': [],
  'data.status': [],
  'environment.list': ['environment'],
  'tenant.list': ['tenant'],
  'tenant.overview': ['tenant', 'project', 'environment', 'release'],
  'account.list': ['account'],
  'target.list': ['target'],
  'jumpHost.list': ['jump-host'],
  'policy.list': ['policy'],
  'health.list': ['target', 'policy'],
  'mail.get': ['settings'],
  'group.list': ['group'],
  'project.list': ['project'],
  'process.get': ['process'],
  'variables.get': ['variables'],
  'variables.check': [
    'variables',
    'library-set',
    'process',
    'runbook',
    'environment',
    'target',
    'lifecycle',
    'channel',
    'project',
    'tenant'
  ],
  'variables.explain': ofValues,
  'variables.preview': ofValues,
  'library.list': ['library-set', 'variables', 'project'],
  'library.get': ['library-set', 'variables', 'project'],
  'certificate.list': ['certificate', 'variables', 'library-set'],
  'package.get': ['package', 'release', 'project'],
  'package.manifest': ['package'],
  'package.file': ['package'],
  'package.compare': ['package'],
  'package.compareFile': ['package'],
  'release.list': ['release'],
  'release.get': ['release', 'process', 'runbook', 'variables', 'library-set', 'package', 'project'],
  'release.packageSlots': ['process', 'variables', 'library-set', 'package', 'feed', 'settings', 'channel'],
  'package.list': ['package', 'release'],
  'bundle.all': ['bundle', 'release', 'runbook', 'project'],
  'feed.list': ['feed', 'settings'],
  'feed.search': ['feed', 'package'],
  'release.suggest': ['release', 'project', 'process', 'variables', 'channel', 'package', 'group', 'library-set'],
  'release.preview': ['release', 'project', 'process', 'variables', 'channel', 'package', 'group', 'library-set'],
  'release.progression': ['release', 'lifecycle', 'channel', 'environment', 'project', 'tenant'],
  'release.tenants': ['release', 'lifecycle', 'channel', 'environment', 'project', 'tenant'],
  'release.matrix': ['release', 'lifecycle', 'channel', 'environment', 'project', 'tenant'],
  'release.compare': ofComparisons,
  'release.wouldChange': ofComparisons,
  'rollback.ways': ['release', 'lifecycle', 'channel', 'environment', 'package', 'project', 'tenant'],
  'rollback.plan': [...ofComparisons, 'lifecycle', 'approval', 'freeze', 'jump-host', 'policy', 'settings'],
  'lifecycle.list': ['lifecycle', 'project', 'channel'],
  'channel.list': ['channel', 'release', 'process', 'package'],
  'freeze.list': ['freeze'],
  'trigger.list': ['trigger', 'process', 'channel', 'environment', 'runbook', 'project'],
  'retention.preview': ['release', 'lifecycle', 'channel', 'project', 'environment', 'tenant', 'bundle'],
  'approver.list': ['approval'],
  'approver.own': ['approval'],
  'apiKey.list': ['http-api'],
  'httpApi.status': ['http-api'],
  'environment.overview': ['environment', 'target', 'lifecycle', 'freeze', 'project', 'tenant', 'release'],
  'runbook.list': ['runbook', 'release', 'variables', 'library-set'],
  'runbook.get': ['runbook', 'release', 'variables', 'library-set'],
  // What is open cannot be deleted.
  'deployment.listOpen': [],
  // Whoever deletes a release deletes its deployments with it.
  'deployment.list': ['project', 'environment', 'runbook', 'release']
} as const satisfies Partial<Record<CallName, readonly CatalogEntity[]>>

/** A call whose answer the window keeps. */
export type ReadName = keyof typeof reads
