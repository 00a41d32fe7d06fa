import { test } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import { beginMeeting, endMeeting, expectWhole, openTimeCoded, playUntil } from "./time-coded-meeting.ts";
test.each([1, 2, 3, 4, 5])("x%i", async () => {
  await using s = await openTimeCoded({ seconds: 18, behaviour: { session: { ...INSTANT.session, longestSeconds: 8 } } });
  const id = await beginMeeting(s);
  const played = await playUntil(s, 18);
  await endMeeting(s, id);
  await expectWhole(s, id, played);
}, 60000);
