import type { DeployedApp } from "./deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { accessOf } from "../permissions/remember-access.ts";

/** An app that the viewer may enter, with what he may reach in it. */
export interface RequiredApp {
  readonly app: DeployedApp;
  readonly access: Access;
}

/**
 * The app of this id. An app in which the viewer may neither see nor add records nor manage is out of reach, which
 * reads as not existing.
 *
 * @throws Failure app/not-found, or token/other-app for a program without a token of this app
 */
export function requireApp(
  { apps, viewer, directory, now }: Pick<Context, "apps" | "viewer" | "directory" | "now">,
  id: string,
): RequiredApp {
  if (viewer.tokens && !viewer.tokens.has(id)) throw new Failure("token/other-app");
  const app = apps.byId(id);
  const access = app && accessOf(app, viewer, directory, now);
  if (!app || !access || !(access.app.view || access.app.add || access.app.manage)) {
    throw new Failure("app/not-found", { app: id });
  }
  return { app, access };
}
