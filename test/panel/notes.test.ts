import { describe, expect, it, vi } from "vitest";
import { ChatRequest } from "../../core/protocol/worker-api.ts";
import { parse } from "valibot";
import type { Note } from "../../core/meeting.ts";
import { listNotes, openDatabase } from "../../entrypoints/shared/database.ts";
import {
  all,
  articles,
  click,
  held,
  one,
  openPanel,
  settle,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const MEETING = {
  meetings: [held()],
  turns: [
    spoken({ text: "It moves to the nineteenth.", startMs: 5_000 }),
    spoken({ order: 1, text: "Priya writes it.", startMs: 65_000 }),
  ],
};
const note = (change: Partial<Note> = {}): Note => ({
  id: "n",
  meetingId: "m",
  markdown: "## Summary\n\n- It moves. [1][2]",
  model: "claude",
  createdAt: 0,
  ...change,
});

const reply = (change: object = {}) => ({
  model: "claude-sonnet",
  content: "## Summary\n\n- It moves. [2]",
  finish_reason: "stop",
  usage: { input_tokens: 1, output_tokens: 1 },
  ...change,
});
const answer = (status: number, body: unknown) =>
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(body, { status }));

async function openNotes(stored: Parameters<typeof store>[0] = MEETING): Promise<void> {
  await store(stored);
  await openPanel();
  await click("tab", "Notes");
}

it("makes notes from the transcript, keeps them, and names the model", async () => {
  const fetched = answer(200, reply());
  await openNotes();
  await click("button", "Summarize meeting");
  expect(one("heading", "Summary").tagName).toBe("H3");
  expect(text()).toContain("claude-sonnet");
  expect(await listNotes(await openDatabase(), "m")).toMatchObject([
    { markdown: reply().content, model: "claude-sonnet", isCutOff: false },
  ]);
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(String(url)).toBe("https://worker.example/v1/chat");
  const request = parse(ChatRequest, JSON.parse(String(init?.body)));
  expect(request.messages[1]?.content).toContain("[2] 1:05 Them: Priya writes it.");
});

it("says that the end is missing", async () => {
  answer(200, reply({ finish_reason: "length" }));
  await openNotes();
  await click("button", "Summarize meeting");
  expect(text()).toContain("The notes end early");
});

it("says why it failed, keeps the transcript, and tries again", async () => {
  answer(502, { error: { code: "upstream_failed", message: "The model is away." } });
  await openNotes();
  await click("button", "Summarize meeting");
  expect(text()).toContain("The notes could not be made. The transcript is kept.");
  expect(text()).toContain("The model is away.");
  answer(200, reply());
  await click("button", "Try again");
  expect(one("heading", "Summary")).toBeTruthy();
  expect(text()).not.toContain("could not be made");
  await click("tab", "Transcript");
  expect(articles()).toHaveLength(2);
});

it("says that the transcript is kept when the Worker can't be reached", async () => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
  await openNotes();
  await click("button", "Summarize meeting");
  expect(text()).toContain(
    "Check the network, and the Worker URL in Settings. The transcript is kept.",
  );
});

it("takes an empty answer for a failure", async () => {
  answer(200, reply({ content: " " }));
  await openNotes();
  await click("button", "Summarize meeting");
  expect(text()).toContain("The notes could not be made.");
});

it("can be cancelled, and then asks for nothing more", async () => {
  let aborted = false;
  vi.spyOn(globalThis, "fetch").mockImplementation(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => {
          aborted = true;
          reject(init.signal?.reason as Error);
        });
      }),
  );
  await openNotes();
  await click("button", "Summarize meeting");
  expect(text()).toContain("Summarizing…");
  await click("button", "Cancel");
  expect(aborted).toBe(true);
  expect(one("button", "Summarize meeting").hasAttribute("disabled")).toBe(false);
  expect(one("alert").textContent).toBe("");
});

it.each([
  ["no turns", []],
  ["turns without words", [spoken({ text: " " })]],
])("has nothing to summarize with %s, and asks no model", async (_, turns) => {
  const fetched = answer(200, reply());
  await openNotes({ meetings: [held()], turns });
  expect(text()).toContain("Nothing to summarize yet");
  expect(one("button", "Summarize meeting").hasAttribute("disabled")).toBe(true);
  one("button", "Summarize meeting").click();
  await settle();
  expect(fetched).not.toHaveBeenCalled();
});

describe("citations", () => {
  it("read as times and lead to their turn", async () => {
    await openNotes({ ...MEETING, notes: [note()] });
    const scrolled: Element[] = [];
    Element.prototype.scrollIntoView = function (this: Element) {
      scrolled.push(this);
    };
    await click("button", "Go to 1:05 in the transcript");
    expect(one("tab", "Transcript").getAttribute("aria-selected")).toBe("true");
    expect(scrolled.map((each) => each.textContent)).toEqual([
      expect.stringContaining("Priya writes it."),
    ]);
    expect(document.activeElement).toBe(scrolled[0]);
  });

  it("of no turn stay as they were written", async () => {
    await openNotes({ ...MEETING, notes: [note({ markdown: "- It moves. [9]" })] });
    expect(text()).toContain("It moves. [9]");
    expect(all("button").filter((each) => each.className.includes("citation"))).toEqual([]);
  });
});

describe("a model's Markdown", () => {
  const show = (markdown: string) => openNotes({ ...MEETING, notes: [note({ markdown })] });
  const shown = () => one("article", "Notes").querySelector(".markdown") as HTMLElement;

  it("is shown as what it says", async () => {
    await show("**b** *e* `c`\n\n1. one\n2. two\n\n- [x] done\n\n> q\n\n| h |\n|---|\n| c |");
    const tags = [...shown().querySelectorAll("*")].map((each) => each.tagName.toLowerCase());
    for (const tag of ["strong", "em", "code", "ol", "ul", "li", "blockquote", "table", "th", "td"])
      expect(tags).toContain(tag);
    expect(shown().textContent).toContain("☑ done");
  });

  it.each([
    ['<img src=x onerror="alert(1)">', "img", '<img src=x onerror="alert(1)">'],
    ["words <script>alert(1)</script>", "script", "<script>alert(1)</script>"],
    ["![pixel](https://evil.example/?q)", "img", "pixel"],
    ["[click](javascript:alert(1))", "a", "click"],
    ["[click](chrome-extension://x/y)", "a", "click"],
    ["[click](data:text/html,x)", "a", "click"],
  ])("can't smuggle in %s", async (markdown, forbidden, words) => {
    await show(markdown);
    expect(shown().querySelector(forbidden)).toBeNull();
    expect(shown().textContent).toContain(words);
  });

  it("may lead to web and mail addresses, in another tab", async () => {
    await show("[site](https://good.example/) [mail](mailto:a@good.example)");
    const links = [...shown().querySelectorAll("a")];
    expect(links.map((each) => [each.getAttribute("href"), each.target, each.rel])).toEqual([
      ["https://good.example/", "_blank", "noopener noreferrer"],
      ["mailto:a@good.example", "_blank", "noopener noreferrer"],
    ]);
  });
});
