/**
 * An invitation: one link with the address of a team's Worker and an access code. The code is in the fragment, which
 * browsers send to no server, so it is in no server's log.
 */

import { LONGEST } from "../bounds.ts";

export interface Invitation {
  /** Base address of the Worker, without a slash at its end. */
  readonly workerUrl: string;
  readonly accessCode: string;
}

/** Escapes all but letters and digits, so that a full stop or quotation mark behind the link is not taken for a part of the code. */
export const invitationLink = ({ workerUrl, accessCode }: Invitation): string =>
  `${workerUrl}/join#${accessCode.replaceAll(/[^a-z\d]/gi, escapeLetter)}`;

const escapeLetter = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** Message to forward: what to do with the link. */
export const invitationText = (name: string, link: string): string =>
  `Earshot invitation for ${name}

1. Add Earshot to Chrome and click its icon.
2. Paste this message where Earshot asks for the address, or under Settings:

${link}

Keep it to yourself: whoever has it can use Earshot in your name.`;

const ADDRESS = String.raw`(https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~-]+)*?)\/join#`;
const LINK = new RegExp(String.raw`${ADDRESS}((?:[a-z\d]|%[\da-f]{2})+)`, "i");
/** With a code as the Worker makes it, so that its length is known. */
const LINK_WITH_MADE_CODE = new RegExp(String.raw`${ADDRESS}([\da-f]{32})`, "i");
/** In a link to a mail provider's check of links, which holds the whole address. */
const LINK_IN_LINK = /https?%3A%2F%2F[\w.%-]+?%2Fjoin%23[\w%]+/i;

/** Characters without width, which chat programs put into long words. */
const INVISIBLE = /[\u{AD}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}]/gu;
/** With the marks of a quoted message. */
const LINE_BREAK = /[^\S\r\n]*[\r\n][\s>|]*/g;

/**
 * Finds the invitation in a pasted message: with text around the link, quoted, broken into lines, or replaced by a link of
 * the mail provider.
 *
 * @returns `null` if there is none
 */
export function parseInvitation(message: string): Invitation | null {
  if (message.length > LONGEST.invitation) return null;
  const text = message.replaceAll(INVISIBLE, "");
  const found = LINK.exec(text);
  if (found && !isCutByLineBreak(found)) return invitationOf(found);
  const joined = text.replaceAll(LINE_BREAK, "");
  return invitationOf(
    (found ? LINK_WITH_MADE_CODE.exec(joined) : LINK.exec(joined)) ??
      found ??
      LINK.exec(decoded(LINK_IN_LINK.exec(joined)?.[0] ?? "")),
  );
}

const isCutByLineBreak = ({ 0: link, 2: code = "", index, input }: RegExpExecArray): boolean =>
  /^[\da-f]{1,31}$/.test(code) && /^[^\S\r\n]*[\r\n]/.test(input.slice(index + link.length));

function invitationOf(found: RegExpExecArray | null): Invitation | null {
  const [, workerUrl, code] = found ?? [];
  const accessCode = decoded(code ?? "");
  return workerUrl === undefined || accessCode === "" ? null : { workerUrl, accessCode };
}

/** @returns an empty text for what is not well-formed */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
