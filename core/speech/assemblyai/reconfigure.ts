/**
 * New settings for a live session: a message if the service can be told (docs/protocol.md#client-messages), else a rollover. Settings
 * that lead to the same parameters change nothing.
 */

import type { Settings } from "../../settings/settings.ts";
import type { Reconfiguration, Voices } from "../service.ts";
import { speechParameters } from "./address.ts";
import { familyOf } from "./models.ts";
import { turnDefaults } from "./turn-detection.ts";

/** The parameters Earshot sends that `UpdateConfiguration` can change. */
const UPDATABLE: ReadonlySet<string> = new Set([
  "end_of_turn_confidence_threshold",
  "min_turn_silence",
  "max_turn_silence",
  "format_turns",
  "keyterms_prompt",
  "prompt",
  "filter_profanity",
  "language_codes",
]);
/** A newer page has Universal-Streaming take key terms at the connection only. */
const isUpdatable = (name: string, model: string): boolean =>
  UPDATABLE.has(name) && (name !== "keyterms_prompt" || familyOf(model) !== "universal-streaming");

/** Values that take a parameter back. None is known for `prompt`, so taking a prompt back needs a new session. */
const CLEARED: Readonly<Record<string, unknown>> = {
  keyterms_prompt: [],
  language_codes: [],
  filter_profanity: false,
};

export function reconfiguration(
  from: Settings,
  to: Settings,
  voices: Voices,
  refused: ReadonlySet<string> = new Set(),
): Reconfiguration {
  const before = speechParameters(from, voices, refused);
  const after = speechParameters(to, voices, refused);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (changed.length === 0) return { type: "none" };

  const wanted: Readonly<Record<string, unknown>> = {
    ...CLEARED,
    ...turnDefaults(to.speech.model),
    ...after,
  };
  const canBeTold = changed.every((name) => isUpdatable(name, to.speech.model) && name in wanted);
  if (!canBeTold) return { type: "rollover" };
  const values = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
  return { type: "update", message: { type: "UpdateConfiguration", ...values } };
}
