import type { Project } from '@shared/model/project'
import type { LibrarySetView } from '@shared/model/variable-set'
import { listOf } from '@shared/plan/words'

/** The projects that include a set: their names, or nobody. */
export const usersOf = ({ usedBy }: LibrarySetView, projects: readonly Project[]): string =>
  usedBy.length === 0 ? 'no project' : listOf(usedBy.map(id => projects.find(project => project.id === id)?.name ?? id))
