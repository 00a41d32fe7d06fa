/** What the name of a media file says: the title of the meeting, and when it began. */

/** Only these are cut from a title, so that "Dr. Smith" keeps his name. */
const EXTENSIONS = new Set(
  (
    "3g2 3ga 3gp 3gpp aac ac3 adts aif aifc aiff alac amr ape asf au avi caf dat dss ds2 dts eac3 f4a f4v flac flv gsm m2ts m4a m4b " +
    "m4v mka mkv mov mp2 mp3 mp4 mpeg mpg mpga mts oga ogg ogv ogx opus qt ra ram rf64 rm snd spx ts tta vob w64 wav wave wax weba " +
    "webm wma wmv wv"
  ).split(" "),
);

/** @returns the name as it was written, without the extension of a media file */
export function titleOf(fileName: string): string {
  const [, name, extension] = /^(.+)\.([^.]+)$/s.exec(fileName) ?? [];
  const isCut = name !== undefined && EXTENSIONS.has((extension ?? "").toLowerCase());
  return (isCut ? name : fileName).normalize("NFC").trim();
}

export interface NamedTime {
  /** Unix time in ms; at noon if only the day is known. */
  readonly at: number;
  readonly hasTime: boolean;
}

/** Zoom's cloud recordings: the only common names in UTC. */
const UTC_NAME = /GMT(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/;
const DAY = "(?<!\\d)((?:19|20)\\d\\d)([-_.]?)(\\d\\d)\\2(\\d\\d)";
/** Between day and time: "T", "_", " at ", " um ", " à ", ", " … */
const BETWEEN = "[-_ T,.]{0,2}(?:\\p{L}{1,3} )?";
const TIME = "(\\d\\d|\\d(?=[-_.:h]))([-_.:h]?)(\\d\\d)(?:\\6(\\d\\d))?(?:\\s?([AP])M)?(?!\\d)";
const DAY_AND_TIME = new RegExp(`${DAY}${BETWEEN}${TIME}`, "u");
const ONLY_DAY = new RegExp(`${DAY}(?!\\d)`, "u");
/** Call recorders of Android: "Ann_241105_100000". */
const SHORT_YEAR = /(?<!\d)([1-4]\d)(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(?!\d)/;

/** @returns `null` if the name holds no date. Times are local, but for names that say GMT */
export function timeInName(fileName: string): NamedTime | null {
  const utc = UTC_NAME.exec(fileName);
  if (utc) {
    const [year = 0, month = 0, ...rest] = utc.slice(1).map(Number);
    return { at: Date.UTC(year, month - 1, ...rest), hasTime: true };
  }
  const full = DAY_AND_TIME.exec(fileName);
  if (full) {
    const [, year, , month, day, hour, , minute, second, half] = full;
    const time = local([year, month, day, hourOf(hour, half), minute, second ?? "0"].map(Number));
    if (time !== null) return { at: time, hasTime: true };
  }
  const short = SHORT_YEAR.exec(fileName);
  if (short) {
    const [year = 0, ...rest] = short.slice(1).map(Number);
    const time = local([2000 + year, ...rest]);
    if (time !== null) return { at: time, hasTime: true };
  }
  const [, year, , month, day] = ONLY_DAY.exec(fileName) ?? [];
  const noon = local([year, month, day, "12", "0", "0"].map(Number));
  return noon === null ? null : { at: noon, hasTime: false };
}

function hourOf(hour = "", half?: string): string {
  if (half === undefined) return hour;
  return String((Number(hour) % 12) + (half === "P" ? 12 : 0));
}

/** @returns `null` if there is no such moment */
function local(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(year, month - 1, day, hour, minute, second);
  const isReal = date.getMonth() === month - 1 && date.getDate() === day;
  return isReal && hour < 24 && minute < 60 && second < 60 ? date.getTime() : null;
}
