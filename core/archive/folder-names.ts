/** What the folders of an archive are called: as a person would look for them, and each of them once. */

import { exportFileName } from "../export/file-name.ts";
import type { Meeting } from "../meeting.ts";

const EXTENSION = "zip";

/** Of one meeting, without what is special to an archive of several. */
export const archiveFileName = (
  { title, startedAt }: Pick<Meeting, "title" | "startedAt">,
  timeZone?: string,
): string =>
  exportFileName(title, startedAt, EXTENSION, timeZone === undefined ? {} : { timeZone });

/** Gives each meeting it is asked for a folder that no other has, on disks that mind no case too. */
export function createFolderNames(
  timeZone?: string,
): (meeting: Pick<Meeting, "title" | "startedAt">) => string {
  const taken = new Set<string>();
  return (meeting) => {
    const name = archiveFileName(meeting, timeZone).slice(0, -EXTENSION.length - 1);
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name} (${n})`;
    taken.add(unique.toLowerCase());
    return unique;
  };
}
