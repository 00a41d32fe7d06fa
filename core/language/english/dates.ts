/** Finds due dates in words: "by next Wednesday", "on Friday the twelfth of March", "tomorrow at ten o'clock". */

const DAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
const MONTH =
  "(?:january|february|march|april|may|june|july|august|september|october|november|december)";
const ORDINAL =
  "(?:(?:twenty |thirty )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|" +
  "(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|\\d{1,2}(?:st|nd|rd|th)?)";
const SPAN = "(?:day|week|month|quarter|year)";

const DATE = [
  `(?:(?:next|this|coming) )?${DAY}(?:,? (?:the )?${ORDINAL}(?: of ${MONTH})?|,? ${MONTH} ${ORDINAL})?`,
  `(?:the )?${ORDINAL} of ${MONTH}`,
  `${MONTH} (?:the )?${ORDINAL}`,
  `the (?:first|second|third|fourth|last) week of ${MONTH}`,
  `(?:the )?end of (?:the |this |next )?(?:${SPAN}|${MONTH})`,
  `(?:early |mid |late )?(?:next|this) ${SPAN}`,
  "(?:today|tonight|tomorrow(?: (?:morning|afternoon|evening))?|noon)",
].join("|");

const TIME = "(?: at (?:\\d{1,2}(?::\\d\\d)?|[a-z]+)(?: o'clock| thirty| [ap]\\.?m\\b)?)?";
const LEAD = "(?:(?:by|before|on|until|no later than|due) )?";

const DUE = new RegExp(`\\b${LEAD}(?:${DATE})\\b${TIME}`, "i");

/** @returns the first date in the text, or `null` */
export function dueIn(text: string): string | null {
  const due = DUE.exec(text)?.[0] ?? null;
  // The first word of a sentence, such as "Tomorrow".
  return (
    due?.replace(/^(?:By|Before|On|Until|Due|The|Next|This|Today|Tonight|Tomorrow)\b/, (word) =>
      word.toLowerCase(),
    ) ?? null
  );
}
