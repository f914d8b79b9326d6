/** The values of a pattern's parts in a path, or undefined when the path does not fit; `:name` is one part, a last `*` the rest. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    if (part === "*") return { ...params, rest: given.slice(place).join("/") };
    const value = given[place];
    if (value === undefined) return undefined;
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return wanted.length === given.length ? params : undefined;
}
