/** Names of media formats that Earshot cannot read, in the words of people who have such a file. */

/** @param bytes the beginning of a file @returns `null` if the format is not known either */
export function unreadableFormat(bytes: Uint8Array): string | null {
  const text = Array.from(bytes.subarray(0, 64), (byte) => String.fromCharCode(byte)).join("");
  return BEGINNINGS.find(([mark, , at = 0]) => text.startsWith(mark, at))?.[1] ?? null;
}

/** What a format has at its beginning, or at this byte. */
const BEGINNINGS: readonly (readonly [mark: string, name: string, at?: number])[] = [
  ["\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011", "Windows Media"],
  ["#!AMR", "AMR"],
  ["AVI LIST", "AVI", 8],
  [".RMF", "RealMedia"],
  [".ra\u00fd", "RealAudio"],
  ["FLV\u0001", "Flash Video"],
  ["MThd", "MIDI"],
  ["MAC ", "Monkey’s Audio"],
  ["wvpk", "WavPack"],
  ["TTA1", "True Audio"],
  ["\u0002dss", "DSS"],
  ["\u0003dss", "DSS"],
  ["\u0003ds2", "DS2"],
  ["\u000b\u0077", "Dolby Digital"],
  ["\u007f\u00fe\u0080\u0001", "DTS"],
  ["\u0000\u0000\u0001\u00ba", "MPEG-2"],
  // The first packet of an Ogg file.
  ["Speex", "Speex", 28],
];

/** @param id what a container calls a codec: a code of four characters, or a name of Matroska */
export function codecName(id: string): string {
  return CODECS.find(([pattern]) => pattern.test(id))?.[1] ?? id.trim();
}

const CODECS: readonly (readonly [RegExp, string])[] = [
  [/alac/i, "Apple Lossless"],
  [/^e-?ac-?3|^ec-3|A_EAC3/i, "Dolby Digital Plus"],
  [/^ac-?3|A_AC3/i, "Dolby Digital"],
  [/^dts|A_DTS/i, "DTS"],
  [/truehd|mlpa/i, "Dolby TrueHD"],
  [/^samr|^sawb|amr/i, "AMR"],
  [/^wma|A_MS\/ACM/i, "Windows Media Audio"],
  [/^ima4/i, "IMA ADPCM"],
  [/^mac[36]/i, "MACE"],
  [/^qdm|^qclp/i, "QDesign Music"],
  [/^agsm|gsm/i, "GSM 6.10"],
  [/^aac|^mp4a/i, "AAC"],
  [/^opus/i, "Opus"],
];
