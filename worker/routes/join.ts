/**
 * `GET /join`: where the link of an invitation leads (`core/protocol/invitation.ts`). The page is the same for all, and the
 * code in its address reaches the page's own script only.
 */

import { COPY_SCRIPT, htmlResponse } from "../html.ts";

export const joinPage = (): Promise<Response> =>
  htmlResponse({ title: "Join Earshot", body: BODY, script: SCRIPT });

const BODY = `<h1>You are invited to Earshot</h1>
<p>Earshot records, transcribes and summarizes your meetings in Chrome's side panel.</p>
<ol>
<li>Add Earshot to Chrome. If you do not have it, ask whoever invited you.
<li>Copy this invitation:
<p><input class="invitation" id="link" readonly aria-label="Invitation" value="The address of this page, from the bar above">
<p><button id="copy" type="button" data-copies="link" hidden>Copy the invitation</button> <span role="status"></span>
<li>Click Earshot's icon in Chrome, and paste the invitation where Earshot asks for the address, or under Settings.
</ol>
<p>The invitation is yours alone: who has it can use Earshot in your name.</p>`;

const SCRIPT = `
const link = document.getElementById("link");
const copy = document.getElementById("copy");
if (location.hash.length > 1) {
  link.value = location.href;
  copy.hidden = false;
} else {
  link.hidden = true;
  copy.nextElementSibling.textContent = "This address holds no invitation. Open the whole link that you were sent.";
}
${COPY_SCRIPT}`;
