/** How soon a pause ends a turn, in the parameters of each family of models (protocol §2). */

import type { TurnDetection } from "../../settings/settings.ts";
import { familyOf, type ModelFamily } from "./models.ts";

type TurnParameters = Readonly<Record<string, number | string>>;

/**
 * What the service does by itself, where a running session can be brought back to it. A `mode` is for the whole session
 * (protocol §3), and silences that follow from it have no numbers of their own.
 */
const DEFAULTS: Readonly<Record<ModelFamily, TurnParameters>> = {
  pro: { min_turn_silence: 100, max_turn_silence: 1000 },
  "pro-3-5": {},
  "universal-streaming": {
    end_of_turn_confidence_threshold: 0.4,
    min_turn_silence: 400,
    max_turn_silence: 1280,
  },
  other: {},
};

/** Of Universal-Streaming: the vendor's presets for quick answers and for people who think while they speak. */
const PRESETS: Readonly<Record<ModelFamily, Record<"fast" | "careful", TurnParameters>>> = {
  pro: {
    fast: { min_turn_silence: 100, max_turn_silence: 500 },
    careful: { min_turn_silence: 400, max_turn_silence: 2000 },
  },
  "pro-3-5": { fast: { mode: "min_latency" }, careful: { mode: "max_accuracy" } },
  "universal-streaming": {
    fast: {
      end_of_turn_confidence_threshold: 0.4,
      min_turn_silence: 160,
      max_turn_silence: 400,
    },
    careful: {
      end_of_turn_confidence_threshold: 0.7,
      min_turn_silence: 800,
      max_turn_silence: 3600,
    },
  },
  other: { fast: {}, careful: {} },
};

/** "Balanced" is what the service does by itself: nothing is asked. */
export const turnParameters = (model: string, detection: TurnDetection): TurnParameters =>
  detection === "balanced" ? {} : PRESETS[familyOf(model)][detection];

export const turnDefaults = (model: string): TurnParameters => DEFAULTS[familyOf(model)];
