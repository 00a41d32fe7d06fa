import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { toMeetingFile, writeMeetingFile } from "../../core/archive/meeting-file.ts";
import { mixBlocks } from "../../core/audio/pcm.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import type { ChannelName, Meeting, Note } from "../../core/meeting.ts";
import { download, chooseExport, press } from "../../local/browser/panel-driver.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeMeeting,
  turnsOf,
} from "../meetings/stored-meeting.ts";
import { storedMeetings, storedAudio, storedAudioBytes, storedTurns } from "../time-code/stored.ts";
import { inBrowser, withoutWords } from "../browser/harness.ts";
import { madeZip, type MadeEntry } from "../meetings/made-zip.ts";
import { problemSentence } from "../browser/sentence.ts";
import { waitForProblem } from "../browser/panel-view.ts";
import { fillDiskOfThread, holdWritesOfThread } from "./files-thread.ts";

const run = promisify(execFile);

/** Audio that differs at every place; `storeAudio` writes the same within the page. */
const SAMPLE = (at: number, seed: number): number =>
  ((at * 7_919 + seed * 104_729) % 20_011) - 10_005;
const audioOf = (samples: number, seed: number): Int16Array<ArrayBuffer> =>
  Int16Array.from({ length: samples }, (_, at) => SAMPLE(at, seed));

function storeAudio(
  page: Page,
  sound: {
    readonly id: string;
    readonly channel: ChannelName;
    readonly samples: number;
    readonly seed: number;
  },
): Promise<void> {
  return page.evaluate(async ({ id, channel, samples, seed }) => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings", { create: true });
    const folder = await meetings.getDirectoryHandle(id, { create: true });
    const file = await folder.getFileHandle(`${channel}.pcm`, { create: true });
    const writable = await file.createWritable();
    const BLOCK = 1 << 21;
    for (let from = 0; from < samples; from += BLOCK) {
      const block = new Int16Array(Math.min(BLOCK, samples - from));
      for (let i = 0; i < block.length; i++)
        block[i] = (((from + i) * 7_919 + seed * 104_729) % 20_011) - 10_005;
      await writable.write(block);
    }
    await writable.close();
  }, sound);
}

const storeNote = (page: Page, note: Note): Promise<void> =>
  page.evaluate(
    (note) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("notes", "readwrite");
          transaction.objectStore("notes").put(note);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    note,
  );

/** Returns all stored meetings, turns and notes, and the folders of audio and exports. */
const everything = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const opening = indexedDB.open("earshot");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const stores = ["meetings", "turns", "notes"];
    const transaction = opening.result.transaction(stores);
    const values = stores.map(
      (name) =>
        new Promise((resolve) => {
          const reading = transaction.objectStore(name).getAll();
          reading.onsuccess = () => resolve(reading.result);
        }),
    );
    const stored = await Promise.all(values);
    opening.result.close();
    const root = await navigator.storage.getDirectory();
    const files: string[] = [];
    for (const name of ["meetings", "exports"]) {
      const folder = await root.getDirectoryHandle(name, { create: true });
      for await (const each of folder.keys()) files.push(`${name}/${each}`);
    }
    return { stored, files: files.toSorted() };
  });

const twoChannels = (id: string, startedAt: number, samples: number): Meeting => ({
  ...meetingOf(id, samples / 16, startedAt),
  title: "Weekly: “plans” / 😀",
  channels: [
    { name: "tab", label: "Meet", transcribedSamples: samples },
    { name: "mic", label: "Headset", transcribedSamples: 7 },
  ],
  names: { tab: "Anna" },
  marks: [{ type: "bookmark", id: "b", atMs: 10, note: "price" }],
});

const noteOf = (meetingId: string): Note => ({
  id: `note-${meetingId}`,
  meetingId,
  markdown: "## Summary\n- The plan. [1]",
  citations: { 1: `${meetingId}/tab/0/0` },
  model: "m",
  createdAt: 5,
});

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-archive-"));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks an archive with another program. */
async function unzip(archive: string, into: string): Promise<void> {
  try {
    await run("unzip", ["-qq", archive, "-d", into]);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    await run("python3", ["-m", "zipfile", "-e", archive, into]);
  }
}

async function choose(panel: Page, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    panel.waitForFileChooser(),
    press(panel, "button", "Import…"),
  ]);
  await chooser.accept([path]);
}

