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

export interface CodeRow {
  readonly digest: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Only of a code of the secret; rows of other ended codes are deleted. */
  readonly ended: number | null;
}

export const codeRows = (sql: SqlStorage): CodeRow[] =>
  sql.exec<CodeRow & Record<string, SqlStorageValue>>("SELECT * FROM codes").toArray();

/** Also revives a code that has ended. */
export function addCodeRow(sql: SqlStorage, { digest, name, created, ended }: CodeRow): void {
  sql.exec(
    "INSERT OR REPLACE INTO codes (digest, name, created, ended) VALUES (?, ?, ?, ?)",
    digest,
    name,
    created,
    ended,
  );
}

export function deleteCodeRow(sql: SqlStorage, digest: string): void {
  sql.exec("DELETE FROM codes WHERE digest = ?", digest);
}
