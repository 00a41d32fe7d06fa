/** The speech service in use: the one place outside its folder that names it. */

import { ASSEMBLYAI } from "./assemblyai/index.ts";
import type { SpeechService } from "./service.ts";

export const speechService: SpeechService = ASSEMBLYAI;

/**
 * The speech model of new sessions.
 *
 * @param chosen by the user; empty if none
 * @param teamModel absent if the team has set none, or its config is not known
 */
export const speechModelOf = (chosen: string, teamModel?: string): string =>
  chosen || teamModel || speechService.fallbackModel;
