/** Writes the audio of a meeting as one file. */

import { wavHeader } from "../../../core/audio/wav.ts";
import type { AudioFormatName } from "../../../core/export/formats.ts";
import type { FilesRequest } from "../../../core/protocol/files.ts";
import { type AudioWriter, createOpusWriter } from "./opus-writer.ts";
import { openOutput } from "./sync-file.ts";
import { bytesOf, createMixer, openAudio } from "./read-channels.ts";

/**
 * @param samples length of the audio
 * @param write receives the bytes of the file in order
 */
type CreateWriter = (
  samples: number,
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
) => AudioWriter;

const WRITERS: Readonly<Record<AudioFormatName, CreateWriter>> = {
  wav(samples, write) {
    write(wavHeader(samples));
    return { add: (pcm) => write(bytesOf(pcm)), end() {} };
  },
  opus: createOpusWriter,
};

/** @param onSamples is called with the samples of the meeting clock that were written */
export async function writeAudio(
  { output, meetingId, channels, format }: Extract<FilesRequest<Blob>, { readonly type: "audio" }>,
  onSamples: (samples: number) => void,
): Promise<Blob> {
  const audio = await openAudio(meetingId, channels);
  const file = await openOutput(output);
  const mix = createMixer();
  const writer = WRITERS[format](audio.samples, file.append);
  await audio.read(async (blocks) => {
    const mixed = mix(blocks);
    await writer.add(mixed);
    onSamples(mixed.length);
  });
  await writer.end();
  return file.end();
}
