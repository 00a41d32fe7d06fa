import { beforeEach, describe, expect, it } from "vitest";
import {
  changed,
  type DeliveredFile,
  type Delivery,
  retried,
} from "../../../core/delivery/delivery.ts";
import { withMeetingId } from "../../../core/delivery/note-file.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { writeFile } from "../../../entrypoints/background/delivery/write-file.ts";
import { held } from "../spoken.ts";
import { StrictFolder } from "./strict-folder.ts";

const KEY = { destination: "folder", meetingId: "m" } as const;
let folder = new StrictFolder();
let delivery: Delivery = changed(undefined, KEY, 0);

beforeEach(() => {
  folder = new StrictFolder();
  delivery = changed(undefined, KEY, 0);
});

const version = (text: string): string =>
  withMeetingId(`---\ntitle: "Weekly"\n---\n\n# Weekly\n\n${text}\n`, "m");

/** Delivers this version. @returns the outcome */
function deliver(text: string, meeting: Meeting = held()) {
  const body = version(text);
  return writeFile(
    {
      meeting,
      content: { body, type: "text/markdown", identity: body },
      delivery,
      async remember(file: DeliveredFile) {
        delivery = { ...delivery, file };
      },
    },
    folder.handle,
  );
}
const NAME = "Weekly 2026-11-22 09.05.md";
const names = (): string[] => [...folder.files().keys()];
const textOf = (name: string): string | undefined => folder.files().get(name);
const write = (name: string, text: string): void => void folder.root.files.set(name, text);

describe("the file of a meeting", () => {
  it("has its id in the front matter, and is replaced by the next version", async () => {
    expect(await deliver("one")).toEqual({ type: "delivered" });
    expect(textOf(NAME)).toBe('---\ntitle: "Weekly"\nearshot: "m"\n---\n\n# Weekly\n\none\n');
    await deliver("two");
    expect(names()).toEqual([NAME]);
    expect(textOf(NAME)).toBe(version("two"));
  });

  it("keeps its name when the title changes, because links lead to it", async () => {
    await deliver("one");
    await deliver("two", held({ title: "Harbor" }));
    expect(names()).toEqual([NAME]);
  });

  it("has no sign in its name that Obsidian can't link to", async () => {
    await deliver("one", held({ title: "[A] #1 | b^c" }));
    expect(names()).toEqual(["A 1 b c 2026-11-22 09.05.md"]);
  });

  it("is not written over a file of the user with the same name", async () => {
    write(NAME, "My own");
    await deliver("one");
    expect(textOf(NAME)).toBe("My own");
    expect(textOf("Weekly 2026-11-22 09.05 2.md")).toBe(version("one"));
  });

  it("is taken over if the same version is there already, as after a restored archive", async () => {
    write(NAME, version("one"));
    expect(await deliver("one")).toEqual({ type: "delivered" });
    expect(names()).toEqual([NAME]);
  });

  it("that the user has changed stays, and the new version lies beside it", async () => {
    await deliver("one");
    write(NAME, version("one, and my own line"));
    await deliver("two");
    await deliver("three");
    expect(textOf(NAME)).toBe(version("one, and my own line"));
    expect(textOf("Weekly 2026-11-22 09.05 (Earshot).md")).toBe(version("three"));
    expect(names()).toHaveLength(2);
    expect(delivery.file?.isBeside).toBe(true);
  });

  it("that is changed between reading and replacing stays", async () => {
    await deliver("one");
    folder.before = (step) => {
      if (step === "write") write(NAME, "typed just now");
    };
    expect(await deliver("two")).toMatchObject({ type: "retry" });
    folder.before = () => {};
    expect(textOf(NAME)).toBe("typed just now");
    await deliver("two");
    expect(textOf(NAME)).toBe("typed just now");
    expect(textOf("Weekly 2026-11-22 09.05 (Earshot).md")).toBe(version("two"));
  });

  it.each([
    ["moved to another folder", "Archive", NAME],
    ["renamed", null, "Harbor.md"],
  ])("is found where it was %s", async (_, into, name) => {
    await deliver("one");
    const { files, folders } = folder.root;
    files.delete(NAME);
    write("Other.md", "---\ntitle: other\n---\n");
    const entries = { files: new Map([[name, version("one")]]), folders: new Map() };
    if (into === null) write(name, version("one"));
    else folders.set(into, entries);
    expect(await deliver("two")).toEqual({ type: "delivered" });
    expect(textOf(into === null ? name : `${into}/${name}`)).toBe(version("two"));
    expect(names()).toHaveLength(2);
  });

  it("that the user has deleted is not written again until the user asks for it", async () => {
    await deliver("one");
    folder.root.files.clear();
    const outcome = await deliver("two");
    expect(outcome).toEqual({ type: "stopped", fault: "file-gone" });
    expect(names()).toEqual([]);
    delivery = retried({ ...delivery, fault: "file-gone" }, 0);
    await deliver("two");
    expect(textOf(NAME)).toBe(version("two"));
  });

  it.each([
    ["QuotaExceededError", "disk-full"],
    ["InvalidStateError", "folder-failed"],
  ])("leaves nothing behind where the disk answers %s", async (name, fault) => {
    folder.before = (step) => {
      if (step === "close") throw new DOMException("", name);
    };
    expect(await deliver("one")).toMatchObject({ type: "retry", fault });
    expect([...folder.root.files.keys()]).toEqual([]);
  });

  it("waits for permission without counting attempts", async () => {
    folder.permission = "prompt";
    expect(await deliver("one")).toEqual({
      type: "retry",
      fault: "permission",
      isUncounted: true,
    });
  });
});
