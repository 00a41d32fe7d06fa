/** All states of the panel by name, for pictures and for checks that hold in all of them. */

import type { Page } from "puppeteer-core";
import { readTranscript } from "../../core/import/read-transcript.ts";
import { importedMeeting } from "../../core/import/imported-meeting.ts";
import type { Meeting, MeetingContent, Note, Turn } from "../../core/meeting.ts";
import { STANDARD } from "../../core/notes/subject.ts";
import { changed, type Delivery, settledAt } from "../../core/delivery/delivery.ts";
import { problem } from "../../core/problem.ts";
import type { LiveEvent, LiveState } from "../../core/protocol/live.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { press } from "../../local/browser/panel-driver.ts";
import {
  madeUpAnswer,
  madeUpStatus,
  madeUpLive,
  madeUpMeeting,
  madeUpNote,
  madeUpPartial,
  madeUpTurns,
} from "./made-up.ts";
import { ask } from "../browser/panel-view.ts";

export interface PanelState {
  readonly name: string;
  /** The team's service is not set yet. */
  readonly isNew?: boolean;
  readonly settings?: Partial<Settings>;
  readonly meetings?: readonly Meeting[];
  readonly turns?: readonly Turn[];
  readonly notes?: readonly Note[];
  /** Turns a folder named "Vault" and a webhook on. */
  readonly deliveries?: readonly Delivery[];
  /** Seconds of stored audio of the meeting "weekly", in both channels. */
  readonly audioSeconds?: number;
  /** Events of a recorder. */
  readonly live?: readonly LiveEvent[];
  /** Leads from the initial view to the state. */
  readonly enter?: (panel: Page) => Promise<void>;
}

/** Frames without scrolling after which the transcript counts as still. */
const STILL_FRAMES = 30;

/** Resolves when the transcript is loaded and does not scroll any more; until then controls may come and go. */
async function untilStill(panel: Page): Promise<void> {
  await panel.waitForSelector('[role="log"][aria-busy="false"]');
  await panel.evaluate(async (frames) => {
    let top: number | undefined;
    for (let still = 0; still < frames;) {
      await new Promise(requestAnimationFrame);
      const now = document.querySelector('[role="log"]')?.getBoundingClientRect().top;
      still = now === top ? still + 1 : 0;
      top = now;
    }
  }, STILL_FRAMES);
}

const recording = (change: Partial<LiveState> = {}): readonly LiveEvent[] => [
  { type: "state", state: madeUpLive(change) },
];
const RUNNING = madeUpMeeting({ state: "recording", durationMs: 0 });
const OWN_LINES: NonNullable<Meeting["ownLines"]> = [
  { id: "launch", atMs: 14_000, text: "Launch on the 19th", kind: "decision" },
  {
    id: "notes",
    atMs: 24_000,
    text: "Remind Priya of the release notes before Friday",
    kind: "task",
  },
  { id: "budget", atMs: 41_000, text: "Budget? Ask finance" },
];
const TURNS = madeUpTurns("weekly");
/** The model doubts one of the statements of `madeUpNote`. */
const READ_TWICE: NonNullable<Note["secondReading"]> = {
  model: "claude-sonnet-4-6",
  statements: 4,
  doubts: [{ statement: "The budget for the second quarter.", verdict: "partly" }],
};
const SAVED = { meetings: [madeUpMeeting()], turns: TURNS };
const TAB_ONLY = [madeUpStatus()];
const toFolder = changed(undefined, { destination: "folder", meetingId: "weekly" }, 0);
const toWebhook = changed(undefined, { destination: "webhook", meetingId: "weekly" }, 0);
const SENT_AT = madeUpMeeting().startedAt + 3_600_000;
const DELIVERED: Delivery = {
  ...settledAt(toFolder, toFolder),
  sent: { digest: "", at: SENT_AT },
  file: { path: "Weekly.md", written: [], isBeside: true },
};
const UNREACHED: Delivery = { ...toWebhook, fault: "unreachable", dueAt: 1e15 };

const pressing =
  (role: "button" | "tab", ...names: readonly string[]) =>
  async (panel: Page): Promise<void> => {
    for (const name of names) await press(panel, role, name);
  };

async function openKeyPoints(panel: Page, title: string): Promise<void> {
  await untilStill(panel);
  await panel.locator(`section[aria-label="${title}"] button`).click();
  await panel.locator(`section[aria-label="${title}"] li`).wait();
}

async function searchFor(panel: Page, words: string, shown: string): Promise<void> {
  await press(panel, "button", "Meetings");
  await panel.locator('input[type="search"]').fill(words);
  await panel.locator(shown).wait();
}

