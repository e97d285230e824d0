/** Whether the log keeps its end in view, and how many lines there were when it last did. */
export interface Follow {
  readonly isOn: boolean
  readonly seen: number
}

export type FollowEvent =
  /** The person moved the view, in pixels of the scroll position. */
  | { readonly kind: 'scrolled'; readonly from: number; readonly to: number }
  /** The person marked text or lines. */
  | { readonly kind: 'selected' }
  /** The person asked for the end, by key or button. */
  | { readonly kind: 'end' }

/** Looking back or marking something lets go of the end; only asking for the end takes it up again. */
export function nextFollow(follow: Follow, event: FollowEvent, total: number): Follow {
  if (event.kind === 'end') return { isOn: true, seen: total }
  const isLettingGo = event.kind === 'selected' || event.to < event.from
  return follow.isOn && isLettingGo ? { isOn: false, seen: total } : follow
}

/** Lines that came since the end was let go of. */
export const newLines = (follow: Follow, total: number): number => (follow.isOn ? 0 : Math.max(0, total - follow.seen))
