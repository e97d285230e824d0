import type { ReleaseId } from '../ids'
import type { Judged } from './retention'

/** What a release deploys as steps, by the release. */
export type Children = ReadonlyMap<ReleaseId, readonly { readonly id: ReleaseId; readonly by: string }[]>

/**
 * The same verdicts, where releases that one that stays deploys as a step stay as well. What is not judged stays.
 * @param judged of all projects that are cleaned up at the same time
 * @param children of all releases that there are, with what each parent is called
 */
export function keepingChildren(judged: readonly Judged[], children: Children): readonly Judged[] {
  const verdicts = new Map(judged.map(item => [item.release.id, item]))
  const open = [...children.keys()].filter(id => verdicts.get(id)?.stays !== false)
  for (let parent = open.pop(); parent !== undefined; parent = open.pop())
    for (const { id, by } of children.get(parent) ?? []) {
      const verdict = verdicts.get(id)
      if (verdict === undefined || verdict.stays) continue
      verdicts.set(id, { ...verdict, stays: true, why: `${by} deploys it as a step.` })
      open.push(id)
    }
  return [...verdicts.values()]
}
