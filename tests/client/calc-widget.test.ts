import { expect, test } from "vitest";
import { calcWidget, daysAndHours, roundedHalfUp } from "../../app-definitions/field-types/calc/calc-widget.ts";

const shown = (value: string, settings: object, locale: "ja" | "en" = "ja") =>
  calcWidget.view(
    value,
    { type: "CALC", code: "f", label: "f", ...settings },
    {
      ...{ locale, compact: false, translate: (text: string) => text },
      place: { app: "1", record: "1", field: "f" },
    },
  );

test.each([
  ["", { unit: "円" }, ""],
  ["1234.5", {}, "1234.5"],
  ["1234.5", { format: "NUMBER_DIGIT" }, "1,234.5"],
  ["1234.565", { format: "NUMBER_DIGIT", displayScale: "2", unit: "円", unitPosition: "AFTER" }, "1,234.57 円"],
  ["-0.4", { displayScale: "0", unit: "¥" }, "¥ 0"],
  ["25:01", { format: "HOUR_MINUTE" }, "25:01"],
  ["25:01", { format: "DAY_HOUR_MINUTE" }, "1日1時間1分"],
  ["09:31", { format: "TIME" }, "09:31"],
])("%j with %j shows %j", (value, settings, expected) => {
  expect(shown(value, settings)).toBe(expected);
});

test.each([
  ["1.005", 2, "1.01"],
  ["-1.005", 2, "-1.01"],
  ["0.994", 2, "0.99"],
  ["9.99", 1, "10.0"],
  ["0.04", 1, "0.0"],
  ["12345678901234567890.5", 0, "12345678901234567891"],
  ["7", 2, "7"],
  ["text", 2, "text"],
])("%j to %i digits is %j", (text, scale, expected) => {
  expect(roundedHalfUp(text, scale)).toBe(expected);
});

test("long times are told in days", () => {
  expect(daysAndHours("-49:30", "en")).toBe("-2 d 1 h 30 min");
  expect(daysAndHours("x", "ja")).toBe("x");
});
