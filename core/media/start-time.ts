/** When the recording in a media file began: from its metadata, its name, or its last change. */

import { type NamedTime, timeInName } from "./file-name.ts";

/** What a container says of itself. */
export interface MediaDates {
  /** Texts of tags that may hold a date, most reliable first. */
  readonly texts: readonly string[];
  /** Unix time in ms at which the file was created, which is the beginning or the end of the recording. */
  readonly createdAt: number | null;
}

interface MediaFile extends MediaDates {
  readonly name: string;
  readonly lastModified: number;
  readonly durationMs: number;
  readonly now: number;
}

const EARLIEST = Date.UTC(1995, 0, 1);
const DAY_MS = 86_400_000;
/** A file that was created when it was last changed was created at the end of the recording, as Android does. */
const SAME_MS = 60_000;

/** @returns Unix time in ms */
export function startOf(file: MediaFile): number {
  const { name, lastModified, durationMs, createdAt, now } = file;
  const isPossible = (at: number): boolean => at >= EARLIEST && at <= now + DAY_MS;
  const tagged = file.texts.map(dateInText).filter((each) => each !== null && isPossible(each.at));
  const named = timeInName(name);
  const created = createdAt !== null && isPossible(createdAt) ? createdAt : null;
  const byChange = lastModified - durationMs;

  const withTime = [...tagged, named].find((each) => each?.hasTime && isPossible(each.at));
  if (withTime) return withTime.at;
  if (created !== null) {
    const isEnd = durationMs > 2 * SAME_MS && Math.abs(created - lastModified) < SAME_MS;
    return isEnd ? created - durationMs : created;
  }
  const day = [named, ...tagged].find((each) => each && isPossible(each.at));
  // The file's own last change is more exact, if it was that day.
  if (day && !isSameDay(day.at, byChange)) return day.at;
  return byChange;
}

const isSameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** ISO 8601, EXIF's "2024:11:05 10:00:12", and the two tags of a BWF file joined by a space. */
const DATE_TEXT =
  /^\s*(\d{4})[-:/.](\d\d)[-:/.](\d\d)(?:[T ](\d\d)[-:.](\d\d)(?:[-:.](\d\d)(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?/;

/** A year alone is that of an album, and says nothing. */
export function dateInText(text: string): NamedTime | null {
  const [, year, month, day, hour, minute, second = "0", zone] = DATE_TEXT.exec(text) ?? [];
  if (day === undefined) return null;
  const parts = [Number(year), Number(month) - 1, Number(day)] as const;
  if (parts[1] < 0 || parts[1] > 11 || parts[2] < 1 || parts[2] > 31) return null;
  // Writers that know only a day fill in midnight.
  const isMidnight = Number(hour) === 0 && Number(minute) === 0 && Number(second) === 0;
  if (hour === undefined || isMidnight)
    return { at: new Date(...parts, 12).getTime(), hasTime: false };
  const time = [Number(hour), Number(minute), Number(second)] as const;
  if (zone === undefined) return { at: new Date(...parts, ...time).getTime(), hasTime: true };
  return { at: Date.UTC(...parts, ...time) - offsetMs(zone), hasTime: true };
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(zone) ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -offset : offset;
}
