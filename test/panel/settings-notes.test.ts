import { describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { INSIGHT_PROMPTS } from "../../core/settings/insight-prompt.ts";
import { BUILT_IN_INSTRUCTIONS, type NoteTemplate } from "../../core/notes/templates.ts";
import { writeTemplateFile } from "../../core/notes/template-file.ts";
import type { NotesSettings, Settings } from "../../core/settings/settings.ts";
import { strictBrowserModel } from "../unit/strict-browser-model.ts";
import { chromeNow } from "./support/chrome.ts";
import { downloads } from "./support/downloads.ts";
import {
  all,
  click,
  one,
  openPanel,
  savedSettings,
  SETTINGS,
  settle,
  text,
  type,
} from "./support/panel.ts";

const RISKS: NoteTemplate = { id: "own", name: "Risks", instructions: "List the risks." };

const withNotes = (change: Partial<NotesSettings>): Settings => ({
  ...SETTINGS,
  notes: { ...SETTINGS.notes, ...change },
});

async function openSettings(settings?: Settings): Promise<void> {
  await openPanel(settings);
  await click("button", "Settings");
}

async function submit(): Promise<void> {
  one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
  await settle();
}

const checkboxes = (): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>("li input[type=checkbox]"),
];
const labelOf = (box: HTMLInputElement): string => box.closest("label")?.textContent.trim() ?? "";

async function tick(name: string): Promise<void> {
  checkboxes()
    .find((box) => labelOf(box) === name)
    ?.click();
  await settle();
}

const valueOf = (name: string): string => (one("textbox", name) as HTMLInputElement).value;

async function importFile(words: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  const file = new File([words], "templates.json", { type: "application/json" });
  Object.defineProperty(input, "files", { configurable: true, value: [file] });
  input?.dispatchEvent(new Event("change"));
  await settle();
}

it("the settings list built-in and own templates and check the chosen ones", async () => {
  await openSettings(withNotes({ templates: [RISKS], chosen: ["standard", "own"] }));
  expect(checkboxes().map(labelOf)).toEqual([
    "Meeting notes",
    "Summary",
    "Decisions",
    "Action items",
    "Open questions",
    "Follow-up e-mail",
    "Feedback with quotes",
    "Coaching with quotes",
    "Main take-away",
    "Risks",
  ]);
  expect(
    checkboxes()
      .filter(({ checked }) => checked)
      .map(labelOf),
  ).toEqual(["Meeting notes", "Risks"]);
});

it("checked templates are saved in the order of the list", async () => {
  await openSettings();
  await tick("Follow-up e-mail");
  await tick("Decisions");
  await tick("Meeting notes");
  await submit();
  expect(savedSettings()).toEqual(withNotes({ chosen: ["decisions", "email"] }));
});

it("a built-in template can be changed and reset", async () => {
  await openSettings();
  await click("button", "Edit Summary");
  expect(valueOf("Instructions")).toBe(BUILT_IN_INSTRUCTIONS.summary);
  expect(all("button", "Reset")).toEqual([]);
  await type("Name", "In short");
  await type("Instructions", "Be short.");
  await submit();
  const changed = { id: "summary", name: "In short", instructions: "Be short." };
  expect(savedSettings()).toEqual(withNotes({ templates: [changed] }));
  expect(labelOf(checkboxes()[1] as HTMLInputElement)).toBe("In short");
  expect(all("button", "Delete")).toEqual([]);

  await click("button", "Reset");
  expect(valueOf("Instructions")).toBe(BUILT_IN_INSTRUCTIONS.summary);
  await submit();
  expect(savedSettings()).toEqual(SETTINGS);
});

it("a built-in template that is typed back counts as unchanged", async () => {
  await openSettings();
  await click("button", "Edit Summary");
  await type("Name", "In short");
  await type("Name", "Summary");
  expect(text()).toContain("Settings saved");
  expect(all("button", "Reset")).toEqual([]);
});

it("a new template needs a name and instructions", async () => {
  await openSettings();
  await click("button", "Add template");
  expect(text()).toContain("A template needs a name.");
  expect(text()).toContain("Can’t be saved yet");
  await type("Name", "Risks");
  expect(text()).toContain("The template “Risks” needs a change.");
  await submit();
  expect(savedSettings()).toEqual(SETTINGS);
  await type("Instructions", "List the risks.");
  await click("button", "Done");
  expect(all("textbox", "Instructions")).toEqual([]);
  expect(document.activeElement).toBe(one("button", "Edit Risks"));
  await tick("Risks");
  await submit();
  const { templates, chosen } = savedSettings().notes;
  expect(templates).toMatchObject([{ name: "Risks", instructions: "List the risks." }]);
  expect(chosen).toEqual(["standard", templates[0]?.id]);
});

