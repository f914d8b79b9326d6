/** Characters that take one place together: a base and the marks that belong to it. */
export interface Cluster {
  text: string;
  /** True when the reader could not see it (control, format, unassigned): it must be drawn as a box. */
  isInvisible: boolean;
}

const invisible = /\p{C}|\p{Default_Ignorable_Code_Point}/u;
const mark = /\p{M}/u;
const variationSelector = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;
const composable = /[^\p{Script=Han}\p{M}]\p{M}+/gu;

/**
 * The lines of a text as the clusters to draw, in order; a line ends at CR LF, LF, CR or a line separator.
 *
 * Nothing is dropped: a character that has no picture (zero width, direction control, half a surrogate pair) becomes a
 * cluster of its own, marked invisible, so that no text hides from the reader of the paper. Decomposed kana and letters,
 * as macOS file names have them, are composed; Han characters are never normalised, because that changes names.
 */
export function composeText(text: string): Cluster[][] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/u).map(composeLine);
}

function composeLine(line: string): Cluster[] {
  const clusters: Cluster[] = [];
  for (const character of line.replaceAll("\t", "    ").replace(composable, (found) => found.normalize("NFC"))) {
    const previous = clusters.at(-1);
    if (previous && !previous.isInvisible && belongsTo(previous.text, character)) previous.text += character;
    else clusters.push({ text: character, isInvisible: invisible.test(character) || mark.test(character) });
  }
  return clusters;
}

/** At most four marks and one variation selector, so that marks cannot pile up over the neighbouring lines. */
function belongsTo(cluster: string, character: string): boolean {
  if (variationSelector.test(character)) return !variationSelector.test(cluster);
  return mark.test(character) && !invisible.test(character) && [...cluster].length < 5;
}

/** How to name a character that cannot be drawn: "U+202E". */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
