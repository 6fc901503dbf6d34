import type { Instant } from "../model/instant.ts";
import { renderElapsed } from "./message/render-elapsed.ts";

/** `3 h 20 m ago`, `in 45 m`, `now`: where `instant` lies as seen from `now`. Below a second: now. */
export function renderAgo(instant: Instant, now: Instant): string {
  const distanceMs = Math.abs(now - instant);
  if (distanceMs < 1000) return "now";
  const text = renderElapsed(Math.floor(distanceMs / 1000) * 1000);
  return instant < now ? `${text} ago` : `in ${text}`;
}
