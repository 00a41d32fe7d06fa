/** The speech services: the one place outside their folders that names them. */

import { isConfigured, type Settings, type SpeechPlace } from "../settings/settings.ts";
import { ASSEMBLYAI } from "./assemblyai/index.ts";
import { ON_DEVICE } from "./on-device/service.ts";
import type { SpeechService } from "./service.ts";

/** The service that a team's Worker grants tokens for. The settings of recognition are made for it. */
export const speechService: SpeechService = ASSEMBLYAI;

/** Place of speech recognition: the user's choice, else by the team if there is one. */
export const placeOf = (chosen: SpeechPlace, hasTeam: boolean): "team" | "computer" => {
  if (chosen !== "automatic") return chosen;
  return hasTeam ? "team" : "computer";
};

export const speechServiceFor = (settings: Settings): SpeechService =>
  placeOf(settings.speech.place, isConfigured(settings)) === "team" ? ASSEMBLYAI : ON_DEVICE;

/** Writes drafts while this service is away; null if it never is. */
export const draftServiceFor = (service: SpeechService): SpeechService | null =>
  service === ON_DEVICE ? null : ON_DEVICE;

/**
 * The speech model of new sessions.
 *
 * @param chosen by the user; empty if none
 * @param teamModel absent if the team has set none, or its config is not known
 */
export const speechModelOf = (chosen: string, teamModel?: string): string =>
  chosen || teamModel || speechService.fallbackModel;
