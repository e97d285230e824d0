import type { Channel } from '@shared/model/channel'
import type { Project } from '@shared/model/project'
import type { EvaluatedText } from '@shared/release-versioning/propose'
import { bindVariables, TemplateError } from '@shared/template/index'
import { nowhere } from '@shared/variables/context'
import { contestAll } from '@shared/variables/decide'
import { channelFacts, projectFacts } from '@shared/variables/system'
import type { Store } from '../store/store'
import { variablesNow } from './release-snapshots'
import { sourcesIn } from './variable-check'

/** What a text of a release is evaluated for. */
export interface TextGround {
  readonly project: Project
  /** Null for a runbook, which has none. */
  readonly channel: Pick<Channel, 'id' | 'name'> | null
  /** What is known besides: the version, the date, packages. */
  readonly facts?: Readonly<Record<string, string>>
}

/**
 * Replaces `#{…}` in texts of releases, by what is known when one is made: values without a scope or for its channel that
 * are no secrets, and what Slipway says itself. What cannot be replaced stays as it is written, and is the problem.
 */
export function releaseTexts(
  store: Store,
  { project, channel, facts = {} }: TextGround
): (text: string) => EvaluatedText {
  const world = {
    sources: sourcesIn(variablesNow(store, project.id)),
    references: { accounts: new Map(), certificates: new Map() },
    machine: null,
    facts: {
      ...projectFacts(project, store.groups.get(project.groupId) ?? null),
      ...(channel === null ? {} : channelFacts(channel)),
      ...facts
    },
    answers: [],
    outputs: []
  }
  const context = { ...nowhere, channelId: channel?.id ?? null }
  const plain = [...contestAll(world, context).values()].flatMap(({ name, contest }) => {
    const content = contest.winner?.candidate.content
    return content?.kind === 'text' ? [[name, content.text] as const] : []
  })
  const bound = bindVariables(plain)
  return text => {
    try {
      const { text: result, error } = bound.evaluate(text, { haltOnError: false })
      return { text: result ?? text, problem: error }
    } catch (error) {
      if (error instanceof TemplateError) return { text, problem: error.message }
      throw error
    }
  }
}
