/**
 * Writes the Markdown file of a meeting into the user's folder. A meeting has one file, whatever its title becomes. Chrome writes into a side
 * file and moves it over the old one when the stream is closed (docs/platform.md#files-in-a-folder), so a reader sees the old file or
 * the new one. A file that the user has changed stays, and the new version is written beside it.
 */

import type { DeliveredFile, Outcome } from "../../../core/delivery/delivery.ts";
import {
  besideName,
  isOfMeeting,
  noteFileName,
  numbered,
} from "../../../core/delivery/note-file.ts";
import { canWrite } from "../../shared/folder-permission.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { Attempt } from "./run-deliveries.ts";

/** A search for a moved file reads no more files than this. */
const MOST_SEARCHED = 5_000;
/** The front matter is at the beginning. */
const SEARCHED_BYTES = 4_096;

export async function writeFile(
  attempt: Attempt,
  folder: FileSystemDirectoryHandle,
): Promise<Outcome> {
  try {
    if (!(await canWrite(folder))) return { type: "retry", fault: "permission", isUncounted: true };
    return await writeInto(attempt, folder);
  } catch (error) {
    if (error instanceof DOMException) return outcomeOf(error);
    throw error;
  }
}

function outcomeOf({ name }: DOMException): Outcome {
  if (name === "NotAllowedError" || name === "SecurityError")
    return { type: "retry", fault: "permission", isUncounted: true };
  if (name === "NotFoundError") return { type: "retry", fault: "folder-missing", detail: name };
  if (name === "QuotaExceededError") return { type: "retry", fault: "disk-full" };
  return { type: "retry", fault: "folder-failed", detail: name };
}

async function writeInto(attempt: Attempt, folder: FileSystemDirectoryHandle): Promise<Outcome> {
  const { meeting, content, delivery, remember } = attempt;
  const digest = await sha256(content.body);
  const known = delivery.file ?? (await newFile(noteFileName(meeting), meeting.id, folder));
  const found = await find(known, meeting.id, folder);
  if (!found) return { type: "stopped", fault: "file-gone" };
  const { file, text } = found;
  const present = text === null ? null : await sha256(text);
  const isOwn =
    present === null ||
    file.written.includes(present) ||
    // Killed between the creation of the file and the end of its first version.
    (text === "" && file.isConfirmed === undefined);
  if (present !== digest && !isOwn) return writeBeside(attempt, file, folder);
  if (present !== digest) {
    // Stored first: after a crash in between, the file counts as Earshot's own.
    const written = [...file.written.filter((each) => each !== digest), digest];
    await remember({ ...file, written });
    if (!(await replace(folder, file.path, content.body, text)))
      return { type: "retry", fault: "folder-failed" };
  }
  await remember({ ...file, written: [digest], isConfirmed: true });
  return { type: "delivered" };
}

/** The version after this one is written into the new file, which is Earshot's own again. */
async function writeBeside(
  attempt: Attempt,
  changed: DeliveredFile,
  folder: FileSystemDirectoryHandle,
): Promise<Outcome> {
  const parts = changed.path.split("/");
  const name = besideName(parts.pop() ?? "");
  const path = await freePath([...parts, name].join("/"), folder);
  const file: DeliveredFile = { path, written: [], isBeside: true };
  await attempt.remember(file);
  return writeInto({ ...attempt, delivery: { ...attempt.delivery, file } }, folder);
}

/** Takes the file that is there already if its front matter names the meeting, as after the meeting was restored from an archive. */
async function newFile(
  name: string,
  meetingId: string,
  folder: FileSystemDirectoryHandle,
): Promise<DeliveredFile> {
  for (const names = numbered(name); ;) {
    const path = names.next().value;
    const text = await read(folder, path);
    if (text === null) return { path, written: [] };
    if (text !== NOT_A_FILE && isOfMeeting(text, meetingId))
      return { path, written: [], isConfirmed: true };
  }
}

async function freePath(path: string, folder: FileSystemDirectoryHandle): Promise<string> {
  for (const paths = numbered(path); ;) {
    const free = paths.next().value;
    if ((await read(folder, free)) === null) return free;
  }
}

interface FoundFile {
  readonly file: DeliveredFile;
  /** `null`: it is to be created. */
  readonly text: string | null;
}

/** @returns `null` if the file was there and is nowhere in the folder now */
async function find(
  file: DeliveredFile,
  meetingId: string,
  folder: FileSystemDirectoryHandle,
): Promise<FoundFile | null> {
  const text = await read(folder, file.path);
  if (text !== null || !file.isConfirmed) return { file, text };
  const path = await searchMoved(file.path, meetingId, folder);
  if (path === null) return null;
  return { file: { ...file, path }, text: await read(folder, path) };
}

/** Looks for a file that the user has renamed or moved to another folder of the vault. */
async function searchMoved(
  before: string,
  meetingId: string,
  folder: FileSystemDirectoryHandle,
): Promise<string | null> {
  const name = before.split("/").at(-1);
  let renamed: string | null = null;
  let searched = 0;
  for await (const [path, handle] of markdownFiles(folder)) {
    if (++searched > MOST_SEARCHED) break;
    const isNamed = handle.name === name;
    if (!isNamed && renamed !== null) continue;
    const start = await (await handle.getFile()).slice(0, SEARCHED_BYTES).text();
    if (!isOfMeeting(start, meetingId)) continue;
    if (isNamed) return path;
    renamed = path;
  }
  return renamed;
}

async function* markdownFiles(
  folder: FileSystemDirectoryHandle,
  below = "",
): AsyncGenerator<readonly [path: string, handle: FileSystemFileHandle]> {
  for await (const [name, handle] of folder.entries()) {
    // Folders of editors, such as .obsidian and .trash.
    if (name.startsWith(".")) continue;
    if (handle.kind === "directory") yield* markdownFiles(handle, `${below}${name}/`);
    else if (name.endsWith(".md")) yield [`${below}${name}`, handle];
  }
}

/** Stands for something else under the name of a file. */
const NOT_A_FILE = "\0";

/** @returns `null` if there is nothing under this path */
async function read(folder: FileSystemDirectoryHandle, path: string): Promise<string | null> {
  try {
    const { parent, name } = await locate(folder, path);
    return await (await (await parent.getFileHandle(name)).getFile()).text();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "TypeMismatchError") return NOT_A_FILE;
    if (error.name !== "NotFoundError") throw error;
    // The whole folder may be gone, as with a drive that was unplugged.
    for await (const _ of folder.keys()) break;
    return null;
  }
}

async function locate(folder: FileSystemDirectoryHandle, path: string) {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  let parent = folder;
  for (const part of parts) parent = await parent.getDirectoryHandle(part);
  return { parent, name };
}

/**
 * Replaces a file as a whole.
 *
 * @param before content that was read
 * @returns false if it has changed since; then nothing is written
 */
async function replace(
  folder: FileSystemDirectoryHandle,
  path: string,
  content: string,
  before: string | null,
): Promise<boolean> {
  const { parent, name } = await locate(folder, path);
  const handle = await parent.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  try {
    await stream.write(content);
    if ((await read(folder, path)) === (before ?? "")) {
      await stream.close();
      return true;
    }
    await stream.abort();
    return false;
  } catch (error) {
    // The side file goes; a stream that failed is aborted already.
    await stream.abort().catch(() => {});
    if (before === null) await parent.removeEntry(name).catch(() => {});
    throw error;
  }
}
