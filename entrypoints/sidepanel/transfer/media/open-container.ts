/** Audio tracks of containers: mediabunny finds the packets, Chrome's WebCodecs decode them. */

import {
  ADTS,
  type AudioSample,
  AudioSampleSink,
  BlobSource,
  FLAC,
  Input,
  type InputAudioTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WEBM,
} from "mediabunny";
import { createSidePutter, midSideOf } from "../../../../core/audio/downmix.ts";
import { SAMPLE_RATE } from "../../../../core/audio/format.ts";
import { LEAD_IN_SECONDS, type PlacedStream } from "../../../../core/audio/placed-stream.ts";
import { codecName } from "../../../../core/media/known-formats.ts";
import { fail, ok, type Result } from "../../../../core/problem.ts";
import type { MediaDates } from "../../../../core/media/start-time.ts";

/** The audio of a file as one or more streams, which are decoded side by side. */
export interface Media {
  /** `sides`: the second stream is half the difference of a stereo track, the first its mean. */
  readonly kind: "sides" | "tracks";
  readonly streams: number;
  readonly dates: MediaDates;
  /** Decodes from here on. `put` takes samples of a stream. @returns the next step; it resolves to `null` at the end of all streams */
  decode(fromSample: number, streams: readonly PlacedStream[]): DecodeStep;
}

/** Decodes some seconds. @returns the share of the file that is done, 0–1, or `null` at its end */
export type DecodeStep = () => Promise<number | null>;

const FORMATS = [MP4, QTFF, MATROSKA, WEBM, OGG, FLAC, MP3, ADTS, MPEG_TS];

/** @param createdAt Unix time in ms @returns what `openMedia` does */
export async function openContainer(
  file: File,
  createdAt: number | null,
): Promise<Result<Media | null>> {
  const source = new BlobSource(file);
  const progress = { bytes: 0 };
  source.onread = (_start, end) => void (progress.bytes = Math.max(progress.bytes, end));
  const input = new Input({ formats: FORMATS, source });
  try {
    if (!(await input.canRead())) return ok(null);
    const tracks = await input.getAudioTracks();
    const readable: InputAudioTrack[] = [];
    for (const track of tracks) if (await track.canDecode()) readable.push(track);
    if (readable.length === 0) return withoutTrack(input, tracks);
    const seconds = await input.getDurationFromMetadata(readable).catch(() => null);
    const starts = await Promise.all(readable.map((track) => track.getFirstTimestamp()));
    const texts = await input.getMetadataTags().then(
      ({ raw = {} }) => datesIn(raw),
      () => [],
    );
    // A cut of a longer recording may begin anywhere.
    const base = Math.max(0, Math.min(...starts));
    const share = (at: number): number =>
      seconds ? Math.min(1, (at - base) / seconds) : progress.bytes / file.size;
    // The length of an Ogg file says how much of its last packet is padding.
    const isOgg = (await input.getFormat()) === OGG;
    const ends = await Promise.all(
      readable.map(async (track) => (isOgg ? track.computeDuration() : Infinity)),
    );
    const decode = (fromSample: number, streams: readonly PlacedStream[]): DecodeStep => {
      const opened = readable.map((track, index) =>
        trackFrom(track, { base, end: ends[index] ?? Infinity, fromSample }),
      );
      const [only, ...others] = opened;
      return only && others.length === 0
        ? decodeSides(only, streams, share)
        : decodeTracks(opened, streams, share);
    };
    const isOne = readable.length === 1;
    return ok({
      kind: isOne ? "sides" : "tracks",
      streams: isOne ? 2 : readable.length,
      dates: { texts, createdAt },
      decode,
    });
  } catch (error) {
    if (isUnreadable(error)) throw error;
    return fail("imported-file-damaged");
  }
}

/** The file is gone or has changed. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof DOMException && ["NotReadableError", "NotFoundError"].includes(error.name);

async function withoutTrack(
  input: Input,
  tracks: readonly InputAudioTrack[],
): Promise<Result<Media | null>> {
  const [track] = tracks;
  if (track) {
    const id = await track.getInternalCodecId();
    const codec = (await track.getCodec()) ?? (typeof id === "string" ? id : "?");
    return fail("imported-codec-unsupported", codecName(codec));
  }
  const videos = await input.getVideoTracks();
  // Ogg has codecs that only Chrome's own reader knows.
  return videos.length > 0 ? fail("imported-no-audio-track") : ok(null);
}

/** Tags that hold a date, most reliable first: QuickTime, MP4, ID3, Vorbis comments, Matroska. */
const DATE_TAGS = [
  "com.apple.quicktime.creationdate",
  "©day",
  "tdrc",
  "tdor",
  "date_recorded",
  "creation_time",
  "date",
  "date_encoded",
];

