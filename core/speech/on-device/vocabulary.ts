/**
 * Turns the speech model's tokens into words. The vocabulary is that of the Llama tokenizer: a table of pieces of text, in which
 * "▁" stands for the space before a word and `<0xE2>` for a byte of UTF-8.
 */

/** A token as the model chose it. */
export interface Token {
  readonly id: number;
  /** Natural logarithm of its probability. */
  readonly logProbability: number;
}

export interface SpokenWord {
  /** With its punctuation. */
  readonly text: string;
  /** 0–1: geometric mean of the probabilities of its tokens. */
  readonly confidence: number;
}

/** Number of pieces in the table; further tokens of the speech model have no text. */
export const VOCABULARY_SIZE = 32_000;

/** Begin and end of a text. */
export const BEGIN_TOKEN = 1;
export const END_TOKEN = 2;

/** The unknown token and the two above. */
const CONTROL_TOKENS = 3;

const SPACE = "▁";

export function wordsOf(tokens: readonly Token[], vocabulary: readonly string[]): SpokenWord[] {
  const words: { bytes: string; logProbabilities: number[] }[] = [];
  for (const { id, logProbability } of tokens) {
    const piece = id < CONTROL_TOKENS ? undefined : vocabulary[id];
    if (piece === undefined) continue;
    for (const [index, part] of piece.split(SPACE).entries()) {
      if (index > 0 || words.length === 0) words.push({ bytes: "", logProbabilities: [] });
      const word = words.at(-1);
      if (!word || part === "") continue;
      word.bytes += escaped(part);
      word.logProbabilities.push(logProbability);
    }
  }
  return words.flatMap(({ bytes, logProbabilities }) => {
    const sum = logProbabilities.reduce((total, each) => total + each, 0);
    return bytes === ""
      ? []
      : [{ text: unescaped(bytes), confidence: Math.exp(sum / logProbabilities.length) }];
  });
}

/** Percent-encoding joins bytes and text: a character may be spread over several tokens. */
function escaped(piece: string): string {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(piece);
  return byte ? `%${byte[1]}` : encodeURIComponent(piece);
}

function unescaped(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    // The model may break off in the middle of a character.
    return decodeURIComponent(bytes.replaceAll(/(?:%[89A-F][0-9A-F])+/g, "%EF%BF%BD"));
  }
}
