import { Modal } from '@mantine/core'
import { useLocation } from 'wouter'
import { Kbd } from '../components/Kbd'
import { useReturnFocus } from '../lib/use-return-focus'
import classes from './ShortcutSheet.module.css'
import { groupsFor, type ShortcutGroup } from './shortcuts'

/** Every key that does something, those of the screen that is shown first. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  useReturnFocus()
  const [path] = useLocation()
  const { here, everywhere, elsewhere } = groupsFor(path)
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size={640}>
      {here.length > 0 && <Part title="On this screen" groups={here} />}
      <Part title="On every screen" groups={everywhere} />
      <Part title="Elsewhere" groups={elsewhere} />
    </Modal>
  )
}

function Part({ title, groups }: { readonly title: string; readonly groups: readonly ShortcutGroup[] }) {
  return (
    <section className={classes.part} aria-label={title}>
      <h3 className={classes.partTitle}>{title}</h3>
      <div className={classes.columns}>
        {groups.map(group => (
          <section key={group.title} className={classes.group}>
            <h4 className={classes.title}>{group.title}</h4>
            <dl className={classes.list}>
              {group.shortcuts.map(([keys, meaning]) => (
                <div key={`${keys} ${meaning}`} className={classes.row}>
                  <dt>{meaning}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </section>
  )
}
