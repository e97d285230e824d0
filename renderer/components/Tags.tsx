import classes from './Tags.module.css'

/** Roles and other short words in a row. */
export function Tags({ items }: { readonly items: readonly string[] }) {
  return (
    <span className={classes.tags} title={items.join(', ')}>
      {items.map(item => (
        <span key={item} className={classes.tag}>
          {item}
        </span>
      ))}
    </span>
  )
}
