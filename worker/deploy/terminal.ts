/** Asks questions in the terminal. */

import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** @param isSecret Hides the typed answer. */
export type Ask = (question: string, isSecret?: boolean) => Promise<string>;

/** End of input, or Ctrl-C. */
export class Unanswered extends Error {}

export const askInTerminal: Ask = async (question, isSecret = false) => {
  const terminal = createInterface({
    input: process.stdin,
    // Discards the echo of a secret.
    output: isSecret
      ? new Writable({ write: (_chunk, _encoding, done) => done() })
      : process.stdout,
    terminal: true,
  });
  if (isSecret) process.stdout.write(question);
  const closed = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Unanswered("Nothing was changed."));
    terminal.once("close", giveUp).once("SIGINT", giveUp);
  });
  try {
    const answer = await Promise.race([terminal.question(isSecret ? "" : question), closed]);
    return answer.trim();
  } finally {
    closed.catch(() => {});
    terminal.close();
    if (isSecret) process.stdout.write("\n");
  }
};
