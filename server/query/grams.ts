/**
 * Pairs of neighbouring characters of a folded text, each once, packed into PostgreSQL's integer. Pairs with white space
 * or 、 。 are left out. Two pairs may pack alike; the comparison of the text itself removes such candidates.
 */
export function pairs(text: string): number[] {
  const found = new Set<number>();
  let before = -1;
  for (const character of text) {
    const code = isSeparator(character) ? -1 : character.codePointAt(0)!;
    if (before >= 0 && code >= 0) found.add(((before & 0x7fff) << 16) | (code & 0xffff));
    before = code;
  }
  return [...found];
}

/** The pairs of a search row's text (`searchText`), for its column `grams`. */
export function grams(txt: string): number[] {
  return pairs(txt.replace(/\n[0-9]+:[0-9]*\t/g, "\n"));
}

function isSeparator(character: string): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "、" || character === "。";
}
