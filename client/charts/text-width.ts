/** How wide a text is, in px at 14 px: letters of East Asian scripts are square, others about half of that. */
export function textWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

const widthOf = (letter: string) => (letter.codePointAt(0)! < 0x2e80 ? 8.5 : 14.5);

/** The text, cut with an ellipsis where it is wider than so many px. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const letters = [...text];
  let [kept, left] = [0, width - 14];
  while (kept < letters.length && left >= widthOf(letters[kept]!)) left -= widthOf(letters[kept++]!);
  return `${letters.slice(0, kept).join("")}…`;
}
