/** The proof of docs/protocol.md#turns-and-speakers: an hour of five people with everything that ends a session. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import type { Meeting, Turn } from "../../../core/meeting.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { withMerged } from "../../../core/transcript/edits.ts";
import { possibleSpeaker, withDifferent } from "../../../core/transcript/possible-speakers.ts";
import { namesIn, speakerKey, speakerName } from "../../../core/transcript/speaker.ts";
import { startTranscriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import {
  addMeeting,
  getMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { channelProgress, listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { seededRandom } from "../../soak/random.ts";
import { held } from "../spoken.ts";
import { restorePlatform, SETTINGS, stubPlatform } from "./number-channel.ts";
import { numberedAudio, numberedLog } from "./numbered-audio.ts";
import {
  isWord,
  mintLong,
  mistakes,
  openSessions,
  type Script,
  scripted,
  VoicesService,
} from "./voices-service.ts";

const MINUTES = 60;
const PEOPLE = ["Ann", "Ben", "Cleo", "Dan", "Eva"];

/** Runs of 0.4 to 20 s, with pauses or none between them, that follow one another as in talk: mostly two or three people for a while. */
function talk(seed: number): Script {
  const random = seededRandom(seed);
  const blocks: (string | null)[] = [];
  let circle = [...PEOPLE];
  let person = 0;
  while (blocks.length < MINUTES * 600) {
    if (random() < 0.1) circle = circle.toSorted(() => random() - 0.5);
    person = random() < 0.75 ? 1 - Math.min(person, 1) : Math.floor(random() * circle.length);
    const isShort = random() < 0.2;
    const length = isShort ? 4 + Math.floor(random() * 5) : 15 + Math.floor(random() * 185);
    const pause = random() < 0.3 ? 0 : Math.floor(random() * 12);
    for (let at = 0; at < length; at++) blocks.push(circle[person] ?? null);
    for (let at = 0; at < pause; at++) blocks.push(null);
  }
  return (number) => blocks[number] ?? null;
}

beforeEach(() => {
  stubPlatform();
  vi.stubGlobal("WebSocket", VoicesService);
  vi.stubGlobal("fetch", mintLong);
});
afterEach(restorePlatform);

const settings = { ...SETTINGS, speech: { ...SETTINGS.speech, speakerLabels: true } };

/** Starts or goes on with the transcription of the tab, as after a crash: from what is stored. */
async function openChannel(database: Database, log: ReturnType<typeof numberedLog>) {
  const meeting = await getMeeting(database, "m");
  if (!meeting) throw new Error("no meeting");
  const writes = createSerial();
  const progress = await channelProgress(database, meeting, "tab", log.samples);
  let { sessions } = progress;
  const turns = createTurnKeeper({
    meetingId: "m",
    channel: "tab",
    progress,
    nextSession: () => sessions++,
    draftAfter: null,
    announceReplaced() {},
    recordedSamples: () => log.samples,
    database,
    store: (write) => void writes.run(write),
    echoes: { stored() {}, changed() {}, shown: (partial) => partial },
    announcePartial() {},
  });
  const transcriber = startTranscriber({
    service: speechService,
    settings,
    voices: "several",
    log,
    turns,
    sessionRateLimit: createSessionRateLimit(5),
    isPatient: false,
    onUsage() {},
    onSession() {},
    onChange() {},
  });
  return { transcriber, idle: () => writes.idle() };
}

/** Names each person once, as soon as they have said enough, and answers every question truthfully. */
function createUser(database: Database, script: Script) {
  const named = new Set<string>();
  const asked = { yes: 0, no: 0 };
  const change = (how: (meeting: Meeting) => Meeting) => updateMeeting(database, "m", how);

  async function look(): Promise<void> {
    const meeting = await getMeeting(database, "m");
    if (!meeting) return;
    const turns = await listTurns(database, "m");
    const names = namesIn(meeting, USUAL);
    const speakers = peopleOf(turns, script, (turn) => speakerKey(turn, names));
    for (const [key, { person, words }] of speakers) {
      if (words < 30 || named.has(person) || key === "tab") continue;
      named.add(person);
      await change((now) => ({ ...now, names: { ...now.names, [key]: person } }));
    }
    const found = possibleSpeaker(turns, names, meeting.different);
    if (!found) return;
    const isRight = speakers.get(found.speaker)?.person === speakers.get(found.person)?.person;
    asked[isRight ? "yes" : "no"]++;
    await change((now) => (isRight ? withMerged : withDifferent)(now, found.speaker, found.person));
  }
  return { look, asked, named };
}

