/**
 * Bounds of what comes in from outside, by speech service, language model, page, file or keyboard, and of what goes out. What is kept
 * of a meeting stays within them, so each export can be imported again.
 *
 * The Worker has its own in `worker/`: a team deploys it separately and may change them, and the extension learns them from
 * its replies. Rates, pauses and budgets are not here but beside their rules.
 */

/** Longest texts, in UTF-16 code units. */
export const LONGEST = {
  /** Ids of meetings name folders, so they stay far below the 255 bytes of a file system. */
  id: 100,
  /** Names that the extension gives to sessions, for the Worker. */
  grant: 64,
  /** Ids of other things, and names of models and speakers as services write them. */
  name: 200,

  // Typed by the user. The fields stop here.
  meetingTitle: 200,
  speakerName: 40,
  bookmark: 200,
  question: 500,
  /** More would make a search slow, not more exact. */
  query: 200,
  /** A page of text pasted into one line. */
  ownLine: 10_000,
  languageName: 60,
  templateName: 80,
  templateInstructions: 10_000,
  /** A mail with its history; only the link in it counts. */
  invitation: 20_000,

  // Written by services and pages.
  /** Chrome cuts titles at 4,096. */
  pageTitle: 10_000,
  /** Longer addresses hold data, and name no page that anyone would find again. */
  pageAddress: 20_000,
  /** One word of a speech service. */
  word: 1_000,
  /** One turn or its insight: four hours of speech. */
  turn: 200_000,
  /** One message of the speech service. The corrected speakers of three hours take about 3 million. */
  speechMessage: 16_000_000,
  /** A note, or any reply of a language model: twenty times the notes of a long meeting. */
  note: 1_000_000,
  /**
   * Turns that one statement of a note is compared with: an hour of speech, which takes about 20 ms. A statement that cites more
   * is not compared.
   */
  evidence: 60_000,
  /** Markdown that a note adds below one line of the user. */
  addition: 100_000,
  /** One point that a model adds below a line of the user. */
  point: 1_000,
  /** A whole answer of the Worker, or of a model's server, as JSON. */
  answer: 8_000_000,
  /** Words of a service in a sentence for the user. */
  serviceWords: 200,
  /** Detail of a problem, beside its reason. */
  problemDetail: 10_000,
  language: 100,

  // In files that earlier or other versions wrote: wider than the fields.
  filedName: 1_000,
  filedBookmark: 100_000,
  filedQuestion: 100_000,
  /** Limit of file systems. */
  fileName: 255,
  /** With its folders, in an archive. */
  filePath: 1_000,

  // Sent by the extension.
  /** Address of a speech session, which token, prompts and key terms share. Its vendor documents no limit. */
  speechAddress: 8_000,
  /** Prompt for insights, encoded: it shares the address with a token of about 2,600 (docs/protocol.md#temporary-token). */
  encodedPrompt: 4_000,
} as const;

/** Most entries of a list. */
export const MOST = {
  /** A week of speech. */
  turns: 100_000,
  words: 20_000,
  notes: 10_000,
  marks: 10_000,
  ownLines: 10_000,
  /** Statements of a note that were read again. */
  statements: 10_000,
  /** Names, merged speakers, models. */
  keys: 1_000,
  templates: 100,
  queryTerms: 12,
  /** Points below one line of the user, and turns that each cites. More would bury the line. */
  pointsBelowLine: 5,
  turnsOfPoint: 5,
  /** Sessions in one report to the Worker, whose bound of a report is 20,000 bytes. */
  endedSessions: 100,
  /** Files of an archive. */
  archiveEntries: 20_000,
} as const;

/** Largest numbers. */
export const LARGEST = {
  /** Times on the meeting clock in ms: 10,000 hours. */
  clockMs: 3.6e10,
  /** Unix times in ms: the largest of a `Date`. */
  unixMs: 8.64e15,
  /** Samples of one channel: a WAV file holds 4 GiB. */
  samples: 2 ** 31,
  /** Sessions of a channel, and orders of turns in a session. */
  order: 1e9,
  /** Turns that the speech service counts in one session; an order holds a thousand for each (`core/meeting.ts`). */
  turnOrder: 1e6 - 1,

  // Bytes of a file.
  /** Ten times the JSON of a day of speech. */
  meetingFile: 64 << 20,
  /** Larger than any that Earshot writes. */
  templateFile: 8_000_000,
  /** Directory of an archive: 20,000 entries with long paths. */
  archiveDirectory: 16 << 20,
  /** An archive may always unpack to so much; beyond it, to `archiveRatio` times its size. */
  archiveUnchecked: 1 << 30,
  /** Silence packs to a thousandth of its size, speech to a half. */
  archiveRatio: 100,
} as const;

/** Limits while Markdown is lexed: a few kilobytes can unfold to millions of cells or tokens. */
export const MARKDOWN = {
  /** Lists, quotes and emphasis in each other; real notes have up to six. */
  depth: 12,
  /**
   * Tokens, and so nodes in the panel, where a point counts for two and a citation, which is a button, for three. Three hours of
   * talk make notes of about 2,000.
   */
  tokens: 3_000,
  /** Cells of all tables. The lexer fills every row up to the width of its table, so that 8 kB can make a million. */
  cells: 1_700,
  /** Columns of one table, whose widths depend on each other. Word opens no table with more than 63. */
  columns: 50,
  /** Sections that have a menu each. */
  sections: 100,
  /**
   * Signs of a run of text times its length, over all runs: the lexer looks for the end of what each sign begins. A long note makes
   * about 100,000; this many take about 30 ms.
   */
  steps: 4_000_000,
  /** Characters of addresses and titles that references repeat. */
  repeated: 100_000,
} as const;

/** Cuts a text from outside at its bound. */
export const clipped = (text: string, longest: number): string =>
  text.length <= longest ? text : text.slice(0, longest).toWellFormed();