const OTHERS: readonly Meeting[] = [
  madeUpMeeting({
    id: "cut",
    title: "Board call",
    state: "interrupted",
    problem: problem("interrupted"),
  }),
  madeUpMeeting({ id: "lecture", title: "", durationMs: 5_400_000, channels: TAB_CHANNEL(0) }),
  madeUpMeeting({
    id: "long",
    title: "A quarterly review with a title that is a good deal longer than any panel is wide",
    durationMs: 11_000_000,
    channels: TAB_CHANNEL(176_000_000),
  }),
];

/** Said by several people, who are told apart; two turns follow each other without a new name. */
const PEOPLE: readonly Turn[] = ["A", "B", "B", "C", "D"].flatMap((speaker, index): Turn | [] => {
  const turn = TURNS[index];
  const text = index === 3 ? `Thanks, Michael. ${turn?.text ?? ""}` : turn?.text;
  return turn && text !== undefined ? { ...turn, channel: "tab", speaker, text } : [];
});

function TAB_CHANNEL(transcribedSamples: number): Meeting["channels"] {
  return [{ name: "tab", transcribedSamples }];
}

const CAPTIONS = `WEBVTT

1
00:00:02.180 --> 00:00:06.600
Laura Berg: Good morning. Shall we begin with the launch?

2
00:00:07.000 --> 00:00:12.600
Michael Okafor: Yes. Legal needs another week for both suppliers.

3
00:00:13.000 --> 00:00:18.000
Laura Berg: Then the launch is on the nineteenth. Priya, can you write the release notes by Friday?

4
00:00:19.000 --> 00:00:21.000
Priya: I will.
`;

const imported = (text: string, fileName: string): MeetingContent => {
  const transcript = readTranscript(text, fileName);
  if (!transcript) throw new Error("There is no transcript in it.");
  const startedAt = madeUpMeeting().startedAt;
  const facts = { id: "imported", title: "Supplier call", startedAt, now: startedAt };
  return importedMeeting(transcript, facts);
};
const IMPORTED = imported(CAPTIONS, "call.vtt");
const UNTIMED = imported(CAPTIONS.replace(/^(?:WEBVTT|\d.*)?\n/gm, ""), "call.txt");

async function dragFiles(panel: Page): Promise<void> {
  await panel.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([""], "call.vtt"));
    window.dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
  });
  await panel.locator("::-p-text(Drop to import)").wait();
}