const outcome = (panel: Page): Promise<string> =>
  panel
    .locator(".outcome [role=status]")
    .map((element) => element.textContent.replaceAll(/\s+/g, " ").trim())
    .wait();

const SAMPLES = 16_000 * 61 + 7;

test("a meeting of two channels is exported and imported completely, in another profile and in its own", () =>
  inFolder(async (folder) => {
    const archive = join(folder, "a.zip");
    const meeting = twoChannels("two", 1_760_000_000_000, SAMPLES);
    const turns = turnsOf("two", 9);
    const note = noteOf("two");
    await inBrowser(withoutWords(), async (scenario) => {
      const keeper = await openKeeper(scenario.browser, scenario.extension);
      await storeMeeting(keeper, meeting, turns);
      await storeNote(keeper, note);
      await storeAudio(keeper, { id: "two", channel: "tab", samples: SAMPLES, seed: 1 });
      await storeAudio(keeper, { id: "two", channel: "mic", samples: SAMPLES - 5_000, seed: 2 });
      const panel = await openPanelInTab(scenario);
      const file = await download(scenario.downloads, () =>
        chooseExport(panel, "Everything (ZIP)"),
      );
      await unzip(file, folder);
      await writeFile(archive, await readFile(file));

      // In its own profile the meeting exists already, so nothing changes.
      await press(panel, "button", "Meetings");
      const before = await everything(panel);
      await choose(panel, archive);
      expect(await outcome(panel)).toBe("1 already here.");
      expect(await everything(panel)).toEqual(before);
    });

    const inside = (await readdir(folder)).find((name) => !name.endsWith(".zip")) ?? "";
    expect(inside).toMatch(/^Weekly “plans” 😀 2025-10-09 \d\d\.\d\d$/);
    const read = (name: string): Promise<Buffer> => readFile(join(folder, inside, name));
    expect((await readdir(join(folder, inside))).toSorted()).toEqual([
      "audio.wav",
      "meeting.json",
      "meeting.md",
      "meeting.srt",
      "meeting.txt",
      "meeting.vtt",
      "mic.wav",
      "tab.wav",
    ]);
    const tab = audioOf(SAMPLES, 1);
    const mic = audioOf(SAMPLES - 5_000, 2);
    const mixed = mixBlocks([tab, mic]);
    for (const [name, sound] of [
      ["tab.wav", tab],
      ["mic.wav", mic],
      ["audio.wav", mixed],
    ] as const)
      expect(
        Buffer.concat([wavHeader(sound.length), Buffer.from(sound.buffer)]).equals(
          await read(name),
        ),
      ).toBe(true);
    const exported = toMeetingFile(
      { meeting, turns, notes: [note] },
      [
        { channel: "tab", samples: SAMPLES },
        { channel: "mic", samples: SAMPLES - 5_000 },
      ],
      "Earshot 0.1.0",
    );
    expect(JSON.parse(String(await read("meeting.json")))).toEqual(exported);
    expect(String(await read("meeting.md"))).toContain("The plan");
    const broughtIn = { ...meeting, importedAt: expect.closeTo(Date.now(), -6) };

    await inBrowser(withoutWords(), async (scenario) => {
      const panel = await openKeeper(scenario.browser, scenario.extension);
      await press(panel, "button", "Meetings");
      await choose(panel, archive);
      await expect.poll(() => storedMeetings(panel), { timeout: 60_000 }).toEqual([broughtIn]);
      expect(await storedTurns(panel, "two")).toEqual(turns);
      expect(await storedAudio(panel, "two", "tab")).toEqual(tab);
      expect(await storedAudio(panel, "two", "mic")).toEqual(mic);
      // The imported meeting opens automatically.
      await panel.locator("::-p-xpath(//h1[contains(., 'plans')])").wait();

      // The stored meeting has changed, so the import adds a copy under another id, with its citations.
      await storeMeeting(panel, { ...meeting, title: "Renamed" }, []);
      await press(panel, "button", "Meetings");
      await choose(panel, archive);
      await expect.poll(() => storedMeetings(panel)).toHaveLength(2);
      const copy = (await storedMeetings(panel)).find(({ id }) => id !== "two");
      expect(copy).toEqual({ ...broughtIn, id: copy?.id });
      const copied = await storedTurns(panel, copy?.id ?? "");
      expect(copied).toEqual(turns.map((turn) => ({ ...turn, meetingId: copy?.id })));
      expect(await storedAudio(panel, copy?.id ?? "", "mic")).toEqual(mic);
      await press(panel, "tab", "Notes");
      await press(panel, "button", "Go to 0:00 in the transcript");

      // The third import finds the meeting.
      await press(panel, "button", "Meetings");
      await choose(panel, archive);
      expect(await outcome(panel)).toBe("1 already here.");
      expect(await storedMeetings(panel)).toHaveLength(2);
    });
  }));

