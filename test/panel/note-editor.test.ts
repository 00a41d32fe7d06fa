import { describe, expect, it, vi } from "vitest";
import type { Note } from "../../core/meeting.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { all, click, one, openPanel, settle, text, type } from "./support/panel.ts";
import { MEETING, note, openTab } from "./support/notes.ts";
import { session } from "./support/session-storage.ts";

const NOTE = "## Summary\n\n- It moves. [1][2]\n- [ ] Priya writes it. [2]";
const stored = async () => listNotes(await openDatabase(), "m");

async function openEditor(change: Partial<Note> = {}) {
  const opened = await openTab("Notes", {
    ...MEETING,
    notes: [note({ markdown: NOTE, ...change })],
  });
  await click("button", "Edit notes");
  await vi.waitFor(editor);
  return opened;
}

const editor = () => one("textbox", "Text of the notes");

async function press(key: string, held: KeyboardEventInit = {}): Promise<void> {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held });
  editor().dispatchEvent(event);
  await settle();
}

async function paste(content: { readonly text?: string; readonly html?: string }): Promise<void> {
  const data = new DataTransfer();
  if (content.text !== undefined) data.setData("text/plain", content.text);
  if (content.html !== undefined) data.setData("text/html", content.html);
  editor().dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
  await settle();
}

const save = async (): Promise<string | undefined> => {
  await click("button", "Save");
  return (await stored()).at(-1)?.markdown;
};

describe("the editor", () => {
  it("shows notes as they look, with citations as times", async () => {
    await openEditor();
    expect(editor().querySelector("h3")?.textContent).toBe("Summary");
    expect(editor().textContent).toContain("It moves. 0:05×1:05×");
    expect(document.activeElement).toBe(editor());
  });

  it("stores a changed note as a new version, and the rest to the letter", async () => {
    await openEditor({ markdown: `__Odd__ *  Markdown\n\n${NOTE}\n\n***\n* as it was` });
    await paste({ text: "All of the " });
    expect(await save()).toBe(`**All of the Odd** \\*  Markdown\n\n${NOTE}\n\n***\n* as it was`);
    expect(await stored()).toHaveLength(2);
    expect(text()).toContain("Edited by hand");
  });

  it("stores no version if every change is undone", async () => {
    await openEditor();
    await paste({ text: "Mine " });
    await click("button", "Undo");
    expect(session.get("noteDrafts")).toEqual({});
    await click("button", "Save");
    expect(await stored()).toHaveLength(1);
    expect(all("textbox")).toEqual([]);
  });

  it("removes a citation, and keeps where the others lead", async () => {
    await openEditor({ citations: { 1: "m/tab/0/1", 2: "m/tab/0/0" } });
    expect(editor().textContent).toContain("It moves. 1:05×0:05×");
    await click("button", "Remove the link to 1:05");
    expect(await save()).toContain("- It moves. [2]\n");
    expect((await stored()).at(-1)?.citations).toEqual({ 2: "m/tab/0/0" });
  });

  it("ticks a task", async () => {
    await openEditor();
    editor().querySelector("input")?.click();
    await settle();
    expect(await save()).toContain("- [x] Priya writes it. [2]");
  });

  it("makes text bold by shortcut and by button", async () => {
    await openEditor({ markdown: "Text" });
    await press("a", { ctrlKey: true });
    await press("b", { ctrlKey: true });
    expect(one("button", "Bold").getAttribute("aria-pressed")).toBe("true");
    await click("button", "Bold");
    await click("button", "Italic");
    expect(await save()).toBe("*Text*");
  });

  it("turns text into a checklist and back", async () => {
    await openEditor({ markdown: "Text" });
    await click("button", "Checklist");
    expect(editor().querySelector("input")).toBeTruthy();
    await click("button", "Numbered list");
    expect(await save()).toBe("1. Text");
  });

  it("offers its buttons to the keyboard as one stop", async () => {
    await openEditor();
    const stops = () => all("button").filter(({ tabIndex }) => tabIndex === 0);
    const inToolbar = () => stops().filter((each) => one("toolbar", "Formatting").contains(each));
    expect(inToolbar().map((each) => each.title)).toEqual(["Undo"]);
    one("button", "Undo").dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }),
    );
    await settle();
    expect(document.activeElement).toBe(one("button", "Redo"));
    expect(inToolbar().map((each) => each.title)).toEqual(["Redo"]);
  });

  it("takes of pasted HTML only what notes can hold", async () => {
    await openEditor({ markdown: "Text" });
    const html = `<h2 style="color:red" onclick="alert(1)">Title</h2><script>alert(1)</script>
      <p><img src="https://spy.example/x.png"><a href="javascript:alert(1)">bad</a>
      <a href="https://good.example">good</a></p>`;
    await paste({ html });
    expect(editor().innerHTML).not.toMatch(/spy|alert|style=|onclick|script|img/);
    expect(await save()).toBe("# Title\n\nbad [good](https://good.example)Text");
  });

  it("never takes typed or pasted words for Markdown or citations", async () => {
    await openEditor({ markdown: "Text" });
    await paste({ text: "**so** [1] <b> # " });
    expect(await save()).toBe("\\*\\*so\\*\\* \\[1\\] \\<b> # Text");
    expect((await stored()).at(-1)?.citations).toEqual({});
  });

  it("shows Markdown beyond the limits as source, and stores no empty note", async () => {
    await openTab("Notes", { ...MEETING, notes: [note({ markdown: `${"> ".repeat(40)}deep` })] });
    await click("button", "Edit notes");
    await type("Notes in Markdown", " ");
    expect(one("button", "Save").hasAttribute("disabled")).toBe(true);
    await type("Notes in Markdown", "Second. [2]");
    expect(await save()).toBe("Second. [2]");
  });
});

describe("leaving the editor", () => {
  it("by Escape asks only if something is changed", async () => {
    await openEditor();
    await press("Escape");
    expect(all("textbox")).toEqual([]);
    await click("button", "Edit notes");
    await paste({ text: "Mine " });
    await press("Escape");
    expect(text()).toContain("Discard your changes?");
    await click("button", "Keep editing");
    expect(editor().textContent).toContain("Mine Summary");
    await click("button", "Cancel");
    await click("button", "Discard");
    expect(all("textbox")).toEqual([]);
    expect(await stored()).toHaveLength(1);
    expect(session.get("noteDrafts")).toEqual({});
  });

  it("with the panel keeps the text, which the next panel shows", async () => {
    await openEditor();
    await paste({ text: "Mine " });
    expect(session.get("noteDrafts")).toEqual({ n: NOTE.replace("Summary", "Mine Summary") });
    session.set("noteDrafts", { n: "Of an earlier panel. [1]" });
    await openPanel();
    await click("tab", "Notes");
    await vi.waitFor(editor);
    expect(editor().textContent).toContain("Of an earlier panel. 0:05");
    expect(text()).toContain("Your unsaved changes are back.");
    expect(await save()).toBe("Of an earlier panel. [1]");
    expect(session.get("noteDrafts")).toEqual({});
  });

  it("is not caused by another version that arrives", async () => {
    const { give } = await openEditor();
    await paste({ text: "Mine " });
    await give(note({ id: "o", markdown: "Other.", createdAt: 5 }));
    expect(editor().textContent).toContain("Mine Summary");
    expect(await save()).toContain("## Mine Summary");
  });
});