const USUAL = { usual: { tab: "Them", mic: "You" }, labelled: (label: string) => label };

/** Who has said most of the words under each key. */
function peopleOf(turns: readonly Turn[], script: Script, keyOf: (turn: Turn) => string) {
  const counts = new Map<string, Map<string, number>>();
  for (const turn of turns) {
    const own = counts.get(keyOf(turn)) ?? new Map<string, number>();
    counts.set(keyOf(turn), own);
    for (const { text } of turn.words) {
      const person = script(Number(text)) ?? "";
      own.set(person, (own.get(person) ?? 0) + 1);
    }
  }
  return new Map(
    [...counts].map(([key, own]) => {
      const [person, most] = [...own].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
      return [key, { person, words: most }] as const;
    }),
  );
}

const STEP_MS = 250;

it.each([
  ["with introductions", 1, 0, 0.95],
  ["with introductions", 2, 0, 0.95],
  ["with introductions", 3, 0, 0.95],
  // A letter is then all that can be said, but no name is wrong.
  ["with introductions that fail", 1, 20_000, 0.1],
])(
  "an hour of five people %s (script %i) has no wrong name",
  async (_, seed, unlabelledMs, least) => {
    const script = talk(seed);
    Object.assign(scripted, { speaks: script, unlabelledMs });
    mistakes.clear();
    // Fresh, because seeds share the database of this file.
    indexedDB = new IDBFactory();
    const database = await openDatabase();
    await addMeeting(database, held({ id: "m", state: "recording" }));
    const log = numberedLog((at, samples) => numberedAudio(at, samples));
    let channel = await openChannel(database, log);
    const user = createUser(database, script);

    for (let ms = 0; ms < MINUTES * 60_000; ms += STEP_MS) {
      for (let step = 0; step < STEP_MS; step += FRAME_MS) {
        const frame = numberedAudio(log.samples, FRAME_SAMPLES);
        log.samples += FRAME_SAMPLES;
        channel.transcriber.appended(frame, 0.5);
      }
      await vi.advanceTimersByTimeAsync(STEP_MS);
      const minute = ms / 60_000;
      // Two lost connections, and a crash; the session limit brings the rollover.
      if (minute === 9.1 || minute === 21.3) for (const each of openSessions) each.drop();
      if (minute === 33.7) {
        channel.transcriber.drop();
        channel = await openChannel(database, log);
      }
      if (Number.isInteger(minute)) await user.look();
    }
    channel.transcriber.end();
    await vi.advanceTimersByTimeAsync(60_000);
    await channel.idle();
    vi.useRealTimers();
    for (let round = 0; round < 20; round++) await user.look();

    const meeting = await getMeeting(database, "m");
    const turns = await listTurns(database, "m");
    const names = namesIn(meeting ?? held(), USUAL);
    const said = turns.flatMap((turn) =>
      turn.words.map(({ text }) => ({
        number: Number(text),
        person: script(Number(text)),
        name: speakerName(speakerKey(turn, names), names),
      })),
    );
    const numbers = said.map(({ number }) => number).toSorted((one, other) => one - other);
    const spoken = Array.from({ length: MINUTES * 600 }, (_, at) => at).filter(
      (at) => isWord(at) && script(at) !== null,
    );
    const right = said.filter(({ person, name }) => person === name).length / spoken.length;
    const wrong = said.filter(({ person, name }) => person !== name && PEOPLE.includes(name));
    const { yes, no } = user.asked;
    process.stdout.write(
      `${(100 * right).toFixed(2)} % right, ${wrong.length} words uncorrected by the service, ${yes + no} questions\n`,
    );
    expect(numbers).toEqual(spoken);
    expect(wrong.filter(({ number }) => !mistakes.has(number))).toEqual([]);
    expect(right).toBeGreaterThan(least);
    expect(user.named.size).toBe(PEOPLE.length);
  },
  120_000,
);
