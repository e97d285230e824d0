import type { ReactNode } from 'react'
import { type Crumb, PageHeader } from '../../components/PageHeader'
import classes from './VariableEditor.module.css'

interface VariablesFrameProps {
  readonly title: string
  readonly crumbs: readonly Crumb[]
  readonly isDirty: boolean
  readonly actions: ReactNode
  readonly tabs?: ReactNode
  readonly subtitle?: ReactNode
  readonly children: ReactNode
}

/** The header around the variable editor, which takes the rest of the window. */
export function VariablesFrame({ title, crumbs, isDirty, actions, tabs, subtitle, children }: VariablesFrameProps) {
  return (
    <div className={classes.screen}>
      <PageHeader
        title={title}
        help="variables"
        crumbs={crumbs}
        badge={isDirty && <span className={classes.dirty}>Unsaved changes</span>}
        actions={actions}
        {...(subtitle === undefined ? {} : { subtitle })}
      >
        {tabs}
      </PageHeader>
      {children}
    </div>
  )
}
