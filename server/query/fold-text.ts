/**
 * The text as search compares it: NFKC, lower case, katakana as hiragana, every run of white space one blank, none at the
 * ends; NUL, which PostgreSQL cannot keep, is a blank too. Folded in one place only, because the rules of two programs for case and width always differ somewhere.
 */
export function foldText(text: string): string {
  let folded = "";
  for (const character of text.normalize("NFKC").replaceAll("\0", " ").trim().replace(/\s+/g, " "))
    folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x80) return character.toLowerCase();
  // ァ to ヶ, ヽ and ヾ lie at a fixed distance from their hiragana.
  if ((code >= 0x30a1 && code <= 0x30f6) || code === 0x30fd || code === 0x30fe) return String.fromCharCode(code - 0x60);
  return character.toLowerCase();
}
