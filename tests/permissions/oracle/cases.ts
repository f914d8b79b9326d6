/**
 * How many cases of (definition, users, records, query) the properties over rights look at: enough for every change in the
 * suite, 10,000 and more with `npm run test:nightly`. One definition serves several cases.
 *
 * ORACLE_CASES sets the number, ORACLE_SEED repeats a run; the seed of a run is printed by the command, and by fast-check
 * when a property fails.
 */
export const caseCount = Number(process.env["ORACLE_CASES"] ?? 2_100);

/** For `fc.assert`: as many definitions as these cases need, from the seed that was asked for. */
export function runsOf(casesPerDefinition: number): { numRuns: number; endOnFailure: boolean; seed?: number } {
  const seed = process.env["ORACLE_SEED"];
  const numRuns = Math.ceil(caseCount / casesPerDefinition);
  return { numRuns, endOnFailure: false, ...(seed !== undefined && { seed: Number(seed) }) };
}
