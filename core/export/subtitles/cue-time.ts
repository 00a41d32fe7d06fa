/** Times in subtitle files: `01:02:03.004`, two digits of hours or more. */
export function cueTime(ms: number, decimalMark: "." | ","): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(":");
  return `${clock}${decimalMark}${String(ms % 1000).padStart(3, "0")}`;
}
