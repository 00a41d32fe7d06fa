/** Words for the marks of a meeting, in the panel and in exported documents. */

import { i18n } from "#i18n";
import type { Mark } from "../../core/meeting.ts";
import { formatTime } from "./format-date.ts";

export function markWords(mark: Mark): string {
  if (mark.type === "bookmark")
    return mark.note === "" ? i18n.t("mark.bookmark") : i18n.t("mark.bookmarkOf", [mark.note]);
  if (mark.type === "gap") {
    const length = lengthWords(mark.resumedAt - mark.stoppedAt);
    return i18n.t("mark.gap", [length, formatTime(mark.stoppedAt)]);
  }
  const at = formatTime(mark.pausedAt);
  if (mark.resumedAt === null) return i18n.t("mark.paused", [at]);
  return i18n.t("mark.pausedFor", [lengthWords(mark.resumedAt - mark.pausedAt), at]);
}

/** "40 s", "12 min", "1 h 5 min", rounded to the nearest. */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return i18n.t("mark.seconds", [seconds]);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return i18n.t("mark.minutes", [minutes]);
  return i18n.t("mark.hours", [Math.floor(minutes / 60), minutes % 60]);
}