it("a deleted template is no longer chosen", async () => {
  await openSettings(withNotes({ templates: [RISKS], chosen: ["standard", "own"] }));
  await click("button", "Edit Risks");
  await click("button", "Delete");
  expect(all("textbox", "Instructions")).toEqual([]);
  expect(document.activeElement).toBe(one("button", "Add template"));
  await submit();
  expect(savedSettings()).toEqual(SETTINGS);
});

it("exported templates can be imported elsewhere", async () => {
  await openSettings(withNotes({ templates: [RISKS] }));
  await click("button", "Export");
  expect(downloads[0]?.name).toBe("earshot-templates.json");
  const file = (await downloads[0]?.blob.text()) ?? "";
  await openSettings();
  await importFile(file);
  expect(text()).toContain("Templates imported: 1. Save to keep them.");
  expect(text()).toContain("Not saved yet");
  expect(savedSettings()).toEqual(SETTINGS);
  await submit();
  expect(savedSettings()).toEqual(withNotes({ templates: [RISKS] }));
});

it("there is no export without own or changed templates", async () => {
  await openSettings();
  expect(text()).toContain("Import…");
  expect(all("button", "Export")).toEqual([]);
});

it("an imported template replaces the one with its id", async () => {
  const better = { ...RISKS, instructions: "List the risks, worst first." };
  const ours = { id: "summary", name: "Summary", instructions: BUILT_IN_INSTRUCTIONS.summary };
  await openSettings(withNotes({ templates: [RISKS], chosen: ["own"] }));
  await importFile(writeTemplateFile([better, ours]));
  await submit();
  expect(savedSettings()).toEqual(withNotes({ templates: [better], chosen: ["own"] }));
});

it.each([
  ["a foreign file", '{"templates":[]}', "This is not a file of Earshot’s templates"],
  ["a damaged file", writeTemplateFile([RISKS]).slice(9), "This is not a file of Earshot’s"],
  [
    "a huge file",
    writeTemplateFile([RISKS]) + " ".repeat(8_000_000),
    "This is not a file of Earshot’s templates",
  ],
  [
    "a file of a newer Earshot",
    '{"format":"earshot-templates","version":2}',
    "This file comes from a newer Earshot.",
  ],
])("%s is refused with a sentence and changes nothing", async (_, words, sentence) => {
  await openSettings();
  await importFile(words);
  expect(text()).toContain(sentence);
  expect(text()).toContain("Nothing was changed.");
  expect(text()).toContain("Settings saved");
});

