/**
 * A meeting with everything that exports must handle: two channels with people who speak at once, edited turns, echoes, pauses
 * and bookmarks, hostile names, scripts of every direction and width, and a very long turn.
 */

import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import type { ChannelName, Note, Turn, Word } from "../../../core/meeting.ts";
import { held, spoken } from "../spoken.ts";
import { DOCUMENT_WORDS } from "../document-words.ts";

const MS_PER_WORD = 350;

/** Consecutive words without capitals and punctuation, as the service hears them. */
export const heardWords = (text: string, startMs: number, msPerWord = MS_PER_WORD): Word[] =>
  text.split(" ").map((word, index) => ({
    text: word.toLowerCase().replace(/[,.]$/, ""),
    startMs: startMs + index * msPerWord,
    endMs: startMs + (index + 1) * msPerWord - 50,
    confidence: 0.9,
  }));

let order = 0;
function said(
  channel: ChannelName,
  startMs: number,
  text: string,
  change: Partial<Turn> = {},
): Turn {
  const words = change.words ?? heardWords(change.heardText ?? text, startMs);
  const endMs = words.at(-1)?.endMs ?? startMs + 2_000;
  return spoken({ channel, order: order++, startMs, endMs, text, words, ...change });
}

const ECHO: readonly Word[] = heardWords("three point one million", 58_000).map((word) => ({
  ...word,
  isEcho: true,
}));

const LONG = [
  "So what I would like to do today, if that is all right with everybody, is to go through the numbers of the last quarter,",
  "because there are a few surprises in them that nobody saw coming, and then decide together what that means for the budget.",
  "The first surprise is that the northern region sold more than all the others together.",
  "The second one is less pleasant: returns have doubled.",
  "We do not know why.",
].join(" ");

const TURNS: readonly Turn[] = [
  said("tab", 1_200, "Good morning, everybody."),
  said("tab", 3_100, LONG, { insight: "**Numbers** first, the budget afterwards." }),
  said("mic", 20_000, "Doubled?"),
  said("mic", 50_000, "That’s 3.1 million, not 2.9 — I checked <b>twice</b> & again.", {
    heardText: "That is three million not two I checked twice and again",
    insight: "A correction.",
  }),
  said("tab", 55_000, "Right, three point one million. My mistake."),
  said("mic", 58_000, "", { words: ECHO, text: "" }),
  said("mic", 60_000, "So we agree.", {
    words: [
      ...heardWords("my mistake", 58_400).map((word) => ({ ...word, isEcho: true as const })),
      ...heardWords("so we agree", 60_000),
    ],
  }),
  said(
    "tab",
    62_000,
    "我们下周再讨论预算，好吗？北方地区的销售额比其他所有地区加起来还要多，这让大家都很惊讶。",
    {
      words: heardWords(
        "我们 下周 再 讨论 预算 好 吗 北方 地区 的 销售额 比 其他 所有 地区 加 起来 还要 多 这 让 大家 都 很 惊讶",
        62_000,
        300,
      ),
    },
  ),
  said("mic", 70_000, "בסדר גמור, נדבר ביום שלישי."),
  said("tab", 73_000, "-->  is *no* arrow\n\n1. and {\\an8} no tag", {
    heardText: "no arrow",
    words: [],
  }),
  said("tab", 3_600_000, "Bye!", { words: heardWords("bye", 3_600_000) }),
];

const NOTE: Note = {
  id: "n",
  meetingId: "m",
  markdown: [
    "## Decisions",
    "",
    "- The figure is **3.1 million**. [4]",
    "- Everybody got a pony.",
    "  1. Ruth said “returns have doubled”. [2]",
    "",
    "| Who | What |",
    "| --- | --- |",
    "| Ruth | [budget](https://example.com/budget) |",
  ].join("\n"),
  model: "claude",
  createdAt: 0,
};

export const SAMPLE: DocumentSource = {
  meeting: held({
    title: 'Q3: "numbers" --> #budget \u202egnp.exe\n---\n会議 פגישה 👩‍💻',
    pageUrl: "https://meet.example/abc-def",
    channels: [
      { name: "tab", transcribedSamples: 0 },
      { name: "mic", transcribedSamples: 0 },
    ],
    names: { tab: "Ruth: “R&D” <ruth@example.com>" },
    marks: [
      { type: "bookmark", id: "b", atMs: 20_000, note: "*Returns*: ask why" },
      { type: "pause", atMs: 50_000, pausedAt: 0, resumedAt: 300_000 },
    ],
  }),
  durationMs: 3_601_000,
  turns: TURNS,
  notes: [
    NOTE,
    {
      ...NOTE,
      id: "q",
      subject: { type: "question", question: "What next?" },
      markdown: "Talk on *Tuesday*. [9]",
      isCutOff: true,
    },
  ],
};

export const WORDS: DocumentWords = {
  ...DOCUMENT_WORDS,
  notes: (subject) => (subject.type === "template" ? subject.name || "Notes" : subject.type),
  speakers: {
    usual: { tab: "Them", mic: "You" },
    names: SAMPLE.meeting.names ?? {},
    labelled: null,
  },
  date: "22 November 2026 at 10:05",
  timeZone: "Europe/Berlin",
  consent: "Everyone knew.",
  mark: (mark) => (mark.type === "bookmark" ? `Bookmark: ${mark.note}` : "Paused for 5 min"),
};
