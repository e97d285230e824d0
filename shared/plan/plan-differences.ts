import { type Plan, type Stage, stageNumber } from './plan'

/** What two plans of the same release for the same environment differ in, in sentences, the weightiest first. */
export function planDifferences(before: Plan, after: Plan): readonly string[] {
  const [beforeTargets, afterTargets] = [byId(before.targets), byId(after.targets)]
  return [
    ...(before.release.snapshot === after.release.snapshot ? [] : ['The variables of the release were updated.']),
    ...[...afterTargets.values()]
      .filter(({ id }) => !beforeTargets.has(id))
      .map(({ name }) => `${name} takes part now.`),
    ...[...beforeTargets.values()]
      .filter(({ id }) => !afterTargets.has(id))
      .map(({ name }) => `${name} takes no part any more.`),
    ...stageDifferences(before, after),
    ...[...afterTargets.values()]
      .filter(({ id, address }) => beforeTargets.has(id) && beforeTargets.get(id)?.address !== address)
      .map(({ name, address }) => `${name} is reached as ${address} now.`),
    ...guidedDifference(before, after),
    ...currentDifference(before, after)
  ]
}

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
  new Map(items.map(item => [item.id, item]))

function stageDifferences(before: Plan, after: Plan): readonly string[] {
  const old = new Map(before.stages.map(stage => [stage.actionId, stage]))
  return after.stages.flatMap(stage => {
    const was = old.get(stage.actionId)
    if (was === undefined) return []
    const what = stage.type === 'acquire' ? `“${stage.name}”` : `Step ${stageNumber(stage)}, “${stage.name}”,`
    const packages = packageDifference(was, stage)
    if (packages !== null) return [packages]
    if (was.runs.length > 0 && stage.runs.length === 0) return [`${what} does not run any more.`]
    if (was.runs.length === 0 && stage.runs.length > 0) return [`${what} runs now.`]
    const [deployed, deploys] = [was.deploys, stage.deploys]
    if (deploys === undefined || deployed === undefined || stage.why === was.why) return []
    return [`What “${stage.name}” deploys changed. ${stage.why}`]
  })
}

function guidedDifference(before: Plan, after: Plan): readonly string[] {
  if (before.isGuided === after.isGuided) return []
  return [after.isGuided ? 'Failures are put before a person now.' : 'Failures are not put before a person any more.']
}

const currentNumber = 'Octopus.Release.CurrentForEnvironment.Number'

function currentDifference(before: Plan, after: Plan): readonly string[] {
  const now = after.facts?.[currentNumber]
  if (now === undefined || now === before.facts?.[currentNumber]) return []
  return [`${after.environment.name} has ${after.project.name} ${now} now.`]
}

/** Another version, or other content under the same one; a release that was made anew brings that along. */
function packageDifference(before: Stage, after: Stage): string | null {
  if (after.type === 'acquire' || before.runs.length === 0 || after.runs.length === 0) return null
  for (const now of after.packages ?? []) {
    const was = before.packages?.find(item => item.reference === now.reference)
    if (was === undefined || was.sha256 === now.sha256) continue
    const version = was.version === now.version ? `other content for ${now.version}` : now.version
    return `“${after.name}” uses ${now.packageId} ${version} now.`
  }
  return null
}
