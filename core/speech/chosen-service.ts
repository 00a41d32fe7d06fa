/** The speech service in use: the one place outside its folder that names it. */

import { ASSEMBLYAI } from "./assemblyai/index.ts";
import type { SpeechService } from "./service.ts";

export const speechService: SpeechService = ASSEMBLYAI;
