import { ActionIcon, Tooltip } from '@mantine/core'
import { type OpenListing, questionsIn } from '@shared/open-tasks'
import { Link, useLocation } from 'wouter'
import { Icon } from '../components/Icon'
import { Kbd } from '../components/Kbd'
import { useOpenTasks } from '../screens/tasks/use-open-tasks'
import { useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'
import { showOverlay } from '../stores/overlay'
import { openPalette } from './CommandPalette'
import { isOf, isWithin, navItems } from './nav-items'
import classes from './Sidebar.module.css'
import { ThemeToggle } from './ThemeToggle'
import { WorkspaceSwitcher } from './WorkspaceSwitcher'

const shortListLength = 8
const noTasks: OpenListing = { tasks: [], count: 0 }

/** The way to every screen, and to the first few projects. */
export function Sidebar() {
  const [path] = useLocation()
  const projects = valueOr(useRead('project.list', {}).load, []).slice(0, shortListLength)
  const questions = questionsIn(valueOr(useOpenTasks().load, noTasks).tasks)
  // A project that is listed below is marked there, and nothing is marked twice.
  const isListed = projects.some(({ id }) => isWithin(path, `/projects/${id}`))
  return (
    <nav className={classes.sidebar} aria-label="Main">
      <div className={classes.brand}>
        <span className={classes.mark}>
          <Icon name="anchor" size={15} />
        </span>
        Slipway
      </div>
      <WorkspaceSwitcher />
      <button type="button" className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K">
        <Icon name="search" size={14} />
        <span className={classes.grow}>Find or do…</span>
        <Kbd keys="Mod K" />
      </button>
      <ul className={classes.list}>
        {navItems.map(item => (
          <li key={item.href}>
            <Link
              href={item.href}
              className={classes.item ?? ''}
              aria-current={isOf(item, path) && !isListed ? 'page' : undefined}
              title={`${item.label} (G then ${item.key.toUpperCase()})`}
            >
              <Icon name={item.icon} />
              {item.label}
              {item.href === '/tasks' && questions > 0 && (
                <span className={classes.count}>
                  {questions}
                  <span className="visually-hidden">{questions === 1 ? ' needs an answer' : ' need an answer'}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      {projects.length > 0 && (
        <>
          <h2 className={classes.heading}>Projects</h2>
          <ul className={classes.list}>
            {projects.map(project => (
              <li key={project.id}>
                <Link
                  href={`/projects/${project.id}`}
                  className={classes.item ?? ''}
                  aria-current={isWithin(path, `/projects/${project.id}`) ? 'page' : undefined}
                >
                  <span className={classes.dot} aria-hidden />
                  <span className={classes.name}>{project.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <Foot />
    </nav>
  )
}

function Foot() {
  const [path] = useLocation()
  return (
    <div className={classes.foot}>
      <Tooltip label="Settings and about">
        <ActionIcon component={Link} href="/settings" aria-label="Settings and about">
          <Icon name="sliders" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Help (F1)">
        <ActionIcon
          component={Link}
          href="/help"
          aria-label="Help"
          aria-keyshortcuts="F1"
          aria-current={isWithin(path, '/help') ? 'page' : undefined}
        >
          <Icon name="question-circle" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Keyboard shortcuts (?)">
        <ActionIcon onClick={() => showOverlay({ kind: 'shortcuts' })} aria-label="Keyboard shortcuts">
          <Icon name="keyboard" />
        </ActionIcon>
      </Tooltip>
      <span className={classes.grow} />
      <ThemeToggle />
    </div>
  )
}