function datesIn(raw: Readonly<Record<string, unknown>>): readonly string[] {
  const byName = new Map(Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value]));
  return DATE_TAGS.flatMap((tag) => {
    const value = byName.get(tag);
    return typeof value === "string" ? [value] : [];
  });
}

/** Damaged packets are skipped, but not all of a file. */
const MOST_RESTARTS = 100;
const SKIPPED_SECONDS = 0.1;

interface Piece {
  readonly channels: readonly Float32Array[];
  readonly sampleRate: number;
  /** Seconds on the clock of the streams, and on that of the file. */
  readonly at: number;
  readonly timestamp: number;
  readonly seconds: number;
}

interface Track {
  /** @returns `null` at the end @throws DOMException `EncodingError` if nothing can be decoded */
  next(): Promise<Piece | null>;
}

interface Stretch {
  /** Where the clock of the streams begins, and where the track ends, in seconds of the file. */
  readonly base: number;
  readonly end: number;
  readonly fromSample: number;
}

function trackFrom(track: InputAudioTrack, { base, end, fromSample }: Stretch): Track {
  const sink = new AudioSampleSink(track);
  const from = fromSample / SAMPLE_RATE - LEAD_IN_SECONDS;
  let samples = from > 0 ? sink.samples(from + base) : sink.samples();
  let at = from + base;
  let restarts = 0;
  let hasDecoded = false;

  async function decoded(): Promise<AudioSample | null> {
    for (;;) {
      try {
        const { done, value } = await samples.next();
        if (done) return null;
        hasDecoded = true;
        at = value.timestamp + value.duration;
        return value;
      } catch (error) {
        if (isUnreadable(error)) throw error;
        if (!hasDecoded) throw new DOMException("Nothing of it can be decoded.", "EncodingError");
        // What lies behind is lost, as in a download that was cut off.
        if (restarts++ >= MOST_RESTARTS) return null;
        at += SKIPPED_SECONDS;
        samples = sink.samples(at);
      }
    }
  }

  return {
    async next() {
      const sample = await decoded();
      if (!sample) return null;
      const { timestamp, sampleRate, duration: seconds } = sample;
      const frames = Math.round(Math.max(0, end - timestamp) * sampleRate);
      const channels = channelsOf(sample).map((plane) => plane.subarray(0, frames));
      sample.close();
      return { channels, sampleRate, at: timestamp - base, timestamp, seconds };
    },
  };
}

function channelsOf(sample: AudioSample): readonly Float32Array[] {
  return Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: "f32-planar" });
    return plane;
  });
}

/** Decoded in one step. */
const STEP_SECONDS = 4;

function decodeSides(
  track: Track,
  streams: readonly PlacedStream[],
  share: (at: number) => number,
): DecodeStep {
  const put = createSidePutter(streams);
  return async () => {
    for (let seconds = 0, at = 0; ;) {
      const piece = await track.next();
      if (!piece) return null;
      put(piece.channels, piece.sampleRate, piece.at);
      seconds += piece.seconds;
      at = piece.timestamp;
      if (seconds >= STEP_SECONDS) return share(at);
    }
  };
}

/** Decodes the track that is furthest behind, so that none has to wait in memory for another. */
function decodeTracks(
  tracks: readonly Track[],
  streams: readonly PlacedStream[],
  share: (at: number) => number,
): DecodeStep {
  const places = tracks.map(() => 0);
  return async () => {
    const until = Math.min(...places) + STEP_SECONDS;
    for (;;) {
      const place = Math.min(...places);
      if (place === Infinity) return null;
      if (place >= until) return share(place);
      const stream = places.indexOf(place);
      const piece = await tracks[stream]?.next();
      if (!piece) {
        places[stream] = Infinity;
        streams[stream]?.end();
        continue;
      }
      const { mid } = midSideOf(piece.channels);
      streams[stream]?.put(mid, piece.sampleRate, piece.at);
      places[stream] = Math.max(place, piece.at + piece.seconds);
    }
  };
}
