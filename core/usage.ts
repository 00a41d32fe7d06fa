/** Adds up what meetings have used: seconds of speech and tokens, by model. */

import type { MeetingUsage, TokenUsage } from "./meeting.ts";

/** The value under a model's name, which comes from elsewhere: never one that every object has, such as "constructor". */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

export const NO_USAGE: MeetingUsage = { speechSeconds: 0, models: {} };

export function withSpeech(
  usage: MeetingUsage | undefined,
  seconds: number,
  speechModel: string,
): MeetingUsage {
  const { speechSeconds, secondsBySpeechModel: byModel = {}, ...rest } = usage ?? NO_USAGE;
  return {
    ...rest,
    speechSeconds: speechSeconds + seconds,
    secondsBySpeechModel: { ...byModel, [speechModel]: (own(byModel, speechModel) ?? 0) + seconds },
  };
}

export const withSpeakerLabels = (usage: MeetingUsage, seconds: number): MeetingUsage => ({
  ...usage,
  speakerLabelSeconds: (usage.speakerLabelSeconds ?? 0) + seconds,
});

export function withTokens(
  usage: MeetingUsage | undefined,
  model: string,
  tokens: TokenUsage,
): MeetingUsage {
  const { models, ...speech } = usage ?? NO_USAGE;
  const after = plusTokens(own(models, model) ?? NO_TOKENS, tokens);
  return { ...speech, models: { ...models, [model]: after } };
}

export const NO_TOKENS: TokenUsage = { inputTokens: 0, outputTokens: 0 };

export const plusTokens = (one: TokenUsage, other: TokenUsage): TokenUsage => ({
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  ...((one.isIncomplete || other.isIncomplete) && { isIncomplete: true }),
});

/** Whether some replies did not state their tokens: the true cost is higher than any estimate. */
export const isUsageIncomplete = ({ models }: MeetingUsage): boolean =>
  Object.values(models).some(({ isIncomplete }) => isIncomplete);

export function withUsage(usage: MeetingUsage, more: MeetingUsage): MeetingUsage {
  const byModel = Object.entries(more.secondsBySpeechModel ?? {});
  const known = byModel.reduce((sum, [, seconds]) => sum + seconds, 0);
  const speech = byModel.reduce((sum, [model, seconds]) => withSpeech(sum, seconds, model), {
    ...usage,
    speechSeconds: usage.speechSeconds + more.speechSeconds - known,
  });
  const { speakerLabelSeconds } = more;
  return Object.entries(more.models).reduce(
    (sum, [model, tokens]) => withTokens(sum, model, tokens),
    speakerLabelSeconds === undefined ? speech : withSpeakerLabels(speech, speakerLabelSeconds),
  );
}

/** Compares two Unix times in ms by the local calendar. */
export const isSameMonth = (one: number, other: number): boolean => monthOf(one) === monthOf(other);

/** @returns months since the year 0 */
function monthOf(unixMs: number): number {
  const date = new Date(unixMs);
  return date.getFullYear() * 12 + date.getMonth();
}
