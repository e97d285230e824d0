import { LinkTabs } from '../../components/LinkTabs'

/** The two things that can be taken over from OpenSSH. */
export function ImportTabs({ current }: { readonly current: '/targets/import/hosts' | '/targets/import' }) {
  return (
    <LinkTabs
      label="What to import"
      tabs={[
        { label: 'Hosts', href: '/targets/import/hosts' },
        { label: 'Host keys', href: '/targets/import' }
      ]}
      current={current}
    />
  )
}
