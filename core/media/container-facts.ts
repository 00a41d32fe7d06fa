/** What a container says about its recording that no demultiplexer reports: when it was made, and whether its index is there. */

/** Reads bytes of the file; fewer at its end. */
export type ReadBytes = (at: number, bytes: number) => Promise<Uint8Array>;

export interface ContainerFacts {
  /** An MP4 without the box that says where everything lies: its recorder was cut off, or its download. */
  readonly lacksIndex: boolean;
  /** Unix time in ms. */
  readonly createdAt: number | null;
}

const NOTHING: ContainerFacts = { lacksIndex: false, createdAt: null };

export async function containerFacts(read: ReadBytes, fileBytes: number): Promise<ContainerFacts> {
  const head = await read(0, 65_536);
  const view = viewOf(head);
  if (head.length >= 8 && FIRST_BOXES.has(codeAt(view, 4))) return mp4Facts(read, fileBytes);
  if (head.length >= 4 && view.getUint32(0) === EBML)
    return { ...NOTHING, createdAt: dateUtc(view) };
  return NOTHING;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const codeAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** Boxes that files of ISO/IEC 14496-12 and QuickTime begin with. */
const FIRST_BOXES: ReadonlySet<string> = new Set(["ftyp", "moov", "mdat", "wide", "free", "skip"]);
const MOST_BOXES = 10_000;
/** Seconds from 1904, the epoch of QuickTime, to 1970. */
const QUICKTIME_EPOCH_S = 2_082_844_800;

interface Box {
  readonly type: string;
  readonly contentAt: number;
  readonly end: number;
}

async function boxAt(read: ReadBytes, at: number, end: number): Promise<Box | null> {
  const header = await read(at, 16);
  if (header.length < 8) return null;
  const view = viewOf(header);
  const short = view.getUint32(0);
  const isLong = short === 1 && header.length === 16;
  const size = isLong ? Number(view.getBigUint64(8)) : short || end - at;
  const headerBytes = isLong ? 16 : 8;
  if (size < headerBytes) return null;
  return { type: codeAt(view, 4), contentAt: at + headerBytes, end: at + size };
}

async function findBox(
  read: ReadBytes,
  types: readonly string[],
  from: number,
  end: number,
): Promise<Box | null> {
  let at = from;
  for (let count = 0; count < MOST_BOXES && at < end; count++) {
    const box = await boxAt(read, at, end);
    if (!box || types.includes(box.type)) return box;
    at = box.end;
  }
  return null;
}

async function mp4Facts(read: ReadBytes, fileBytes: number): Promise<ContainerFacts> {
  const index = await findBox(read, ["moov", "moof"], 0, fileBytes);
  if (!index || index.end > fileBytes) return { lacksIndex: true, createdAt: null };
  const movie = await findBox(read, ["mvhd"], index.contentAt, index.end);
  if (!movie) return NOTHING;
  const header = await read(movie.contentAt, 12);
  if (header.length < 12) return NOTHING;
  const view = viewOf(header);
  const seconds = view.getUint8(0) === 1 ? Number(view.getBigUint64(4)) : view.getUint32(4);
  const isSet = seconds > QUICKTIME_EPOCH_S;
  return { lacksIndex: false, createdAt: isSet ? (seconds - QUICKTIME_EPOCH_S) * 1000 : null };
}

const EBML = 0x1a45dfa3;
/** Element DateUTC of Matroska (RFC 9559, 5.1.2.11) with its length of 8: nanoseconds since 2001. */
const DATE_UTC = [0x44, 0x61, 0x88];
const MATROSKA_EPOCH_MS = Date.UTC(2001, 0, 1);

function dateUtc(view: DataView): number | null {
  for (let at = 0; at + 11 <= view.byteLength; at++)
    if (DATE_UTC.every((byte, i) => view.getUint8(at + i) === byte))
      return MATROSKA_EPOCH_MS + Number(view.getBigInt64(at + 3)) / 1e6;
  return null;
}
