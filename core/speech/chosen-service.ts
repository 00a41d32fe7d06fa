/** The speech service in use: the one place outside its folder that names it. */

import { ASSEMBLYAI } from "./assemblyai/index.ts";
import type { Settings } from "../settings/settings.ts";
import type { SpeechService } from "./service.ts";

export const speechService: SpeechService = ASSEMBLYAI;

/** @param teamModel of users who have chosen none; not known without the Worker's config */
export const speechModelOf = (
  { speech }: Pick<Settings, "speech">,
  teamModel?: string | undefined,
): string => speech.model || teamModel || speechService.fallbackModel;
