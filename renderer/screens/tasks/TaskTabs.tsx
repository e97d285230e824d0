import { LinkTabs } from '../../components/LinkTabs'

const tabs = [
  { label: 'Tasks', href: '/tasks' },
  { label: 'History', href: '/tasks/history' }
]

/** What goes on and went on one by one, or counted over time. */
export const TaskTabs = ({ current }: { readonly current: '/tasks' | '/tasks/history' }) => (
  <LinkTabs label="Tasks" tabs={tabs} current={current} />
)
