/**
 * How many cases of (definition, users, records, query) the properties over rights look at: enough for every change in the
 * suite, 10,000 and more with `npm run test:nightly`. One definition serves several cases.
 *
 * ORACLE_CASES sets the number.
 */
export const caseCount = Number(process.env["ORACLE_CASES"] ?? 2_100);

/** The same in every run of the suite, whose result depends on nothing but the change; the nightly command draws others. */
export const seed = Number(process.env["ORACLE_SEED"] ?? 20_261_121);

/** For `fc.assert`: as many definitions as these cases need. */
export function runsOf(casesPerDefinition: number): { numRuns: number; endOnFailure: boolean; seed: number } {
  return { numRuns: Math.ceil(caseCount / casesPerDefinition), endOnFailure: false, seed };
}
