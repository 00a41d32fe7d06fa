import { expect, test } from "vitest";
import { isRecordablePage } from "../../core/recording/background-rules.ts";

test.each([
  ["https://meet.example/abc", true],
  ["http://127.0.0.1:8080/", true],
  ["file:///home/anna/lecture.html", true],
  ["https://chrome.google.com/", true],
  ["https://chrome.google.com/webstores", true],
  ["https://chromewebstore.google.com.example/", true],
  ["https://chromewebstore.google.com/", false],
  ["https://chromewebstore.google.com/detail/earshot/abc", false],
  ["https://chrome.google.com/webstore", false],
  ["https://chrome.google.com/webstore/detail/abc", false],
  ["https://microsoftedge.microsoft.com/addons/detail/abc", false],
  ["https://microsoftedge.microsoft.com/", true],
  ["chrome://settings/", false],
  ["edge://settings/", false],
  ["chrome-extension://abc/microphone.html", false],
  ["view-source:https://meet.example/", false],
  ["about:blank", false],
  ["", false],
])("isRecordablePage of %s is %s", (address, isRecordable) => {
  expect(isRecordablePage(address)).toBe(isRecordable);
});
