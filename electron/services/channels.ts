import { judgeVersions } from '@shared/channels/rules'
import { type Failure, type FieldIssue, notFound } from '@shared/failure'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { ChannelListing, RuleTest } from '@shared/lifecycle-calls'
import type { Channel, ChannelInput, ChannelRule } from '@shared/model/channel'
import { allActions } from '@shared/model/process'
import { sameName } from '@shared/model/text'
import { scopeOf } from '@shared/model/variable-set'
import { fail, ok, type Result } from '@shared/result'
import { isRange, parseVersion, type VersionScheme } from '@shared/versions'
import type { Change, Store } from '../store/store'
import { channelAudit } from './audit-channel'
import { draftsOf } from './audit-drafts'
import { channelTroubles, type KindOfFeed, ruleIssues } from './channel-rules'
import type { ServiceContext } from './context'
import { channelsOf, defaultChannelOf, firstChannelName, releasesIn } from './project-channels'
import { processOf, variableSetOf } from './project-content'
import { inUse, nameTaken, sentenceList } from './rules'
import { findTag, tagIssue } from './tag-patterns'

/** A rule as it is tested, saved or not. */
export interface TestedRule {
  readonly version: string
  readonly rule: Pick<ChannelRule, 'range' | 'tag'>
  readonly scheme: VersionScheme
}

/** Channels of projects: each project has exactly one that is the default, for releases that name none. */
export function createChannels({ store, newId, publish, exclusive }: ServiceContext, kindOf: KindOfFeed) {
  const { channels } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'channel' })
  const audit = channelAudit(store)

  /** Together with taking the default from the channel that has it, where this one is to have it. */
  const put = async (record: Channel, before: Channel | null): Promise<Result<Channel>> => {
    const old = defaultChannelOf(store, record.projectId)
    const replaced = record.isDefault && old !== null && old.id !== record.id ? { ...old, isDefault: false } : null
    await store.commit(
      [...(replaced === null ? [] : [channels.putting(replaced)]), channels.putting(record)],
      [...(replaced === null ? [] : draftsOf(audit, old, replaced)), ...draftsOf(audit, before, record)]
    )
    changed()
    return ok(record)
  }

  const refusal = (projectId: ProjectId, input: ChannelInput, before: Channel | null): Failure | null => {
    const taken = nameTaken('a channel', channelsOf(store, projectId), input.name, 'value.name', before?.id)
    if (taken) return taken
    const issues = [
      ...lifecycleIssues(store, input),
      ...ruleIssues(store, kindOf, projectId, input.rules, before?.rules ?? []),
      ...fieldIssues(input.requiredFields ?? [])
    ]
    const [first] = issues
    return first === undefined
      ? null
      : {
          kind: 'invalid-input',
          message: `The channel cannot be saved: ${sentenceList(issues.map(({ message }) => message))}.`,
          remedy: 'Correct the fields and try again.',
          issues
        }
  }

  return {
    list: async (projectId: ProjectId): Promise<Result<readonly ChannelListing[]>> =>
      store.projects.get(projectId)
        ? ok(
            await Promise.all(
              channelsOf(store, projectId).map(async channel => ({
                ...channel,
                releases: releasesIn(store, channel).length,
                troubles: await channelTroubles(store, kindOf, channel)
              }))
            )
          )
        : fail(notFound('project', projectId)),

    create: (projectId: ProjectId, input: ChannelInput): Promise<Result<Channel>> =>
      exclusive(async () => {
        if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
        const refused = refusal(projectId, input, null)
        return refused ? fail(refused) : put(channelFrom(newId('channel'), projectId, input, false), null)
      }),

    /** Saying that the default one is none leaves it the default: another one has to be made it. */
    update: (id: ChannelId, input: ChannelInput): Promise<Result<Channel>> =>
      exclusive(async () => {
        const current = channels.get(id)
        if (!current) return fail(notFound('channel', id))
        const refused = refusal(current.projectId, input, current)
        return refused ? fail(refused) : put(channelFrom(id, current.projectId, input, current.isDefault), current)
      }),

    delete: (id: ChannelId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = channels.get(id)
        if (!current) return fail(notFound('channel', id))
        const refused = whyKept(store, current)
        if (refused) return fail(refused)
        await store.commit([channels.removing(id)], draftsOf(audit, current, null))
        changed()
        return ok(null)
      }),

    testRule: async (tested: TestedRule): Promise<Result<RuleTest>> => ok(await testRule(tested)),

    /** Makes the default channel of every project that has none: of projects that are older than channels. */
    ensureDefaults: (): Promise<void> =>
      exclusive(async () => {
        const lacking = store.projects.all().filter(({ id }) => defaultChannelOf(store, id) === null)
        const changes = lacking.map(({ id }): Change => {
          // One that is there already, such as after damage, is as good as a new one.
          const [other] = channelsOf(store, id)
          return channels.putting(other ? { ...other, isDefault: true } : firstChannel(newId('channel'), id))
        })
        if (changes.length > 0) await store.commit(changes)
      })
  }
}

