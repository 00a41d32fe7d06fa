/** The sound of meetings as it stands in an archive: a WAV file for each channel, and one of all together. */

import { audioFileName } from "../../../core/archive/meeting-file.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { sampleCount, audioOf } from "../../shared/audio-file.ts";
import { mixedWavBytes } from "./mixed-wav.ts";

export interface ChannelAudio {
  readonly channel: ChannelName;
  readonly sound: File;
}

export async function soundsOf(meeting: Meeting): Promise<readonly ChannelAudio[]> {
  const sounds = await Promise.all(
    meeting.channels.map(async ({ name }) => ({
      channel: name,
      sound: await audioOf(meeting.id, name),
    })),
  );
  return sounds.flatMap(({ channel, sound }) =>
    sound && sampleCount(sound) > 0 ? [{ channel, sound }] : [],
  );
}

/** Each channel by itself, and several together, to listen to. All begin at 0 of the meeting clock. */
export function wavFilesOf(sounds: readonly ChannelAudio[]) {
  const each = sounds.map(({ channel, sound }) => ({ name: audioFileName(channel), of: [sound] }));
  return sounds.length < 2
    ? each
    : [...each, { name: "audio.wav", of: sounds.map(({ sound }) => sound) }];
}

export interface ProgressMeter {
  /** The same blocks, counted as they pass. */
  counted(blocks: AsyncIterable<ArrayBufferView>): AsyncGenerator<ArrayBufferView>;
}

export async function progressMeter(
  meetings: readonly Meeting[],
  onProgress: (share: number) => void,
): Promise<ProgressMeter> {
  const sounds = await Promise.all(meetings.map(soundsOf));
  const files = sounds.flatMap(wavFilesOf);
  const total = files.reduce((bytes, { of }) => bytes + mixedWavBytes(of), 0);
  let done = 0;
  return {
    async *counted(blocks) {
      for await (const block of blocks) {
        yield block;
        done += block.byteLength;
        onProgress(done / total);
      }
    },
  };
}
