/**
 * A database of version 1, with every shape of value that it stored. It is written down as data, so that later code cannot
 * change it.
 */

const WORDS = [
  { text: "We", startMs: 120, endMs: 240.5, confidence: 0.98 },
  { text: "ship", startMs: 260, endMs: 500, confidence: 0.4 },
];

export const VERSION_1 = {
  meetings: [
    // The oldest shape.
    {
      id: "0f5c2a7e-1111-4222-8333-444455556666",
      title: "Weekly – Meet",
      pageUrl: "https://meet.example/abc",
      startedAt: 1_760_000_000_000,
      durationMs: 61_250.0625,
      state: "saved",
      channels: [{ name: "tab", transcribedSamples: 980_001 }],
      problem: null,
    },
    // Two channels, names, marks, consent, usage.
    {
      id: "two",
      title: "Tab “and” microphone 😀",
      pageUrl: null,
      startedAt: 1_760_100_000_000,
      durationMs: 3_600_000,
      state: "saved",
      channels: [
        { name: "tab", label: "Weekly – Meet", transcribedSamples: 57_600_000 },
        { name: "mic", label: "Default – Headset", transcribedSamples: 57_599_200 },
      ],
      problem: { reason: "tab-ended" },
      names: { tab: "Anna", mic: "" },
      marks: [
        { type: "pause", atMs: 5_000, pausedAt: 1_760_100_005_000, resumedAt: 1_760_100_065_000 },
        { type: "bookmark", id: "b1", atMs: 7_000, note: "the price" },
        { type: "pause", atMs: 3_600_000, pausedAt: 1_760_103_660_000, resumedAt: null },
      ],
      consentAt: 1_760_100_001_000,
      usage: {
        speechSeconds: 7_201.5,
        models: { "claude-sonnet-4-6": { inputTokens: 1_200, outputTokens: 90 } },
      },
      finishesByItself: false,
    },
    {
      id: "cut-off",
      title: "",
      pageUrl: "file:///talk.html",
      startedAt: 1_760_200_000_000,
      durationMs: 900,
      state: "interrupted",
      channels: [{ name: "mic", transcribedSamples: 0 }],
      problem: { reason: "speech-busy", detail: "Too many sessions", retryAfterMs: 2_000 },
      finishesByItself: true,
    },
    {
      id: "running",
      title: "Now",
      pageUrl: null,
      startedAt: 1_760_300_000_000,
      durationMs: 0,
      state: "recording",
      channels: [{ name: "tab", transcribedSamples: 0 }],
      problem: null,
      names: {},
      marks: [],
    },
  ],
  turns: [
    {
      meetingId: "0f5c2a7e-1111-4222-8333-444455556666",
      channel: "tab",
      session: 0,
      order: 0,
      startMs: 120,
      endMs: 500,
      text: "We ship.",
      words: WORDS,
      formatted: true,
      language: null,
      speaker: null,
      insight: null,
    },
    {
      meetingId: "two",
      channel: "mic",
      session: 3,
      order: 12,
      startMs: 120,
      endMs: 500,
      text: "We",
      words: [WORDS[0], { ...WORDS[1], isEcho: true }],
      formatted: false,
      language: "en",
      speaker: "A",
      insight: "They ship.\n\nOn Monday.",
    },
    {
      meetingId: "two",
      channel: "tab",
      session: 0,
      order: 0,
      startMs: 0,
      endMs: 10,
      text: "",
      words: [],
      formatted: true,
      language: "de",
      speaker: "UNKNOWN",
      insight: null,
    },
  ],
  notes: [
    // The oldest shape.
    {
      id: "n1",
      meetingId: "0f5c2a7e-1111-4222-8333-444455556666",
      markdown: "## Summary\n- They ship. [1]",
      model: "m",
      createdAt: 1_760_000_100_000,
    },
    {
      id: "n2",
      meetingId: "two",
      subject: { type: "template", templateId: "standard", name: "Meeting notes" },
      markdown: "- They ship. [2]",
      citations: { 2: "two/mic/3/12" },
      model: "m",
      createdAt: 1_760_103_700_000,
      isCutOff: true,
      isEdited: true,
      isLive: true,
      upToMs: 500,
      usage: { inputTokens: 10, outputTokens: 2 },
    },
    {
      id: "n3",
      meetingId: "two",
      subject: { type: "question", question: "What was decided?" },
      markdown: "Nothing.",
      citations: {},
      model: "m",
      createdAt: 1_760_103_800_000,
    },
    {
      id: "n4",
      meetingId: "two",
      subject: { type: "catch-up", minutes: 10 },
      markdown: "Ships.",
      model: "m",
      createdAt: 1_760_103_900_000,
    },
  ],
};

/** Makes the database as version 1 did, with all of it. */
export function storeVersion1(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("earshot", 1);
    opening.onupgradeneeded = () => {
      const { result: database } = opening;
      database
        .createObjectStore("meetings", { keyPath: "id" })
        .createIndex("startedAt", "startedAt");
      database
        .createObjectStore("turns", { keyPath: ["meetingId", "channel", "session", "order"] })
        .createIndex("time", ["meetingId", "startMs"]);
      database
        .createObjectStore("notes", { keyPath: "id" })
        .createIndex("time", ["meetingId", "createdAt"]);
    };
    opening.onerror = () => reject(opening.error ?? new Error("not opened"));
    opening.onsuccess = () => {
      const { result: database } = opening;
      const transaction = database.transaction(["meetings", "turns", "notes"], "readwrite");
      for (const [name, values] of Object.entries(VERSION_1))
        for (const value of values) transaction.objectStore(name).add(value);
      transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });
}
