/**
 * Lines of the notepad as the user types them. Each is stored a moment after it was typed, and changes of another panel arrive
 * without disturbing the lines that are typed here.
 */

import { onBeforeUnmount, onMounted, shallowRef, watch } from "vue";
import type { OwnLine } from "../../core/meeting.ts";
import {
  type LineChange,
  toggledDone,
  toggledKind,
  withTypedKind,
} from "../../core/notes/own-lines.ts";

/**
 * Stores changes.
 *
 * @param isLeaving the panel closes, so only what another context does is certain to happen
 * @returns false if the changes were not stored and must be tried again
 */
export type StoreLines = (changes: readonly LineChange[], isLeaving: boolean) => Promise<boolean>;

interface NotepadSource {
  readonly stored: readonly OwnLine[];
  /** Returns the present time of the meeting clock. */
  readonly nowMs: () => number;
  readonly store: StoreLines;
}

/** Where the caret goes after a key has changed the lines. */
interface Caret {
  readonly id: string;
  readonly at: number;
}

const isBlank = ({ text }: OwnLine): boolean => text.trim() === "";
const newLine = (fields: Partial<OwnLine> = {}): OwnLine => ({
  id: crypto.randomUUID(),
  atMs: 0,
  text: "",
  ...fields,
});

export function useNotepad(source: () => NotepadSource) {
  /** With blank ones, which are not stored; the last one is always blank. */
  const lines = shallowRef<readonly OwnLine[]>([newLine()]);
  const { changed, isOurs } = useStoring(source, () => lines.value);
  const indexOf = (id: string): number => lines.value.findIndex((line) => line.id === id);

  function set(next: readonly OwnLine[], ...ids: readonly string[]): void {
    const last = next.at(-1);
    lines.value = last && isBlank(last) ? next : [...next, newLine()];
    if (ids.length > 0) changed(ids);
  }

  function replace(id: string, ...by: readonly OwnLine[]): void {
    const next = lines.value.flatMap((line) => (line.id === id ? by : [line]));
    set(next, id, ...by.map((line) => line.id));
  }

  function change(id: string, how: (line: OwnLine) => OwnLine): void {
    const line = lines.value[indexOf(id)];
    if (line) replace(id, how(line));
  }

  /** @returns where the caret goes if several lines were pasted */
  function type(id: string, text: string): Caret | null {
    const line = lines.value[indexOf(id)];
    if (!line) return null;
    const [first = "", ...rest] = text.split(/\r\n|[\r\n]/);
    const begun = { ...line, atMs: isBlank(line) ? source().nowMs() : line.atMs };
    const pasted = rest.map((each) => withTypedKind(newLine({ atMs: begun.atMs, text: each })));
    replace(id, withTypedKind({ ...begun, text: first }), ...pasted);
    const last = pasted.at(-1);
    return last ? { id: last.id, at: last.text.length } : null;
  }

  /** Begins the next line; in a task the next task. A blank task becomes a plain line instead. */
  function split(id: string, at: number): Caret | null {
    const line = lines.value[indexOf(id)];
    if (!line) return null;
    if (isBlank(line)) {
      if (line.kind) change(id, (each) => toggledKind(each, line.kind ?? "task"));
      return null;
    }
    const following = lines.value[indexOf(id) + 1];
    if (at === line.text.length && line.kind !== "task" && following && isBlank(following))
      return { id: following.id, at: 0 };
    const behind = newLine({
      atMs: line.atMs,
      text: line.text.slice(at),
      ...(line.kind === "task" && { kind: "task" as const }),
    });
    replace(id, { ...line, text: line.text.slice(0, at) }, behind);
    return { id: behind.id, at: 0 };
  }

  /** Backspace at the beginning: takes the kind away, else joins the line to the one before. */
  function joinToPrevious(id: string): Caret | null {
    const index = indexOf(id);
    const line = lines.value[index];
    const before = lines.value[index - 1];
    const { kind } = line ?? {};
    if (kind) change(id, (each) => toggledKind(each, kind));
    if (!line || kind || !before) return null;
    const joined = { ...before, text: before.text + line.text };
    const next = lines.value.toSpliced(index - 1, 2, joined);
    set(next, id, before.id);
    return { id: before.id, at: before.text.length };
  }

  /** Drops blank lines, except the last one. */
  function tidy(): void {
    const blank = lines.value.slice(0, -1).filter(isBlank);
    if (blank.length > 0)
      set(
        lines.value.filter((line) => !blank.includes(line)),
        ...blank.map(({ id }) => id),
      );
  }

  const receive = (stored: readonly OwnLine[]): void => set(merged(lines.value, stored, isOurs));
  watch(() => source().stored, receive, { immediate: true });

  return {
    lines,
    type,
    split,
    joinToPrevious,
    tidy,
    toggleKind: (id: string, kind: "task" | "decision") =>
      change(id, (line) => toggledKind(line, kind)),
    toggleDone: (id: string) => change(id, toggledDone),
  };
}

