import { LinkTabs } from '../../components/LinkTabs'

const addresses = { sets: '/library', certificates: '/library/certificates' } as const

/** What projects share: sets of variables, and the certificates that variables refer to. */
export function LibraryTabs({ current }: { readonly current: keyof typeof addresses }) {
  return (
    <LinkTabs
      label="Variable sets and certificates"
      tabs={[
        { label: 'Variable sets', href: addresses.sets },
        { label: 'Certificates', href: addresses.certificates }
      ]}
      current={addresses[current]}
    />
  )
}
