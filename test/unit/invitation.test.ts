import { expect, it } from "vitest";
import { invitationLink, parseInvitation } from "../../core/protocol/invitation.ts";

const WORKER_URL = "https://earshot-7f3a.acme.workers.dev";
const CODE = "0123456789abcdef0123456789abcdef";
const INVITATION = { workerUrl: WORKER_URL, accessCode: CODE };
const LINK = `${WORKER_URL}/join#${CODE}`;

it("an invitation is one link whose fragment holds the code", () => {
  expect(invitationLink(INVITATION)).toBe(LINK);
});

it.each([
  ["the link alone", LINK],
  ["a message around it", `Hi Anna!\nInstall Earshot, then paste this:\n\n${LINK}\n\nBest, Ben`],
  ["words right behind it, hexadecimal ones too", `${LINK}\nbefore you ask, Ben`],
  ["a full stop", `Your invitation is ${LINK}.`],
  ["quotation marks", `“${LINK}”`],
  ["German quotation marks and a comma", `„${LINK}“, bis bald`],
  ["angle brackets", `<${LINK}>`],
  ["parentheses", `(${LINK})`],
  ["Markdown", `[Join us](${LINK})`],
  ["a code span", `\`${LINK}\``],
  ["HTML", `<a href="${LINK}">join</a>`],
  ["bold text", `**${LINK}**`],
  ["a quoted message", `> On Monday Ben wrote:\n> ${LINK}\n> Best`],
  ["spaces around it", `  \t${LINK}  \r\n`],
  ["characters without width", `\u{FEFF}${LINK.replace("workers", "work\u{200B}ers")}\u{200B}`],
  ["capital letters in the address", LINK.replace("https", "HTTPS")],
  ["a line break in the code", LINK.replace("#01234567", "#01234567\n")],
  [
    "a line break in the code of a quoted message",
    `> ${LINK.replace("#0123", "#0123 \r\n> ")}\n> x`,
  ],
  [
    "a line break in the code, and words behind it",
    `${LINK.replace("#0123", "#0123\n")}\nbest, Ben`,
  ],
  ["a line break in the address", LINK.replace("acme.", "acme.\r\n")],
  [
    "a link of a mail provider",
    `https://eur01.safelinks.example/?url=${encodeURIComponent(LINK)}&data=05%7C01`,
  ],
])("parseInvitation finds the link in %s", (_, message) => {
  const found = parseInvitation(message);
  expect(found && { ...found, workerUrl: found.workerUrl.toLowerCase() }).toEqual(INVITATION);
});

it.each([
  ["http://127.0.0.1:8787", "me:some-long-code"],
  ["http://localhost:8787", "a.b,c%d#e/f\\g'h\"i"],
  ["https://intern.acme.example/tools/earshot", "Secret.Of.Anna."],
  ["https://earshot.acme.workers.dev", "f".repeat(40)],
  ["https://earshot.acme.workers.dev", "abc123abc123"],
])("a link of %s with the code %s reads back", (workerUrl, accessCode) => {
  const link = invitationLink({ workerUrl, accessCode });
  for (const message of [link, `Here it is: ${link}.`, `${link}\nSee you, Ben`, `"${link}"`])
    expect(parseInvitation(message)).toEqual({ workerUrl, accessCode });
});

it.each([
  ["nothing", ""],
  ["an address", WORKER_URL],
  ["a code", CODE],
  ["a link without a code", `${WORKER_URL}/join#`],
  ["a link with a query", `${WORKER_URL}/join?${CODE}`],
  ["another page", `${WORKER_URL}/usage#${CODE}`],
  ["an address with a user name", `https://anna@acme.example/join#${CODE}`],
  ["another scheme", `ftp://acme.example/join#${CODE}`],
  ["a code that is not text", `${WORKER_URL}/join#%ff%fe`],
  ["a very long text", `${" ".repeat(20_000)}${LINK}`],
])("parseInvitation finds none in %s", (_, message) => {
  expect(parseInvitation(message)).toBeNull();
});

it("parseInvitation ends soon on texts that are made to slow it down", () => {
  const hostile = [
    "https://a/".repeat(2_000),
    `https://a${"/b".repeat(9_000)}`,
    "%".repeat(20_000),
  ];
  for (const message of [...hostile, "\n".repeat(20_000), "https%3A%2F%2F".repeat(1_400)])
    expect(parseInvitation(message)).toBeNull();
});