/**
 * Stored lines in place of those here, except those that were just typed here.
 *
 * @param isOurs what was typed here is newer than what is stored
 */
function merged(
  lines: readonly OwnLine[],
  stored: readonly OwnLine[],
  isOurs: (id: string) => boolean,
): readonly OwnLine[] {
  const here = new Map(lines.map((line) => [line.id, line]));
  const next = stored.flatMap((line) => (isOurs(line.id) ? (here.get(line.id) ?? []) : [line]));
  const isNext = ({ id }: OwnLine): boolean => next.some((line) => line.id === id);
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const isGone = !isOurs(line.id) && !isBlank(line);
    if (isGone || isNext(line)) continue;
    const before = lines.slice(0, index).findLast(isNext);
    next.splice(next.findIndex(({ id }) => id === before?.id) + 1, 0, line);
  }
  return [...next, lines.at(-1) ?? newLine()];
}

/** So few words are at stake if the computer fails. */
const STORE_AFTER_MS = 300;
/** A state of the meeting from before a line was stored can arrive for so long after it. */
const OLDER_STATES_MS = 2_000;

function useStoring(source: () => NotepadSource, lines: () => readonly OwnLine[]) {
  const waiting = new Set<string>();
  const underWay = new Set<string>();
  /** Unix times in ms until which arriving states of a line are older than what was stored here. */
  const oursUntil = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function changesOf(ids: ReadonlySet<string>): readonly LineChange[] {
    const kept = lines().filter((line) => !isBlank(line));
    const puts = kept.flatMap((line, index): readonly LineChange[] =>
      ids.has(line.id) ? [{ type: "put", line, after: kept[index - 1]?.id ?? null }] : [],
    );
    const gone = [...ids].filter((id) => kept.every((line) => line.id !== id));
    return [...puts, ...gone.map((id) => ({ type: "remove", id }) as const)];
  }

  async function store(isLeaving: boolean): Promise<void> {
    clearTimeout(timer);
    const ids = new Set(isLeaving ? [...underWay, ...waiting] : waiting);
    waiting.clear();
    if (ids.size === 0) return;
    for (const id of ids) underWay.add(id);
    const isStored = await source().store(changesOf(ids), isLeaving);
    for (const id of ids) {
      underWay.delete(id);
      oursUntil.set(id, Date.now() + OLDER_STATES_MS);
    }
    if (!isStored && !isClosed) changed(ids);
  }

  function changed(ids: Iterable<string>): void {
    for (const id of ids) waiting.add(id);
    clearTimeout(timer);
    timer = setTimeout(() => void store(false), STORE_AFTER_MS);
  }

  const leave = (): void => void store(true);
  const onVisibility = (): void => {
    if (document.visibilityState === "hidden") leave();
  };
  onMounted(() => {
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", onVisibility);
  });
  onBeforeUnmount(() => {
    removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", onVisibility);
    isClosed = true;
    void store(false);
  });

  return {
    changed,
    isOurs: (id: string): boolean =>
      waiting.has(id) || underWay.has(id) || (oursUntil.get(id) ?? 0) > Date.now(),
  };
}
