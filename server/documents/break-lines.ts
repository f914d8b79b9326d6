/** A line shorter than this part of the width is worth a break inside a word. */
const raggedShare = 0.6;

/** What line breaking needs to know of a cluster. */
export interface Measured {
  text: string;
  widthPt: number;
}

/** 行頭禁則: must not begin a line (JIS X 4051 section 8.1, with small kana and prolonged sound marks). */
const neverFirst = new Set(
  "、。，．,.・：；:;？！?!‼⁇⁈⁉ヽヾゝゞ々〻ー～〜…‥）)〕］]｝}〉》」』】〙〗〟’”｠»" +
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ％%‰℃°′″¢",
);

/** 行末禁則: must not end a line. */
const neverLast = new Set("（(〔［[｛{〈《「『【〘〖〝‘“｟«｢￥¥＄$£＃#№");

/** 分離禁止: two of the same stay together. */
const inseparable = new Set("…‥—―");

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFF60\uFFE0-\uFFE6\u2460-\u27BF]/u;

/**
 * A line of clusters, broken to fit a width: Japanese between any two characters that the kinsoku rules allow to part,
 * other scripts at spaces, and inside an address after a slash or a hyphen if need be. What has no such place (a long code) is broken
 * where the width ends.
 *
 * Spaces at a break hang beyond the edge and are left out. An empty input gives one empty line. A cluster wider than the
 * width gets a line of its own.
 */
export function breakLines<T extends Measured>(clusters: readonly T[], widthPt: number): T[][] {
  const lines: T[][] = [];
  let start = 0;
  while (start < clusters.length) {
    const end = lineEnd(clusters, start, widthPt);
    lines.push(withoutTrailingSpaces(clusters.slice(start, end)));
    start = end;
    while (start < clusters.length && clusters[start]?.text === " ") start += 1;
  }
  return lines.length > 0 ? lines : [[]];
}

function lineEnd(clusters: readonly Measured[], start: number, widthPt: number): number {
  let used = 0;
  let good = { at: start, used: 0 };
  let makeshift = start;
  for (let index = start; index < clusters.length; index += 1) {
    const { text, widthPt: own } = clusters[index]!;
    const before = index > start ? clusters[index - 1]!.text : "";
    if (before !== "" && mayBreak(before, text)) good = { at: index, used };
    if (before !== "" && mayBreakInWord(before, text)) makeshift = index;
    used += own;
    const overflows = used > widthPt + 0.01 && text !== " ";
    if (overflows && index > start) {
      const isRagged = good.used < widthPt * raggedShare;
      const place = isRagged ? Math.max(good.at, makeshift) : good.at;
      return place > start ? place : index;
    }
  }
  return clusters.length;
}

function mayBreak(before: string, after: string): boolean {
  if (after === " ") return false;
  if (before === " ") return true;
  if (neverFirst.has(after) || neverLast.has(before)) return false;
  if (before === after && inseparable.has(before)) return false;
  return wide.test(before) || wide.test(after);
}

/** Where an address or a long name may part, when the line would be too short otherwise. */
function mayBreakInWord(before: string, after: string): boolean {
  return /^[-/_@.?&=]$/.test(before) && /^[\p{L}\p{N}]/u.test(after);
}

function withoutTrailingSpaces<T extends Measured>(line: T[]): T[] {
  let length = line.length;
  while (length > 0 && line[length - 1]?.text === " ") length -= 1;
  return line.slice(0, length);
}
