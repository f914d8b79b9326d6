/** The value under a key that somebody chose: `toString` and its like are keys as any other, not what objects inherit. */
export function ownValue<Value>(values: Readonly<Record<string, Value>> | null | undefined, key: string) {
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}
