import { Failure } from "../errors.ts";
import { changePassword } from "../identity/login/change-password.ts";
import { checkInput } from "../schema.ts";
import type { RawCall, RawRoute } from "./raw-route.ts";
import { readInput, type Input } from "./read-input.ts";

const secret = { type: "string", minLength: 1, maxLength: 500 };
const schema = { type: "object", properties: { current: secret, new: secret }, required: ["current", "new"] };

/** `PUT /portal/v1/password.json`: no endpoint, because a wrong attempt must stay counted when the change is refused. */
export const passwordRoute: RawRoute = {
  method: "PUT",
  path: "/portal/v1/password.json",
  duringPasswordChange: true,
  handle: changeOwnPassword,
};

async function changeOwnPassword({ request, platform, directory, viewer, now }: RawCall): Promise<unknown> {
  const input = checkInput(schema, await readInput(request), "body") as Input;
  const user = directory.user(viewer.userId);
  if (!user || !viewer.certificate || viewer.sessionId === null) throw new Failure("login/required");
  await changePassword(
    { pool: platform.database.web, directory, random: platform.random, now },
    {
      user,
      fingerprint: viewer.certificate.fingerprint,
      session: Buffer.from(viewer.sessionId, "hex"),
      current: String(input["current"]),
      next: String(input["new"]),
    },
  );
  return {};
}
