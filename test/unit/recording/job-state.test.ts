import { describe, expect, it } from "vitest";
import { type Problem, problem } from "../../../core/problem.ts";
import {
  type ChannelState,
  type JobState,
  liveState,
  newJob,
  phaseOf,
  problemsOf,
  withProblem,
} from "../../../core/recording/job-state.ts";
import type { Phase } from "../../../core/speech/session.ts";

const channel = (phase: Phase, problems: readonly Problem[] = []): ChannelState => ({
  status: {
    name: "tab",
    label: "",
    isMuted: false,
    health: { frames: "flowing", sound: "sound", service: "live", disk: "writing" },
    recordedSamples: 0,
    heardSamples: 0,
    peak: 0,
    ignoredMessages: 0,
  },
  progress: { phase, hasBeenLive: true, hasFailed: false, lagMs: 0 },
  problems,
});

const RECORDING = newJob("recording");
const TRANSCRIBING = newJob("transcribing");
const ENDING: JobState = { ...RECORDING, stage: "ending" };

it.each<[string, JobState, Phase, string]>([
  ["a recording", RECORDING, "live", "recording"],
  ["a transcription", TRANSCRIBING, "live", "catching-up"],
  ["a recording that is closed but not stored", ENDING, "closed", "saving"],
  ["a transcription that is closed but not stored", TRANSCRIBING, "closed", "catching-up"],
  ["a stored recording", { ...ENDING, isStored: true }, "closed", "saved"],
  ["a stored transcription", { ...TRANSCRIBING, isStored: true }, "closed", "saved"],
])("phaseOf: %s", (_name, job, phase, expected) => {
  expect(phaseOf(job, [channel(phase)])).toBe(expected);
});

describe("problems of a job", () => {
  const low = problem("disk-low", "12");
  const lost = problem("speech-interrupted");

  it("replace one another by source and can be taken back", () => {
    const first = withProblem(RECORDING, "space", problem("disk-low", "20"));
    const second = withProblem(first, "space", low);
    expect(problemsOf(second, [])).toEqual([low]);
    expect(problemsOf(withProblem(second, "space", null), [])).toEqual([]);
    expect(problemsOf(first, [])).toEqual([problem("disk-low", "20")]);
  });

  it("come before those of the channels, each reason once", () => {
    const job = withProblem(RECORDING, "space", low);
    const channels = [channel("backoff", [lost]), channel("backoff", [lost])];
    expect(problemsOf(job, channels)).toEqual([low, lost]);
  });
});

it("liveState has the meeting, the phase, all channels and all problems", () => {
  const job = withProblem(RECORDING, "disk", problem("disk-failed"));
  const tab = channel("live");
  expect(
    liveState(job, { id: "m", title: "Weekly", pageUrl: "https://a.example/", startedAt: 5 }, [
      tab,
    ]),
  ).toEqual({
    pageUrl: "https://a.example/",
    meetingId: "m",
    activity: "recording",
    title: "Weekly",
    startedAt: 5,
    phase: "recording",
    channels: [tab.status],
    problems: [problem("disk-failed")],
  });
});