export const PANEL_STATES: readonly PanelState[] = [
  { name: "welcome", isNew: true },
  {
    name: "sample",
    isNew: true,
    async enter(panel) {
      await press(panel, "button", "Open the sample meeting");
      await panel.locator("::-p-aria([name='Open questions'][role='heading'])").wait();
    },
  },
  { name: "ready" },
  {
    name: "recording-listening",
    meetings: [RUNNING],
    live: recording({ channels: TAB_ONLY }),
  },
  {
    name: "recording",
    meetings: [RUNNING],
    turns: TURNS,
    live: [
      ...recording(),
      {
        type: "partial",
        meetingId: "weekly",
        channel: "tab",
        partial: madeUpPartial("weekly", 46_000),
      },
    ],
  },
  {
    name: "recording-notepad",
    meetings: [{ ...RUNNING, ownLines: OWN_LINES }],
    turns: TURNS,
    live: recording(),
    enter: (panel) => panel.locator("section.pad li:last-child textarea").click(),
  },
  {
    name: "recording-paused",
    meetings: [RUNNING],
    turns: TURNS,
    live: recording({
      phase: "paused",
      channels: [
        madeUpStatus({
          peak: 0,
          health: { frames: "paused", sound: "none", service: "closed", disk: "none" },
        }),
      ],
    }),
  },
  {
    name: "recording-trouble",
    meetings: [RUNNING],
    turns: TURNS,
    live: recording({
      phase: "reconnecting",
      channels: [
        madeUpStatus({
          heardSamples: 16_000 * 20,
          health: { frames: "flowing", sound: "sound", service: "lost", disk: "writing" },
        }),
        madeUpStatus({
          name: "mic",
          label: "Desk microphone",
          peak: 0,
          health: { frames: "flowing", sound: "silence", service: "live", disk: "writing" },
        }),
      ],
      problems: [problem("worker-unreachable"), problem("mic-silent", "Desk microphone")],
    }),
  },
  {
    name: "recording-key-points",
    meetings: [RUNNING],
    turns: TURNS,
    live: recording(),
    enter: (panel) => openKeyPoints(panel, "So far"),
  },
  {
    name: "recording-draft",
    meetings: [RUNNING],
    turns: TURNS.map((turn, index) =>
      index > 1 ? { ...turn, insight: null, session: 1, isDraft: true } : turn,
    ),
    live: [
      ...recording({
        phase: "reconnecting",
        channels: [
          madeUpStatus({
            heardSamples: 16_000 * 18,
            health: { frames: "flowing", sound: "sound", service: "lost", disk: "writing" },
          }),
        ],
        problems: [problem("worker-unreachable")],
      }),
      {
        type: "partial",
        meetingId: "weekly",
        channel: "tab",
        partial: { ...madeUpPartial("weekly", 46_000), isDraft: true },
      },
    ],
  },
  { name: "transcript", ...SAVED },
  {
    name: "transcript-insight",
    ...SAVED,
    async enter(panel) {
      await untilStill(panel);
      await panel.locator('[data-control="insight"]').click();
      await panel.locator(".insight .markdown").wait();
    },
  },
  {
    name: "transcript-key-points",
    meetings: [madeUpMeeting({ durationMs: 3_600_000 })],
    turns: madeUpTurns("weekly", 40).map((turn, index) => ({
      ...turn,
      text: `${turn.text} ${index % 3 === 0 ? `It costs ${index + 20},000 dollars.` : ""}`,
    })),
    enter: (panel) => openKeyPoints(panel, "Key points"),
  },
  { name: "transcript-heard", ...SAVED, audioSeconds: 45 },
  {
    name: "transcript-edited",
    meetings: [madeUpMeeting({ names: { tab: "Priya", mic: "Ann" } })],
    turns: TURNS.map((turn, index) =>
      index === 3 ? { ...turn, text: "Priya agreed in the chat.", heardText: turn.text } : turn,
    ),
    audioSeconds: 45,
    enter: pressing("button", "More for this turn"),
  },
  {
    name: "transcript-people",
    meetings: [madeUpMeeting({ channels: TAB_CHANNEL(720_000), names: { "tab A": "Laura" } })],
    turns: PEOPLE,
    audioSeconds: 45,
  },
  {
    name: "transcript-name",
    meetings: [
      madeUpMeeting({ channels: TAB_CHANNEL(720_000) }),
      madeUpMeeting({ id: "before", startedAt: 1, names: { "tab A": "Laura", "tab B": "Ikaika" } }),
    ],
    turns: PEOPLE,
    enter: pressing("button", "Speaker B"),
  },
  {
    name: "transcript-replace",
    ...SAVED,
    async enter(panel) {
      await untilStill(panel);
      await press(panel, "button", "Find in transcript");
      await panel.keyboard.type("Priya");
      await press(panel, "button", "Replace…");
      await panel.keyboard.type("Prija");
      await press(panel, "button", "Replace all");
      await panel.locator("::-p-text(Undo)").wait();
    },
  },
  {
    name: "transcript-find",
    ...SAVED,
    async enter(panel) {
      await untilStill(panel);
      await press(panel, "button", "Find in transcript");
      await panel.keyboard.type("the");
      await untilStill(panel);
    },
  },
  {
    name: "transcript-long",
    meetings: [madeUpMeeting({ durationMs: 3_600_000 })],
    turns: madeUpTurns("weekly", 400),
  },
  { name: "notes-none", ...SAVED, enter: pressing("tab", "Notes") },
  {
    name: "notes",
    ...SAVED,
    notes: [madeUpNote({ id: "before", createdAt: 1 }), madeUpNote()],
    enter: pressing("tab", "Notes"),
  },
  {
    name: "notes-section-menu",
    ...SAVED,
    notes: [madeUpNote({ secondReading: READ_TWICE })],
    enter: async (panel) => {
      await pressing("tab", "Notes")(panel);
      await press(panel, "button", "Section “Summary”");
      await panel.locator('[role="menu"]').wait();
    },
  },
  {
    name: "notes-language-menu",
    ...SAVED,
    notes: [madeUpNote()],
    enter: async (panel) => {
      await pressing("tab", "Notes")(panel);
      await press(panel, "button", "Language of notes: The spoken language");
      await panel.locator('[role="menu"]').wait();
    },
  },
  {
    name: "notes-edit",
    ...SAVED,
    notes: [madeUpNote()],
    enter: async (panel) => {
      await pressing("tab", "Notes")(panel);
      await press(panel, "button", "Edit notes");
      await panel.waitForSelector(".ProseMirror-focused");
    },
  },
  {
    name: "notes-compared",
    ...SAVED,
    notes: [
      madeUpNote({
        id: "before",
        createdAt: 1,
        markdown: madeUpNote()
          .markdown.replace("the nineteenth", "the twelfth of March")
          .replace("## Open", "Nothing else.\n\n## Open"),
      }),
      madeUpNote(),
    ],
    enter: async (panel) => {
      await pressing("tab", "Notes")(panel);
      await press(panel, "button", "Compare with the version before");
    },
  },
  {
    name: "notes-own-lines",
    meetings: [madeUpMeeting({ ownLines: OWN_LINES })],
    turns: TURNS,
    notes: [
      madeUpNote({
        upToMs: 30_000,
        ownPoints: [
          {
            line: "launch",
            markdown: "- The review of the contracts takes a week longer than thought. [2]",
          },
          { line: "notes", markdown: "- Priya agreed in the chat. [4]" },
        ],
      }),
    ],
  },
  {
    name: "notes-finishing",
    meetings: [madeUpMeeting({ ownLines: OWN_LINES })],
    turns: TURNS,
    live: [
      {
        type: "state",
        state: madeUpLive({
          phase: "saving",
          channels: [madeUpStatus({ heardSamples: 16_000 * 30 })],
        }),
      },
    ],
    enter: pressing("tab", "Notes"),
  },
  {
    name: "notes-failed",
    turns: TURNS,
    meetings: [
      madeUpMeeting({
        owedNotes: [
          {
            subject: STANDARD,
            at: Date.UTC(2026, 10, 20, 9, 6),
            problem: problem("notes-failed", "The model is overloaded."),
          },
        ],
      }),
    ],
    enter: pressing("tab", "Notes"),
  },
  { name: "ask-none", ...SAVED, enter: pressing("tab", "Ask") },
  {
    name: "ask",
    ...SAVED,
    notes: [
      madeUpAnswer("What was decided?", "- The launch is on the nineteenth [3].", 1),
      madeUpAnswer("Who pays?", "- Finance said “we pay” [5].", 2),
    ],
    enter: pressing("tab", "Ask"),
  },
  {
    name: "ask-failed",
    ...SAVED,
    async enter(panel) {
      await ask(panel, "When is the launch?");
      await panel.locator("::-p-text(Try again)").wait();
    },
  },
  {
    name: "transcript-imported",
    meetings: [IMPORTED.meeting],
    turns: IMPORTED.turns,
    enter: untilStill,
  },
  {
    name: "transcript-imported-untimed",
    meetings: [UNTIMED.meeting],
    turns: UNTIMED.turns,
    enter: untilStill,
  },
  { name: "meetings-none", enter: pressing("button", "Meetings") },
  { name: "meetings-dropping", ...SAVED, enter: dragFiles },
  {
    name: "meetings",
    ...SAVED,
    meetings: [...SAVED.meetings, ...OTHERS],
    enter: pressing("button", "Meetings"),
  },
  {
    name: "meetings-chosen",
    ...SAVED,
    meetings: [...SAVED.meetings, ...OTHERS],
    async enter(panel) {
      await pressing("button", "Meetings", "Select")(panel);
      await panel.locator("li input[type=checkbox]").click();
    },
  },
  {
    name: "meetings-deleted",
    ...SAVED,
    meetings: [...SAVED.meetings, ...OTHERS],
    async enter(panel) {
      await pressing("button", "Meetings", "More: Board call")(panel);
      await press(panel, "menuitem", "Delete");
      await panel.locator("::-p-text(Undo)").wait();
    },
  },
  {
    name: "search",
    ...SAVED,
    notes: [madeUpNote()],
    enter: (panel) => searchFor(panel, "launch", "li mark"),
  },
  { name: "search-none", ...SAVED, enter: (panel) => searchFor(panel, "yacht", ".empty") },
  {
    name: "notes-delivered",
    ...SAVED,
    notes: [madeUpNote({ markdown: "## Summary\n\n- The launch moves. [2]" })],
    deliveries: [DELIVERED, UNREACHED],
    enter: pressing("tab", "Notes"),
  },
  { name: "settings", enter: pressing("button", "Settings") },
  {
    name: "settings-notes",
    enter: async (panel) => {
      await pressing("button", "Settings")(panel);
      await panel
        .locator("::-p-aria([name='Have the model check its notes'][role='switch'])")
        .map((element) => element.scrollIntoView({ block: "center" }))
        .wait();
    },
  },
  {
    name: "settings-delivery",
    ...SAVED,
    deliveries: [
      { ...toFolder, fault: "file-gone", isStopped: true },
      { ...toWebhook, fault: "refused", detail: "404", isStopped: true },
    ],
    async enter(panel) {
      await press(panel, "button", "Settings");
      await panel
        .locator("::-p-xpath(//fieldset[legend[.='Send automatically']])")
        .map((fields) => fields.scrollIntoView())
        .wait();
    },
  },
  { name: "menu-export", ...SAVED, enter: pressing("button", "Export") },
];
