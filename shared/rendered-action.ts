import type { Action, ActionOf } from './model/action'
import { deployWhenWords } from './model/deploying'
import type { PlannedRelease } from './plan/plan'
import { listOf } from './plan/words'
import { packageText } from './rendered-package'
import type { RenderedScript } from './rendered-script'
import type { ShownText } from './variables/render-shown'

/** Replaces references in one text of an action. */
export type RenderText = (text: string) => ShownText

/**
 * What an action does, as a text that a person reads: a script as it is, everything else with its fields named.
 * @param deploys the release that it deploys, where that is known
 */
export function renderedAction(action: Action, render: RenderText, deploys?: PlannedRelease): RenderedScript {
  const parts: ShownText[] = []
  const shown = (text: string): string => {
    const part = render(text)
    parts.push(part)
    return part.text
  }
  const text = textOf(action, shown, deploys)
  const parameters = action.type === 'script' && action.parameters !== undefined ? shown(action.parameters) : null
  const problems = [...new Set(parts.flatMap(({ problem }) => problem ?? []))]
  return {
    text,
    syntax: action.type === 'script' ? action.syntax : null,
    parameters,
    knownLater: onceEach(parts.flatMap(part => part.knownLater)),
    problem: problems.length === 0 ? null : problems.join('\n')
  }
}

/** As each is written first; names compare without case. */
function onceEach(names: readonly string[]): readonly string[] {
  const seen = new Map<string, string>()
  for (const name of names) if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name)
  return [...seen.values()]
}

type Shown = (text: string) => string

function textOf(action: Action, shown: Shown, deploys: PlannedRelease | undefined): string {
  switch (action.type) {
    case 'script':
      return shown(action.body)
    case 'manual':
      return manualText(action, shown)
    case 'email':
      return emailText(action, shown)
    case 'http':
      return httpText(action, shown)
    case 'health-check':
      return healthCheckText(action)
    case 'deploy-release':
      return deployText(action, shown, deploys)
    case 'deploy-package':
    case 'transfer-package':
    case 'package-script':
      return packageText(action, shown)
  }
}

/** Fields that are there, one a line. */
const fields = (all: readonly (readonly [name: string, value: string | undefined])[]): string =>
  all.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}: ${value}`])).join('\n')

const below = (head: string, body: string): string => (body === '' ? head : head === '' ? body : `${head}\n\n${body}`)

const manualText = ({ instructions, responsible, blocksOthers }: ActionOf<'manual'>, shown: Shown): string =>
  below(
    shown(instructions),
    fields([
      ['Answered by', responsible === undefined ? 'anybody' : listOf(responsible, 'or')],
      ['Meanwhile', blocksOthers ? 'other deployments of the project to the environment wait as well' : undefined]
    ])
  )

function emailText(action: ActionOf<'email'>, shown: Shown): string {
  const maybe = (text: string | undefined) => (text === undefined ? undefined : shown(text))
  return below(
    fields([
      ['To', shown(action.to)],
      ['Cc', maybe(action.cc)],
      ['Bcc', maybe(action.bcc)],
      ['Priority', action.priority === 'normal' ? undefined : action.priority],
      ['Subject', shown(action.subject)]
    ]),
    shown(action.body)
  )
}

function httpText(action: ActionOf<'http'>, shown: Shown): string {
  const { method, headers = [], expectStatus = '200-299', expectBody, until } = action
  const request = [`${method} ${shown(action.url)}`, ...headers.map(({ name, value }) => `${name}: ${shown(value)}`)]
  const right = [
    `the status is ${expectStatus}`,
    ...(expectBody === undefined ? [] : [`the answer ${expectBody.kind} “${shown(expectBody.text)}”`])
  ]
  return below(
    below(request.join('\n'), action.body === undefined ? '' : shown(action.body)),
    fields([
      ['Right when', listOf(right)],
      ['Asked again', until && `every ${until.everySeconds} s for ${until.forSeconds} s`],
      ['Proxy', action.proxy === undefined ? undefined : shown(action.proxy)],
      ['Authorities', action.caFile === undefined ? undefined : shown(action.caFile)]
    ])
  )
}

const healthCheckText = ({ check, unavailable }: ActionOf<'health-check'>): string =>
  [
    check === 'full'
      ? 'Checks the health of the target as its policy says, with the policy’s script.'
      : 'Logs in to the target and out again.',
    unavailable === 'fail'
      ? 'A target that cannot be reached fails.'
      : 'A target that cannot be reached takes no further part in the deployment.'
  ].join('\n')

const deployText = (
  { when, variables = [] }: ActionOf<'deploy-release'>,
  shown: Shown,
  deploys: PlannedRelease | undefined
): string =>
  below(
    fields([
      ['Deploys', deploys && `${deploys.project.name} ${deploys.release.version}`],
      ['Its steps', deploys && String(deploys.steps)],
      ['Its targets', deploys && listOf(deploys.targets)],
      ['Deployed', deployWhenWords[when]]
    ]),
    variables.map(({ name, value }) => `${name} = ${shown(value)}`).join('\n')
  )
