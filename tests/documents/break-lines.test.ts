import fc from "fast-check";
import { expect, test } from "vitest";
import { breakLines } from "../../server/documents/break-lines.ts";
import { composeText } from "../../server/documents/compose-text.ts";
import { linesThatStay } from "../../server/documents/flow-lines.ts";

/** Ten points to a full-width character, five to a half-width one. */
function measured(text: string) {
  return [...text].map((character) => ({ text: character, widthPt: /[ -~]/.test(character) ? 5 : 10 }));
}

function broken(text: string, characters: number): string[] {
  return breakLines(measured(text), characters * 10).map((line) => line.map((part) => part.text).join(""));
}

test.each([
  // text                        full-width characters per line, lines
  ["", 5, [""]],
  ["あいうえお", 5, ["あいうえお"]],
  ["あいうえおか", 5, ["あいうえお", "か"]],
  ["あいうえお。", 5, ["あいうえ", "お。"]], // no line begins with 。
  ["あいうえお」、か", 5, ["あいうえ", "お」、か"]],
  ["あいうえ「かき」", 5, ["あいうえ", "「かき」"]], // no line ends with 「
  ["あいうえサーバー", 5, ["あいうえ", "サーバー"]],
  ["ちょっとまって", 3, ["ちょっ", "とまっ", "て"]],
  ["あいうっかり", 3, ["あい", "うっか", "り"]],
  ["あいうえ……か", 5, ["あいう", "え……か"]], // ... stays whole and begins no line
  ["人々の日々", 1, ["人", "々", "の", "日", "々"]], // narrower than any rule: width wins
  ["Tokyo Osaka", 3, ["Tokyo", "Osaka"]],
  ["Tokyo  Osaka", 3, ["Tokyo", "Osaka"]], // spaces hang
  ["日本Tokyo日本", 4, ["日本", "Tokyo日", "本"]],
  ["abcdefghij", 2, ["abcd", "efgh", "ij"]], // no place: cut at the width
  ["あhttps://example.jp/abc/def", 7, ["あhttps://", "example.jp/", "abc/def"]],
  ["、、、、、、", 3, ["、、、", "、、、"]],
  ["金額￥100です", 3, ["金額", "￥100", "です"]],
] as const)("%j in %i gives %j", (text, width, lines) => {
  expect(broken(text, width)).toEqual(lines);
});

test("no character is lost but spaces at breaks, and no line is too wide", () => {
  const letters = fc.constantFrom(..."あいう漢字、。「」（）ーっ…abc12-/ ￥".split(""));
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (parts, width) => {
      const lines = breakLines(measured(parts.join("")), width * 10);
      const without = (text: string) => text.replaceAll(" ", "");
      expect(
        without(
          lines
            .flat()
            .map(({ text }) => text)
            .join(""),
        ),
      ).toBe(without(parts.join("")));
      for (const line of lines) {
        const used = line.reduce((sum, { widthPt }) => sum + widthPt, 0);
        if (line.length > 1) expect(used).toBeLessThanOrEqual(width * 10);
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test.each([
  // total, fits, stays
  [5, 5, 5],
  [5, 9, 5],
  [5, 4, 3], // a last line is not left alone
  [5, 3, 3],
  [3, 2, 0], // two would leave one
  [5, 1, 0], // nor a first one
  [5, 0, 0],
  [1, 0, 0],
  [0, 3, 0],
] as const)("of %i lines with room for %i, %i stay", (total, fits, stay) => {
  expect(linesThatStay(total, fits)).toBe(stay);
});

test.each([
  // text, clusters; a star marks those nobody can see
  ["", [[]]],
  ["ab", [["a", "b"]]],
  ["a\r\nb\rc\nd\u2028e", [["a"], ["b"], ["c"], ["d"], ["e"]]],
  ["ハ\u309Aン", [["パ", "ン"]]], // decomposed kana, as in names of macOS files
  ["e\u0301", [["é"]]],
  ["葛\u{E0100}城", [["葛\u{E0100}", "城"]]],
  ["葛\u{E0100}\u{E0101}", [["葛\u{E0100}", "\u{E0101}*"]]],
  ["\uFA19", [["\uFA19"]]], // not normalised to U+795E
  ["a\u202Eb", [["a", "\u202E*", "b"]]],
  ["\u0301", [["\u0301*"]]],
  ["a\u034Fb", [["a", "\u034F*", "b"]]],
  ["\uD800", [["\uD800*"]]],
  ["a\tb", [["a", " ", " ", " ", " ", "b"]]],
  ["x" + "\u0327".repeat(6), [["x" + "\u0327".repeat(4), "\u0327*", "\u0327*"]]],
] as const)("%j is composed to %j", (text, expected) => {
  const shown = composeText(text).map((line) => line.map((part) => part.text + (part.isInvisible ? "*" : "")));
  expect(shown).toEqual(expected);
});
