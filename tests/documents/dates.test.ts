import { expect, test } from "vitest";
import { formatCompact, formatDay, formatMinute, formatSecond } from "../../server/documents/dates.ts";

test.each([
  [
    "2026-11-21T06:04:05Z",
    "2026年11月21日（土） 15:04:05 JST",
    "21 Nov 2026 (Sat) 15:04:05 JST",
    "2026/11/21 15:04:05",
  ],
  ["2026-12-31T15:00:00Z", "2027年1月1日（金） 00:00:00 JST", "1 Jan 2027 (Fri) 00:00:00 JST", "2027/01/01 00:00:00"],
  [
    "2026-12-31T14:59:59.999Z",
    "2026年12月31日（木） 23:59:59 JST",
    "31 Dec 2026 (Thu) 23:59:59 JST",
    "2026/12/31 23:59:59",
  ],
  ["2028-02-28T20:00:00Z", "2028年2月29日（火） 05:00:00 JST", "29 Feb 2028 (Tue) 05:00:00 JST", "2028/02/29 05:00:00"],
])("%s in Japan", (iso, japanese, english, compact) => {
  const at = new Date(iso);
  expect(formatSecond(at)).toBe(japanese);
  expect(formatSecond(at, "en")).toBe(english);
  expect(formatCompact(at)).toBe(compact);
  expect(formatMinute(at)).toBe(japanese.slice(0, -7));
  expect(japanese.startsWith(formatDay(at))).toBe(true);
});

test("an invalid date is refused", () => {
  expect(() => formatDay(new Date("x"))).toThrow(RangeError);
});
