import { ApiError, send } from "../../api.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";

/** Sends a step of a record's process and reads the record again, whatever came of it. @returns why not; empty when done */
export async function sendStep(
  path: "/k/v1/record/status.json" | "/k/v1/record/assignees.json",
  input: { app: string; id: string; revision: string } & Readonly<Record<string, unknown>>,
): Promise<string> {
  let problem = "";
  try {
    await send("PUT", path, input);
  } catch (error) {
    const isOvertaken = error instanceof ApiError && error.status === 409;
    problem = isOvertaken ? t("process.overtaken") : problemWords(error as Error);
  }
  await Promise.all(
    [["record", input.app, input.id], ["records", input.app], ["home"]].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );
  return problem;
}
