import type { EnvironmentId, VariableId } from '@shared/ids'
import type { VariableView } from '@shared/model/variable-set'
import { draftOf } from '../../../renderer/screens/variables/draft/draft-state'

export const rowId = (n: number) => `variable-${String(n).padStart(10, '0')}` as VariableId
export const environment = (n: number) => `environment-${String(n).padStart(10, '0')}` as EnvironmentId

export const textView = (n: number, name: string, value: string, more: Partial<VariableView> = {}): VariableView =>
  ({ type: 'text', id: rowId(n), name, value, ...more }) as VariableView

export const secretView = (n: number, name: string): VariableView => ({ type: 'sensitive', id: rowId(n), name })

export const draft = (...views: readonly VariableView[]) => draftOf(views, [])
