import { expect, test } from "vitest";
import { htmlText } from "../../app-definitions/field-types/html-text.ts";
import { shownLines } from "../../server/documents/shown-text.ts";
import { sanitizeRichText } from "../../server/records/writing/sanitize-rich-text.ts";
import { plainText } from "../../server/search/words.ts";

/** Shorter than what a field takes: where the time grows with the square, each of these takes minutes. */
const length = 300_000;
const pieces = ["<", "<!--", "<style>", "<p ", "<br ", "<li ", "<x>", "<div>", "<x></y>", "<option><p>", "<td>"];

test.each(pieces)("a text of nothing but %s takes no longer than its length asks", (piece) => {
  const hostile = piece.repeat(length / piece.length);
  const begin = performance.now();
  plainText(hostile);
  htmlText(hostile);
  sanitizeRichText(hostile);
  shownLines({ type: "RICH_TEXT", code: "r", label: "r" }, hostile, "en", String);
  expect(performance.now() - begin).toBeLessThan(30_000);
});

test("of HTML that is nested too deep the text is left, and nothing of it becomes markup", () => {
  const deep = `${"<div>".repeat(1_001)}a<script>alert(1)</script>&lt;img src=x onerror=alert(1)&gt;<b>c`;
  expect(sanitizeRichText(deep)).toBe("a&lt;img src=x onerror=alert(1)&gt;c");
  const wide = "<p>a<br>b</p>".repeat(2_000);
  expect(sanitizeRichText(wide)).toBe("<p>a<br />b</p>".repeat(2_000));
});
