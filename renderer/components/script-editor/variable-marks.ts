import { Decoration, MatchDecorator, ViewPlugin } from '@codemirror/view'

const matcher = new MatchDecorator({
  // `##{` is a literal `#{` and marks nothing.
  regexp: /(?<!#)#\{[^#{}\r\n]+\}/g,
  decoration: Decoration.mark({ class: 'cm-variable' })
})

/** Makes `#{Variable}` stand out in every syntax. */
export const variableMarks = ViewPlugin.define(
  view => ({
    decorations: matcher.createDeco(view),
    update(update) {
      this.decorations = matcher.updateDeco(update, this.decorations)
    }
  }),
  { decorations: plugin => plugin.decorations }
)
