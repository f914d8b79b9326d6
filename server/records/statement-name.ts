const names = new Map<string, string>();
/** Every connection keeps what it has prepared until it is renewed, so there must be an end to it. */
const mostNames = 400;

/**
 * The name under which connections prepare a statement, for those that come again and again with other values alone: by
 * id, by revision of the app. undefined, which prepares nothing, when there are too many different ones already.
 */
export function statementName(text: string): { name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { name: known };
  if (names.size >= mostNames) return {};
  const name = `record-${names.size}`;
  names.set(text, name);
  return { name };
}
