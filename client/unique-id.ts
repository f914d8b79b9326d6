let last = 0;

/** An id that no other element of this page has, for `for` and `aria-*`. */
export function uniqueId(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}