test("a cancelled export and one on a full disk leave no file", () =>
  inBrowser(withoutWords(), async (scenario) => {
    const keeper = await openKeeper(scenario.browser, scenario.extension);
    await storeMeeting(keeper, twoChannels("two", 1, 16_000 * 600), turnsOf("two", 2));
    await storeAudio(keeper, { id: "two", channel: "tab", samples: 16_000 * 600, seed: 1 });
    const before = await everything(keeper);
    const panel = await openPanelInTab(scenario);
    await press(panel, "button", "Meetings");
    await holdWritesOfThread(panel);
    await press(panel, "button", "Export all");
    // The file is there and held by the thread, which does not react any more.
    await expect.poll(() => everything(panel)).not.toEqual(before);
    await press(panel, "button", "Cancel");
    await panel.locator("::-p-aria([name='Export all'][role='button'])").wait();
    expect(await everything(panel)).toEqual(before);

    await fillDiskOfThread(panel, 3);
    await press(panel, "button", "Export all");
    await waitForProblem(panel, await problemSentence("exportDiskFailed"));
    expect(await everything(panel)).toEqual(before);
    expect(await readdir(scenario.downloads)).toEqual([]);
  }));

/** Returns the files of a meeting in a valid archive. */
function entriesOf(meeting: Meeting, folder: string, samples = 16_000): MadeEntry[] {
  const sound = meeting.channels.map(({ name }) => ({ channel: name, samples }));
  const file = toMeetingFile({ meeting, turns: turnsOf(meeting.id, 2), notes: [] }, sound, "test");
  return [
    { name: `${folder}/meeting.json`, bytes: Buffer.from(writeMeetingFile(file)) },
    ...sound.map(({ channel }, seed) => ({
      name: `${folder}/${channel}.wav`,
      bytes: Buffer.concat([wavHeader(samples), Buffer.from(audioOf(samples, seed).buffer)]),
    })),
  ];
}

const GOOD = entriesOf(meetingOf("good", 1_000, 1e12), "A");
const [GOOD_JSON, GOOD_SOUND] = GOOD as [MadeEntry, MadeEntry];
const flipped = (bytes: Buffer, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};
const whole = madeZip(GOOD);

test("an invalid file is refused with the reason and changes nothing", () =>
  inFolder((folder) =>
    inBrowser(withoutWords(), async (scenario) => {
      const panel = await openKeeper(scenario.browser, scenario.extension);
      await storeMeeting(panel, meetingOf("here", 1_000, 1), turnsOf("here", 1));
      await storeAudio(panel, { id: "here", channel: "tab", samples: 99, seed: 3 });
      await press(panel, "button", "Meetings");
      const before = await everything(panel);

      const zeros = Buffer.alloc(200 << 20);
      const cases: readonly (readonly [name: string, bytes: Buffer, why: string])[] = [
        [
          "foreign.zip",
          madeZip([{ name: "a.txt", bytes: Buffer.from("a") }]),
          "There is no meeting.json in it.",
        ],
        ["foreign.json", Buffer.from('{"hello": 1}'), "It does not come from Earshot."],
        ["list.json", Buffer.from(" [1]"), "It does not come from Earshot."],
        ["cut.json", GOOD_JSON.bytes.subarray(0, 500), "It is not JSON, or it is cut short."],
        ["cut.zip", whole.subarray(0, whole.length - 100), "It is damaged or cut short."],
        ["half.zip", whole.subarray(0, 8_000), "It is damaged or cut short."],
        ["flipped.zip", flipped(whole, GOOD_JSON.bytes.length + 9_000), "It is damaged."],
        ["flipped-text.zip", flipped(whole, 300), "It is damaged."],
        [
          "path.zip",
          madeZip([...GOOD, { name: "../x", bytes: Buffer.from("x") }]),
          "It holds a path that leads out of it.",
        ],
        ["twice.zip", madeZip([...GOOD, GOOD_JSON]), "It holds two files of the same name."],
        ["no-sound.zip", madeZip([GOOD_JSON]), "tab.wav is missing."],
        [
          "short.zip",
          madeZip([GOOD_JSON, { ...GOOD_SOUND, bytes: GOOD_SOUND.bytes.subarray(0, 9_000) }]),
          "tab.wav is not as long as its meeting says.",
        ],
        [
          "no-wav.zip",
          madeZip([GOOD_JSON, { ...GOOD_SOUND, bytes: Buffer.from("Dear Sir") }]),
          "tab.wav is not mono of 16 bit, 16 kHz.",
        ],
        [
          "bomb.zip",
          madeZip(
            Array.from({ length: 6 }, (_, n) => [
              { ...GOOD_JSON, name: `${n}/meeting.json` },
              { name: `${n}/tab.wav`, bytes: zeros, deflated: true },
            ]).flat(),
          ),
          "It would unpack to 2 GB, far more than it is.",
        ],
        [
          "liar.zip",
          madeZip([{ ...GOOD_JSON, bytes: zeros, deflated: true, claims: { size: 1_000 } }]),
          "It is damaged.",
        ],
        [
          "big.zip",
          madeZip([{ ...GOOD_JSON, bytes: zeros, deflated: true }]),
          "It is longer than any meeting’s text.",
        ],
      ];
      const sentence = await problemSentence("meetingFileRefused");
      for (const [name, bytes, why] of cases) {
        const path = join(folder, name);
        await writeFile(path, bytes);
        await choose(panel, path);
        await waitForProblem(panel, `${sentence} ${why}`);
        expect(await everything(panel), name).toEqual(before);
        await press(panel, "button", "Dismiss");
      }
    }),
  ));