it("language, live notes, request size and limit are saved", async () => {
  await openSettings();
  await type("Language of notes", "German");
  [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")]
    // The silence before a question has choices in minutes, too.
    .findLast((radio) => labelOf(radio) === "10 min")
    ?.click();
  await type("Most transcript in one request, in tokens", "8000");
  await type("Monthly limit, in dollars", "7.50");
  await submit();
  expect(savedSettings()).toEqual(
    withNotes({
      language: "German",
      liveEveryMinutes: 10,
      contextTokens: 8_000,
      monthlyLimit: 7.5,
    }),
  );
});

it.each([
  ["Language of notes", "x".repeat(61), "These are 61 characters. Use at most 60."],
  ["Most transcript in one request, in tokens", "100", "between 2000 and 1000000."],
  ["Monthly limit, in dollars", "a lot", "An amount such as 20 or 7.50."],
])("a faulty field “%s” is explained and not saved", async (field, value, sentence) => {
  await openSettings();
  await type(field, value);
  expect(text()).toContain(sentence);
  await submit();
  expect(savedSettings()).toEqual(SETTINGS);
});

const kind = (): HTMLSelectElement => one("combobox", "Ask for") as HTMLSelectElement;

async function ask(value: string): Promise<void> {
  kind().value = value;
  kind().dispatchEvent(new Event("change"));
  await settle();
}

it("the prompts for insights begin with key points", async () => {
  await openSettings();
  expect([...kind().options].map(({ text }) => text.trim())).toEqual([
    "Decisions, tasks, questions and numbers",
    "A brief summary",
    "The main take-away",
    "Action items",
    "Feedback with exact quotes",
    "Areas to improve, with exact quotes",
    "A prompt of your own",
  ]);
  expect(kind().value).toBe("points");
  await ask("actions");
  expect(valueOf("Prompt")).toBe(INSIGHT_PROMPTS.actions);
  await submit();
  expect(savedSettings().insight).toEqual({
    ...SETTINGS.insight,
    prompt: INSIGHT_PROMPTS.actions,
  });
});

it("an own prompt is recognised and restored when it is chosen again", async () => {
  await openSettings();
  await type("Prompt", "Translate: {{turn}}");
  expect(kind().value).toBe("own");
  await ask("feedback");
  await ask("own");
  expect(valueOf("Prompt")).toBe("Translate: {{turn}}");
});

it("an own prompt begins with the place for the words", async () => {
  await openSettings();
  await ask("own");
  expect(kind().value).toBe("own");
  expect(valueOf("Prompt").trim()).toBe("Transcript: {{turn}}");
});

it("batched insights have a field for the fewest words of a turn", async () => {
  await openSettings();
  expect(text()).toContain("asks the model after every turn, even one of a single word");
  expect(all("textbox", "Fewest words of a turn")).toEqual([]);
  const radios = [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  radios.find((radio) => labelOf(radio) === "Once a minute")?.click();
  await settle();
  expect(text()).toContain("Very short turns are left out.");
  await type("Fewest words of a turn", "0");
  expect(text()).toContain("A whole number between 1 and 50.");
  await type("Fewest words of a turn", "6");
  await submit();
  expect(savedSettings().insight).toEqual({ ...SETTINGS.insight, mode: "batched", leastWords: 6 });
});

describe("a notification that notes are ready", () => {
  const SWITCH = "Tell me when notes are ready";
  const isOn = (): boolean => (one("switch", SWITCH) as HTMLInputElement).checked;
  const stored = () => savedSettings().notes.notifyWhenReady;

  it("is off, and Chrome is asked when it is switched on", async () => {
    const request = vi.spyOn(browser.permissions, "request");
    await openSettings();
    expect(isOn()).toBe(false);
    expect(request).not.toHaveBeenCalled();
    await click("switch", SWITCH);
    expect(request).toHaveBeenCalledExactlyOnceWith({ permissions: ["notifications"] });
    await submit();
    expect(stored()).toBe(true);
  });

  it("goes off again if Chrome refuses, and can be asked for once more", async () => {
    chromeNow.notifications.answer = false;
    await openSettings();
    await click("switch", SWITCH);
    expect(isOn()).toBe(false);
    expect(text()).toContain("Chrome didn’t allow it.");
    chromeNow.notifications.answer = true;
    await click("switch", SWITCH);
    expect(isOn()).toBe(true);
    expect(text()).not.toContain("Chrome didn’t allow it.");
  });

  it("is off if the permission was taken back", async () => {
    await openSettings(withNotes({ notifyWhenReady: true }));
    expect(isOn()).toBe(false);
  });

  it("stays on with the permission, without another question", async () => {
    chromeNow.notifications.isAllowed = true;
    const request = vi.spyOn(browser.permissions, "request");
    await openSettings(withNotes({ notifyWhenReady: true }));
    expect(isOn()).toBe(true);
    expect(request).not.toHaveBeenCalled();
  });
});

describe("what writes notes", () => {
  const choose = async (service: NotesSettings["service"]): Promise<void> => {
    const select = one("combobox", "Written by") as HTMLSelectElement;
    select.value = service;
    select.dispatchEvent(new Event("change"));
    await settle();
  };

  it("can be a model behind an address on this computer, whose address is checked", async () => {
    await openSettings();
    await choose("local");
    await type("Address of the model", "");
    await submit();
    expect(text()).toContain("This can’t be empty.");
    await type("Address of the model", "http://localhost:1234/v1");
    await type("Name of the model", " qwen3 ");
    await submit();
    expect(savedSettings().notes).toMatchObject({
      service: "local",
      localAddress: "http://localhost:1234/v1",
      localModel: "qwen3",
    });
  });

  it("hides the team's model and money if the team's service writes none", async () => {
    await openSettings();
    expect(all("textbox", "Model").length).toBeGreaterThan(0);
    const before = all("textbox", "Model").length;
    await choose("extractive");
    expect(all("textbox", "Model")).toHaveLength(before - 1);
    expect(text()).toContain("Picks sentences from the transcript. English only.");
  });

  it("can be Chrome's model, which is downloaded with its progress and then ready", async () => {
    const { LanguageModel } = strictBrowserModel({ state: "downloadable" });
    vi.stubGlobal("LanguageModel", LanguageModel);
    await openSettings();
    await choose("browser");
    expect(text()).toContain("Not downloaded yet.");
    await click("button", "Download");
    expect(text()).toContain("Ready.");
    expect(all("button", "Download")).toEqual([]);
    vi.unstubAllGlobals();
  });

  it("can't be Chrome's model on a computer that lacks it", async () => {
    await openSettings();
    await choose("browser");
    expect(text()).toContain("This computer can’t run it.");
    expect(all("button", "Download")).toEqual([]);
  });

  it("offers the download again if Chrome refuses it", async () => {
    const { LanguageModel } = strictBrowserModel({ state: "downloadable" });
    const create = async (): Promise<never> => {
      throw new DOMException("No user activation.", "NotAllowedError");
    };
    vi.stubGlobal("LanguageModel", { ...LanguageModel, create });
    await openSettings();
    await choose("browser");
    await click("button", "Download");
    expect(text()).toContain("The download failed.");
    expect(one("button", "Download")).toBeDefined();
    vi.unstubAllGlobals();
  });
});
