/** Makes subtitles of turns, speaker by speaker. Subtitles of people who speak at once overlap. */

import type { ChannelName, SpeakerKey, Turn } from "../../meeting.ts";
import { hasWords } from "../../transcript/transcript-items.ts";
import { type SpeakerNames, speakerKey } from "../../transcript/speaker.ts";
import { type Cue, type LabelWidth, MOST_MS } from "./cue.ts";
import { type Cut, cutCues } from "./cut.ts";
import { type MeasuredUnits, measure } from "./measured-units.ts";
import { type TimedUnit, timedUnits } from "./timed-units.ts";

/** Consecutive turns of one speaker. */
interface SpeakerRun {
  readonly channel: ChannelName;
  readonly speaker: SpeakerKey;
  readonly units: readonly TimedUnit[];
}

/** @param labelWidth columns of a speaker's name, which stands before their words after another speaker */
export function cuesOf(
  turns: readonly Turn[],
  names: SpeakerNames,
  labelWidth: LabelWidth,
): readonly Cue[] {
  const runs = runsOf(turns, names);
  const interruptions = interruptionsOf(runs);
  return runs
    .flatMap((run) => {
      const { channel, speaker, units } = run;
      const measured = measure(units);
      const label = labelWidth(speaker);
      const isLabelled = mayFollowAnother(units, interruptions.get(run) ?? []);
      const indents = units.map((_, from) => (label > 0 && isLabelled(from) ? label : 0));
      return cutCues(measured, indents).map((cut) => ({
        channel,
        speaker,
        ...cueOf(measured, cut),
      }));
    })
    .toSorted((a, b) => a.startMs - b.startMs);
}

function runsOf(turns: readonly Turn[], names: SpeakerNames): readonly SpeakerRun[] {
  const runs: (SpeakerRun & { units: TimedUnit[] })[] = [];
  for (const turn of turns.filter(hasWords)) {
    const speaker = speakerKey(turn, names);
    const units = timedUnits(turn);
    const last = runs.at(-1);
    if (last?.speaker === speaker && last.channel === turn.channel) last.units.push(...units);
    else runs.push({ channel: turn.channel, speaker, units: [...units] });
  }
  return runs.filter(({ units }) => units.length > 0);
}

/** For each run the times at which other speakers begin a word during it: a subtitle of theirs may come in between. */
function interruptionsOf(runs: readonly SpeakerRun[]): ReadonlyMap<SpeakerRun, readonly number[]> {
  const found = new Map<SpeakerRun, number[]>(runs.map((run) => [run, []]));
  for (const [index, run] of runs.entries()) {
    for (const later of runs.slice(index + 1)) {
      if (startOf(later) > endOf(run)) break;
      found.get(run)?.push(...later.units.map(({ startMs }) => startMs));
      found.get(later)?.push(...run.units.map(({ startMs }) => startMs));
    }
  }
  return found;
}

/** Tells whether a subtitle that begins with this unit may follow one of another speaker. */
const mayFollowAnother =
  (units: readonly TimedUnit[], interruptions: readonly number[]) =>
  (from: number): boolean => {
    const before = units[from - 1];
    if (!before) return true;
    // The subtitle before cannot begin earlier than this.
    const least = before.startMs - MOST_MS;
    const most = units[from]?.startMs ?? 0;
    return interruptions.some((atMs) => least <= atMs && atMs <= most);
  };

const startOf = ({ units }: SpeakerRun): number => units[0]?.startMs ?? 0;
const endOf = ({ units }: SpeakerRun): number => units.at(-1)?.endMs ?? 0;

function cueOf(
  { units, text }: MeasuredUnits,
  { from, to, lineAt }: Cut,
): Omit<Cue, "channel" | "speaker"> {
  const lines = [text(from, lineAt), text(lineAt, to)].filter((line) => line !== "");
  return {
    startMs: Math.round(units[from]?.startMs ?? 0),
    endMs: Math.round(units[to - 1]?.endMs ?? 0),
    lines,
  };
}
