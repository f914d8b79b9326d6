/** Text as searches compare it: NFKC, lower case, katakana as hiragana. */
export function foldForSearch(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase();
  return folded.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}
