import { beforeAll, describe, expect, it } from "vitest";
import { msToSamples } from "../../../core/audio/format.ts";
import { copiedShare, likeliestDelay, type AudioSpan } from "../../../core/echo/copied-share.ts";
import { HOP_MS, type Spectra, spectraOf } from "../../../core/echo/spectra.ts";
import {
  delayed,
  heardFrom,
  hiss,
  type Loudspeaker,
  mixed,
  voiceOf,
} from "../../local/loudspeaker.ts";
import { decodeMeeting, readScript } from "../../local/sample-meeting.ts";

const LENGTH_MS = 32_000;

let tab: Int16Array;
/** Another voice, which speaks during all probes. */
let own: Int16Array;
let noise: Int16Array;
beforeAll(async () => {
  const [whole, script] = await Promise.all([decodeMeeting(), readScript()]);
  const sound = whole.subarray(0, msToSamples(LENGTH_MS));
  const turns = script.filter(({ endMs }) => endMs < LENGTH_MS);
  tab = voiceOf(sound, turns, "Laura");
  const other = voiceOf(sound, turns, "Michael");
  own = mixed(delayed(other, -4_000), delayed(other, 6_000));
  noise = hiss(sound.length, -65);
});

/** The tab's voice without delay: "…to our weekly meeting about…" and "…release the search page…". */
const PROBES_MS = [3_000, 28_500];
const probes = (delayMs = 0): readonly AudioSpan[] =>
  PROBES_MS.map((ms) => ({ fromMs: ms + delayMs, toMs: ms + delayMs + 1_000 }));
/** Three spans of the length of a word in each probe. */
const words = (delayMs = 0): readonly AudioSpan[] =>
  probes(delayMs).flatMap(({ fromMs }) =>
    [0, 350, 700].map((ms) => ({ fromMs: fromMs + ms, toMs: fromMs + ms + 350 })),
  );

const spectraWith = (mic: Int16Array): Spectra => spectraOf(tab, mixed(mic, noise));
const wordShares = (spectra: Spectra, delayMs: number): readonly number[] =>
  words(delayMs).map((word) => copiedShare(spectra, word, delayMs));

const PLAIN: Loudspeaker = { delayMs: 180, gainDb: -12 };
const VARIANTS: readonly (readonly [string, Loudspeaker])[] = [
  ["from an ordinary loudspeaker", PLAIN],
  ["with a delay between two frames", { ...PLAIN, delayMs: 184 }],
  ["that is heard before it was played", { ...PLAIN, delayMs: -250 }],
  ["without delay", { ...PLAIN, delayMs: 0 }],
  ["two seconds late", { ...PLAIN, delayMs: 1_950 }],
  ["that is very quiet", { ...PLAIN, gainDb: -30 }],
  ["without high tones", { ...PLAIN, highCutHz: 1_000 }],
  ["without low tones", { ...PLAIN, lowCutHz: 800 }],
  ["in the band of a telephone", { ...PLAIN, lowCutHz: 600, highCutHz: 2_500 }],
  ["in a small room", { ...PLAIN, room: { lengthMs: 300, directDb: 4 } }],
  ["in a large room at a distance", { ...PLAIN, room: { lengthMs: 500, directDb: -2 } }],
];

/** In a room the strongest reflection may be found instead of the direct path. */
function expectDelay(delayMs: number, { delayMs: expectedMs, room }: Loudspeaker): void {
  expect(delayMs).toBeGreaterThan(expectedMs - 1.5 * HOP_MS);
  expect(delayMs).toBeLessThan(expectedMs + (room ? 4 : 1.5) * HOP_MS);
}

describe("likeliestDelay", () => {
  it.each(VARIANTS)("finds a copy %s", (_name, loudspeaker) => {
    const { room } = loudspeaker;
    const spectra = spectraWith(heardFrom(tab, loudspeaker));
    const { delayMs, share } = likeliestDelay(spectra, probes(loudspeaker.delayMs));
    expectDelay(delayMs, loudspeaker);
    expect(share).toBeGreaterThan(0.2);
    const shares = wordShares(spectra, delayMs).toSorted((a, b) => a - b);
    expect(shares[0]).toBeGreaterThan(room ? 0.05 : 0.25);
    expect(shares[3]).toBeGreaterThan(0.15);
  });
});

describe("likeliestDelay under a voice that is four times louder", () => {
  const audible = VARIANTS.filter(([, { gainDb }]) => gainDb > -20);
  it.each(audible)("finds a copy %s", (_name, loudspeaker) => {
    // The delay is short enough that the other voice speaks during the probes.
    const near = { ...loudspeaker, delayMs: Math.min(loudspeaker.delayMs, 200) };
    const spectra = spectraWith(mixed(heardFrom(tab, near), own));
    const { delayMs, share } = likeliestDelay(spectra, probes(near.delayMs));
    expectDelay(delayMs, near);
    expect(share).toBeGreaterThan(0.08);
  });
});

describe("without a copy the tab explains hardly anything", () => {
  it("of another voice at the same time", () => {
    const { share } = likeliestDelay(spectraWith(own), probes());
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.05);
  });
  it("of single words by chance", () => {
    const spectra = spectraWith(own);
    const delays = [-200, 0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800];
    const shares = delays.flatMap((delayMs) => wordShares(spectra, delayMs));
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeLessThan(0.02);
  });
  it("of the microphone's noise", () => {
    expect(likeliestDelay(spectraWith(new Int16Array(tab.length)), probes()).share).toBeLessThan(
      0.05,
    );
  });
  it("of a voice if the tab is silent", () => {
    const silent = spectraOf(new Int16Array(own.length), own);
    expect(likeliestDelay(silent, probes())).toEqual({ delayMs: 0, share: 0 });
  });
  it("of silence", () => {
    expect(likeliestDelay(spectraOf(tab, new Int16Array(tab.length)), probes()).share).toBe(0);
  });
  it("of words at a delay other than that of the copy", () => {
    const spectra = spectraWith(heardFrom(tab, PLAIN));
    expect(Math.max(...wordShares(spectra, 800))).toBeLessThan(0.08);
  });
  it("beyond the end of the audio", () => {
    const spectra = spectraWith(heardFrom(tab, PLAIN));
    const beyond = { fromMs: LENGTH_MS + 100, toMs: LENGTH_MS + 900 };
    expect(copiedShare(spectra, beyond, 180)).toBe(0);
    expect(copiedShare(spectra, { fromMs: 0, toMs: 500 }, 2_000)).toBe(0);
    expect(copiedShare(spectraOf(tab, tab.subarray(0, 100)), words()[0] ?? beyond, 0)).toBe(0);
  });
});
