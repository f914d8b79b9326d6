import { acquaintanceOf, type Acquaintance } from "../identity/acquaintance.ts";
import { everyone, type Directory } from "../identity/directory.ts";

/** Whether `reader` may learn that `person` exists, by name. Both are ids. */
export type MayKnow = (reader: number, person: number) => boolean;

/**
 * Who may know whom in the spaces, whose hosts are their administrators' groups.
 *
 * @param hosts - ids of these groups; everyone is none
 */
export function makeMayKnow(directory: Directory, hosts: readonly number[]): MayKnow {
  const place = { hosts: hosts.filter((id) => id !== everyone.id) };
  const known = new Map<number, Acquaintance>();
  return (readerId, personId) => {
    const reader = directory.user(readerId);
    if (!reader) return readerId === personId;
    const acquaintance = known.get(readerId) ?? acquaintanceOf(reader, directory, place);
    known.set(readerId, acquaintance);
    return acquaintance.user(personId);
  };
}
