/** Access codes as rows of a usage store: added and ended at once, any number of them. Only digests are stored. */

/** How a request names its access code to the usage store. */
export interface CodeKey {
  /** SHA-256 of the code in lower-case hexadecimal. */
  readonly digest: string;
  /** Name of the code in the secret `ACCESS_CODES`; `null` if it is not there. */
  readonly secretName: string | null;
}

export function createCodeRows(sql: SqlStorage): void {
  sql.exec(
    `CREATE TABLE IF NOT EXISTS codes (
       digest TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, ended INTEGER
     ) WITHOUT ROWID`,
  );
}

/** A row decides, also that a code of the secret has ended. @returns `null` if the code is unknown or has ended */
export function nameOf(sql: SqlStorage, { digest, secretName }: CodeKey): string | null {
  const [row] = sql.exec<{ name: string; ended: number | null }>(
    "SELECT name, ended FROM codes WHERE digest = ?",
    digest,
  );
  if (!row) return secretName;
  return row.ended === null ? row.name : null;
}
