/** Sound of a file that Earshot did not record, on its way to becoming a meeting. */
export interface ForeignAudio {
  /** Length at `SAMPLE_RATE`; the blocks add up to exactly this. */
  readonly samples: number;
  /**
   * Reads it from its beginning: mono, at `SAMPLE_RATE`, −1…1 or beyond, in blocks of some seconds. Each block may be
   * overwritten or given away.
   * @throws DOMException `NotReadableError` or `NotFoundError` where the file has gone or changed meanwhile.
   */
  blocks(): AsyncIterable<Float32Array> | Iterable<Float32Array>;
}