test("an archive of several meetings is imported one by one, and the panel reports the result of each", () =>
  inFolder((folder) =>
    inBrowser(withoutWords(), async (scenario) => {
      const panel = await openKeeper(scenario.browser, scenario.extension);
      await press(panel, "button", "Meetings");
      const path = join(folder, "photos.jpg");
      await writeFile(path, whole);
      await choose(panel, path);
      await expect.poll(() => storedMeetings(panel)).toHaveLength(1);
      await press(panel, "button", "Meetings");

      const [damagedJson, damagedAudio] = entriesOf(meetingOf("bad", 1_000, 2e12), "Bad") as [
        MadeEntry,
        MadeEntry,
      ];
      const entries = [
        ...entriesOf(twoChannels("b", 1_760_000_000_000, 16_000), "Outer/B").map((entry) => ({
          ...entry,
          deflated: true,
        })),
        damagedJson,
        { ...damagedAudio, claims: { crc: 1 } },
        ...GOOD,
        ...entriesOf(meetingOf("c", 1_000, 3e12), "C"),
      ];
      await writeFile(path, madeZip(entries));
      await choose(panel, path);
      expect(await outcome(panel)).toBe("2 imported, 1 already here, 1 refused.Bad It is damaged.");
      expect((await storedMeetings(panel)).map(({ id }) => id)).toEqual(["c", "b", "good"]);
      expect(await storedAudio(panel, "b", "mic")).toEqual(audioOf(16_000, 1));
      expect(await storedAudioBytes(panel, "bad")).toBe(0);
    }),
  ));

test("a JSON file is imported as a meeting without audio", () =>
  inFolder((folder) =>
    inBrowser(withoutWords(), async (scenario) => {
      const panel = await openKeeper(scenario.browser, scenario.extension);
      await press(panel, "button", "Meetings");
      const path = join(folder, "meeting");
      await writeFile(path, GOOD_JSON.bytes);
      await choose(panel, path);
      await expect.poll(() => storedMeetings(panel)).toHaveLength(1);
      const [meeting] = await storedMeetings(panel);
      expect(meeting).toEqual({
        ...meetingOf("good", 1_000, 1e12),
        soundDeletedAt: expect.closeTo(Date.now(), -6),
        importedAt: expect.closeTo(Date.now(), -6),
      });
      expect(await storedTurns(panel, "good")).toEqual(turnsOf("good", 2));
      await panel.locator("::-p-xpath(//h1[normalize-space()='Meeting good'])").wait();
      const file = await download(scenario.downloads, () => chooseExport(panel, "JSON"));
      expect(JSON.parse(String(await readFile(file)))).toMatchObject({
        format: "earshot-meeting",
        version: 1,
        turns: [{ order: 0 }, { order: 1 }],
        sound: [],
      });
    }),
  ));
