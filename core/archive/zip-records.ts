/** Records of a ZIP archive: the mark that begins each, and its bytes without names, extra fields and comment (APPNOTE 4.3). */

export const RECORDS = {
  local: { mark: 0x04_03_4b_50, bytes: 30 },
  directory: { mark: 0x02_01_4b_50, bytes: 46 },
  end64: { mark: 0x06_06_4b_50, bytes: 56 },
  locator: { mark: 0x07_06_4b_50, bytes: 20 },
  end: { mark: 0x06_05_4b_50, bytes: 22 },
} as const;
