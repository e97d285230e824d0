// These plugins for markdown-it come without types.
declare module 'markdown-it-sub' {
  export default function plugin(markdown: object): void
}
declare module 'markdown-it-sup' {
  export default function plugin(markdown: object): void
}
declare module 'markdown-it-ins' {
  export default function plugin(markdown: object): void
}
declare module 'markdown-it-mark' {
  export default function plugin(markdown: object): void
}
