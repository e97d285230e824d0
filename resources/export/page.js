// The script of an exported log: it draws only the lines in view, and plays the deployment again. It is put into the page
// as it is, asks nobody for anything, and makes text of everything that it shows.
const data = JSON.parse(document.getElementById('data').textContent)
const byId = id => document.getElementById(id)
const rowHeight = 18
const tallest = 15_000_000

/** Lines in pieces, each read when it is looked at for the first time. */
const pieces = [...document.querySelectorAll('script[data-lines]')].map(element => ({
  element,
  first: Number(element.dataset.first),
  count: Number(element.dataset.lines),
  from: Number(element.dataset.from),
  lines: null
}))
const pieceOf = position => {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pieces[middle].first <= position) low = middle
    else high = middle - 1
  }
  return pieces[low]
}
const linesOf = piece => {
  piece.lines ??= JSON.parse(piece.element.textContent)
  return piece.lines
}
/** A line: number, time since the start, run, level, stream, text. */
const lineAt = position => {
  const piece = pieceOf(position)
  return linesOf(piece)[position - piece.first]
}
const textOf = line => (typeof line[5] === 'string' ? line[5] : line[5].filter((_, index) => index % 2 === 0).join(''))

/** What is shown: the runs that were chosen, the moment on the track, lines that were linked to, what is looked for. */
const view = { runs: null, position: null, selected: null, query: '', hits: [], hit: -1, isPlaying: false, speed: 5 }
/** Positions of the lines of the chosen runs; null for all. */
let chosen = null

const dark = matchMedia('(prefers-color-scheme: dark)')

// ---- time

const scaled = (value, from, to) => {
  let low = 0
  while (low < from.length - 2 && from[low + 1] <= value) low++
  const width = from[low + 1] - from[low]
  const share = width > 0 ? Math.min(1, Math.max(0, (value - from[low]) / width)) : 0
  return to[low] + share * (to[low + 1] - to[low])
}
const trackLength = data.track.positions.at(-1)
const momentNow = () =>
  view.position === null ? Infinity : scaled(view.position, data.track.positions, data.track.moments)
const positionOf = moment => scaled(moment, data.track.moments, data.track.positions)

const stopwatch = ms => {
  const seconds = Math.floor(ms / 1000)
  const two = value => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The last of [time, state] that had begun by then. */
const stateAt = (changes, moment) => {
  let state = changes[0]?.[1]
  for (const [at, next] of changes) if (at <= moment) state = next
  return state
}

/** How many lines had been written by then. */
const countUntil = (moment, length, lineOf) => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (lineOf(middle)[1] <= moment) low = middle + 1
    else high = middle
  }
  return low
}
/** Finds the piece first, so that only one has to be read. */
const allUntil = moment => {
  let last = -1
  for (const [index, piece] of pieces.entries()) if (piece.from <= moment) last = index
  if (last < 0) return 0
  const piece = pieces[last]
  return piece.first + countUntil(moment, piece.count, index => linesOf(piece)[index])
}
const total = () => {
  const moment = momentNow()
  if (chosen === null) return moment === Infinity ? data.lines : allUntil(moment)
  return moment === Infinity ? chosen.length : countUntil(moment, chosen.length, index => lineAt(chosen[index]))
}
const shownLine = row => lineAt(chosen === null ? row : chosen[row])

// ---- the log

const log = byId('log')
const range = byId('range')
const rows = byId('rows')
let drawn = ''

const paint = (element, index) => {
  const style = data.styles[index]
  if (!style) return
  const [colour, behind] = dark.matches ? style.dark : style.light
  if (colour) element.style.color = colour
  if (behind) element.style.backgroundColor = behind
  if (style.bold) element.style.fontWeight = '700'
  if (style.italic) element.style.fontStyle = 'italic'
  if (style.underline) element.style.textDecoration = 'underline'
}

const marked = (parent, text) => {
  const wanted = view.query.toLowerCase()
  const lower = text.toLowerCase()
  let from = 0
  for (let at = wanted === '' ? -1 : lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parent.append(text.slice(from, at))
    const mark = document.createElement('mark')
    mark.textContent = text.slice(at, at + wanted.length)
    parent.append(mark)
    from = at + wanted.length
  }
  parent.append(text.slice(from))
}

