// Text files that the build puts into the bundle: script bootstraps, mail bodies and the like.
declare module '*?raw' {
  const text: string
  export default text
}

// Pictures that the build puts into the bundle, as data URLs.
declare module '*?inline' {
  const url: string
  export default url
}