/** The channel that a project begins with. */
export const firstChannel = (id: ChannelId, projectId: ProjectId): Channel => ({
  id,
  projectId,
  name: firstChannelName,
  description: '',
  rules: [],
  isDefault: true
})

const channelFrom = (
  id: ChannelId,
  projectId: ProjectId,
  { lifecycleId, requiredFields = [], tenantTags, ...input }: ChannelInput,
  wasDefault: boolean
): Channel => ({
  ...input,
  id,
  projectId,
  isDefault: input.isDefault || wasDefault,
  ...(lifecycleId === undefined ? {} : { lifecycleId }),
  ...(requiredFields.length === 0 ? {} : { requiredFields }),
  ...(tenantTags === undefined ? {} : { tenantTags })
})

const lifecycleIssues = (store: Store, { lifecycleId }: ChannelInput): readonly FieldIssue[] =>
  lifecycleId === undefined || store.lifecycles.get(lifecycleId)
    ? []
    : [{ path: 'value.lifecycleId', message: 'no longer exists' }]

const fieldIssues = (fields: readonly string[]): readonly FieldIssue[] =>
  fields.flatMap((field, at) =>
    fields.findIndex(other => sameName(other, field)) === at
      ? []
      : [{ path: `value.requiredFields.${at}`, message: 'is named twice' }]
  )

function whyKept(store: Store, channel: Channel): Failure | null {
  if (channel.isDefault)
    return {
      kind: 'in-use',
      message: `“${channel.name}” is the default channel of its project, for releases that name none.`,
      remedy: 'Make another channel the default first.'
    }
  const users = [
    ...[...releasesIn(store, channel)].reverse().map(({ version }) => `the release ${version}`),
    ...actionsFor(store, channel),
    ...variablesFor(store, channel),
    ...triggersFor(store, channel)
  ]
  return users.length === 0
    ? null
    : inUse(
        `The channel “${channel.name}”`,
        users,
        'Delete these releases or give them another channel, and take the channel out of steps, values and triggers.'
      )
}

function actionsFor(store: Store, { id, projectId }: Channel): readonly string[] {
  const runbooks = store.runbooks.all().filter(runbook => runbook.projectId === projectId)
  const steps = [...processOf(store, projectId).steps, ...runbooks.flatMap(runbook => runbook.steps)]
  return allActions(steps)
    .filter(({ action }) => action.channels?.includes(id) === true)
    .map(({ step, action }) => `the step “${action.name ?? step.name}”`)
}

function variablesFor(store: Store, { id, projectId }: Channel): readonly string[] {
  const meant = variableSetOf(store, projectId).variables.filter(item => scopeOf(item).channels?.includes(id) === true)
  return [...new Set(meant.map(({ name }) => `a value of “${name}”`))]
}

const triggersFor = (store: Store, { id, projectId }: Channel): readonly string[] =>
  store.triggers
    .all()
    .filter(({ projectId: of, does }) => of === projectId && 'channelId' in does && does.channelId === id)
    .map(({ name }) => `the trigger “${name}”`)

async function testRule({ version, rule, scheme }: TestedRule): Promise<RuleTest> {
  const { range, tag } = rule
  const badTag = tag === undefined ? null : tagIssue(tag)
  const errors = [
    ...(parseVersion(scheme, version) === null ? [`“${version}” is no version as packages have them.`] : []),
    ...(range !== undefined && !isRange(scheme, range)
      ? [`“${range}” is no range of versions. Write it such as [1.0,2.0) or [1.0].`]
      : []),
    ...(badTag === null ? [] : [`The tag ${badTag}.`])
  ]
  const judged = await judgeVersions(
    { ...(range === undefined ? {} : { range }), ...(tag === undefined || badTag !== null ? {} : { tag }) },
    scheme,
    [version],
    findTag
  )
  if (!judged.ok) return { isInRange: false, hasTag: false, errors: [...errors, judged.failure.message] }
  const [verdict] = judged.value
  return {
    isInRange: verdict?.isInRange === true,
    hasTag: badTag === null && verdict?.hasTag === true,
    errors
  }
}