const make = (tag, className, text) => {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

const linkOf = line => {
  const run = data.runs[line[2]]
  const place = run ? `s${data.stages[run.stage].number}.${run.target === null ? '' : `t${run.target}.`}` : ''
  return `#${place}L${line[0]}`
}

const drawRow = line => {
  const [number, at, run, level, stream, text] = line
  const row = make('div', 'row')
  row.dataset.level = data.levels[level]
  row.dataset.stream = data.streams[stream]
  const isSelected = view.selected !== null && number >= view.selected[0] && number <= view.selected[1]
  row.setAttribute('aria-selected', String(isSelected))
  const link = make('a', '', String(number))
  link.href = linkOf(line)
  link.dataset.number = number
  row.append(link, make('time', '', `+${stopwatch(at - data.startedAt)}`))
  if (data.places.length > 1) row.append(make('span', 'place', run < 0 ? 'Slipway' : data.places[data.runs[run].place]))
  const content = make('span', 'text')
  if (typeof text === 'string') marked(content, text)
  else {
    for (let i = 0; i < text.length; i += 2) {
      const part = make('span')
      marked(part, text[i])
      paint(part, text[i + 1])
      content.append(part)
    }
  }
  row.append(content)
  return row
}

const factor = count => Math.max(1, (count * rowHeight) / tallest)

const draw = () => {
  const count = total()
  const squeeze = factor(count)
  range.style.height = `${(count * rowHeight) / squeeze}px`
  const first = Math.max(0, Math.floor((log.scrollTop * squeeze) / rowHeight) - 10)
  const end = Math.min(count, first + Math.ceil(log.clientHeight / rowHeight) + 30)
  const key = [first, end, count, view.selected, view.query, view.hit, dark.matches].join()
  if (key === drawn) return
  drawn = key
  const offset = squeeze === 1 ? first * rowHeight : log.scrollTop - (log.scrollTop * squeeze - first * rowHeight)
  rows.style.transform = `translateY(${offset}px)`
  rows.replaceChildren(...Array.from({ length: end - first }, (_, index) => drawRow(shownLine(first + index))))
  byId('count').textContent = `${count.toLocaleString()} ${count === 1 ? 'line' : 'lines'}`
}

const scrollToRow = row => {
  const squeeze = factor(total())
  log.scrollTop = (row * rowHeight - log.clientHeight / 2) / squeeze
  draw()
}
const scrollToEnd = () => {
  draw()
  log.scrollTop = log.scrollHeight
  draw()
}

/** Row of the line with this number, or of the one after it. */
const rowOf = number => {
  let low = 0
  let high = total()
  while (low < high) {
    const middle = (low + high) >> 1
    if (shownLine(middle)[0] < number) low = middle + 1
    else high = middle
  }
  return low
}

// ---- steps and targets

const cells = new Map()

const choose = run => {
  const next = new Set(view.runs ?? [])
  if (!next.delete(run)) next.add(run)
  view.runs = next.size === 0 ? null : next
  chosen = view.runs === null ? null : positionsOf(view.runs)
  for (const [index, button] of cells) button.setAttribute('aria-pressed', String(view.runs?.has(index) ?? false))
  find(view.query)
  scrollToEnd()
}

const positionsOf = runs => {
  const found = []
  for (const piece of pieces)
    for (const [index, line] of linesOf(piece).entries()) if (runs.has(line[2])) found.push(piece.first + index)
  return found
}

const buildMatrix = () => {
  const head = make('tr')
  head.append(make('th', '', 'Step'))
  for (const place of data.places) {
    const cell = make('th', '', place)
    cell.scope = 'col'
    head.append(cell)
  }
  byId('places').append(head)
  for (const [number, stage] of data.stages.entries()) {
    const row = make('tr')
    const name = make('th', '', `${stage.number} ${stage.name}`)
    name.scope = 'row'
    row.append(name)
    for (const place of data.places.keys()) {
      const cell = make('td')
      const run = data.runs.findIndex(item => item.stage === number && item.place === place)
      if (run >= 0) {
        const button = make('button')
        button.type = 'button'
        button.setAttribute('aria-pressed', 'false')
        button.addEventListener('click', () => choose(run))
        cells.set(run, button)
        cell.append(button)
      }
      row.append(cell)
    }
    byId('stages').append(row)
  }
}

/** What the letters mean, of those that are used. */
const drawLegend = () => {
  const used = new Set(data.runs.flatMap(run => run.changes.map(([, state]) => state)))
  const shown = Object.keys(data.looks).filter(state => used.has(state))
  const parts = shown.map(state => `${data.looks[state][2]} ${data.looks[state][0].toLowerCase()}`)
  if (data.runs.some(run => run.attempts)) parts.push('a small number: the attempt')
  byId('legend').textContent = parts.join(' · ')
}

const drawStates = () => {
  const moment = momentNow()
  for (const [index, button] of cells) {
    const run = data.runs[index]
    const [word, look, letter] = data.looks[stateAt(run.changes, moment) ?? 'pending']
    const attempt = run.attempts?.findLast(([at]) => at <= moment)?.[1]
    button.textContent = letter
    if (attempt !== undefined) {
      const small = document.createElement('sub')
      small.textContent = attempt
      button.append(small)
    }
    button.dataset.look = look
    const nth = attempt === undefined ? '' : `, attempt ${attempt}`
    button.title = `${data.stages[run.stage].name} on ${data.places[run.place]}: ${word}${nth}`
    button.setAttribute('aria-label', button.title)
  }
  const [word, look] = data.looks[stateAt(data.states, moment) ?? 'queued']
  byId('state').textContent = word
  byId('state').dataset.look = look
}

// ---- search

const find = query => {
  view.query = query
  view.hits = []
  view.hit = -1
  const wanted = query.toLowerCase()
  if (wanted !== '') {
    const count = total()
    for (let row = 0; row < count; row++) if (textOf(shownLine(row)).toLowerCase().includes(wanted)) view.hits.push(row)
  }
  tellHits()
  draw()
}
const step = by => {
  if (view.hits.length === 0) return
  view.hit = (view.hit + by + view.hits.length + (view.hit < 0 && by < 0 ? 1 : 0)) % view.hits.length
  const row = view.hits[view.hit]
  const number = shownLine(row)[0]
  view.selected = [number, number]
  tellHits()
  scrollToRow(row)
}
const tellHits = () => {
  const { hits, hit, query } = view
  byId('hits').textContent = query === '' ? '' : hits.length === 0 ? 'No match' : `${hit + 1} of ${hits.length}`
}

// ---- replay

const ribbon = byId('ribbon')
const track = byId('position')

const showPosition = () => {
  track.value = String(view.position ?? trackLength)
  const moment = Math.min(momentNow(), data.track.moments.at(-1))
  byId('clock').textContent =
    `${stopwatch(Math.max(0, moment - data.startedAt))} · ${new Date(data.base + moment).toLocaleTimeString()}`
  track.setAttribute('aria-valuetext', byId('clock').textContent)
  drawStates()
}
const seek = position => {
  view.position = Math.min(trackLength, Math.max(0, position))
  showPosition()
  scrollToEnd()
}
const play = isPlaying => {
  view.isPlaying = isPlaying
  byId('play').textContent = isPlaying ? 'Pause' : 'Play'
  if (!isPlaying) return
  if (view.position >= trackLength) view.position = 0
  let last = performance.now()
  const tick = now => {
    if (!view.isPlaying || view.position === null) return
    const next = view.position + (now - last) * view.speed
    last = now
    seek(next)
    if (next >= trackLength) play(false)
    else requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}
const openReplay = isOpen => {
  ribbon.hidden = !isOpen
  byId('replay').setAttribute('aria-pressed', String(isOpen))
  if (isOpen) seek(0)
  else {
    view.isPlaying = false
    view.position = null
    drawStates()
    draw()
  }
  if (isOpen) track.focus()
}

const buildTrack = () => {
  track.max = String(trackLength)
  for (const { at, kind, label } of data.marks) {
    if (kind === 'step') continue
    const mark = make('i')
    mark.dataset.kind = kind
    mark.title = label
    mark.style.left = `${trackLength > 0 ? (positionOf(at) / trackLength) * 100 : 0}%`
    byId('track').append(mark)
  }
}

// ---- links to lines

const followLink = () => {
  const [, first, last] = /L(\d{1,9})(?:-(\d{1,9}))?$/.exec(location.hash) ?? []
  if (first === undefined) return
  const ends = [Number(first), Number(last ?? first)].sort((a, b) => a - b)
  view.selected = ends
  if (chosen !== null && shownLine(Math.min(rowOf(ends[0]), total() - 1))?.[0] !== ends[0]) {
    view.runs = null
    chosen = null
    for (const button of cells.values()) button.setAttribute('aria-pressed', 'false')
  }
  scrollToRow(rowOf(ends[0]))
}

log.addEventListener('click', event => {
  const number = Number(event.target.closest?.('a[data-number]')?.dataset.number)
  if (!event.shiftKey || !number || view.selected === null) return
  event.preventDefault()
  const ends = [view.selected[0], number].sort((a, b) => a - b)
  location.hash = `L${ends[0]}-${ends[1]}`
})

const keys = {
  ArrowLeft: () => seek(view.position - 5000),
  ArrowRight: () => seek(view.position + 5000),
  Home: () => seek(0),
  End: () => seek(trackLength),
  ' ': () => play(!view.isPlaying)
}

addEventListener('keydown', event => {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search'
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return
  if (event.key === '/') {
    event.preventDefault()
    byId('search').focus()
  } else if (
    view.position !== null &&
    keys[event.key] &&
    !(event.key === ' ' && event.target instanceof HTMLButtonElement)
  ) {
    event.preventDefault()
    keys[event.key]()
  }
})

buildMatrix()
buildTrack()
drawLegend()
drawStates()
log.addEventListener('scroll', draw, { passive: true })
addEventListener('resize', draw)
addEventListener('hashchange', followLink)
dark.addEventListener('change', draw)
byId('search').addEventListener('input', event => find(event.target.value))
byId('search').addEventListener('keydown', event => {
  if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
})
byId('next').addEventListener('click', () => step(1))
byId('previous').addEventListener('click', () => step(-1))
byId('replay').addEventListener('click', () => openReplay(ribbon.hidden))
byId('play').addEventListener('click', () => play(!view.isPlaying))
byId('speed').addEventListener('change', event => {
  view.speed = Number(event.target.value)
})
track.addEventListener('input', () => {
  view.isPlaying = false
  byId('play').textContent = 'Play'
  seek(Number(track.value))
})
draw()
followLink()
document.body.dataset.ready = ''
