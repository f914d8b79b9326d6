import { Failure, type FailureKind, type Problems } from "../errors.ts";

const notKnown: ReadonlySet<string> = new Set(["user/not-known", "group/not-known", "organization/not-known"]);

/** What `problems` are answered with: kintone has codes of its own for people, groups and organisations that there are not. */
export function refusal(problems: Problems): Failure {
  const unknown = Object.values(problems)
    .flat()
    .find(({ message }) => notKnown.has(message));
  return unknown
    ? new Failure(unknown.message as FailureKind, unknown.params, problems)
    : new Failure("input/invalid", {}, problems);
}
