/** Values on the wire that more than one widget or element reads. */
export interface FieldValueFile {
  fileKey: string;
  name: string;
  contentType: string;
  size: string;
}
export interface FieldValueEntity {
  code: string;
  name: string;
}

/** The names of people, groups or organisations of a value on the wire. */
export function namesOf(value: unknown): string {
  return Array.isArray(value) ? (value as FieldValueEntity[]).map(({ name, code }) => name || code).join("、") : "";
}
