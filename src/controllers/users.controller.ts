import type { Request, RequestHandler } from "express";
import { ApiResponse, sendAnswer } from "../http/ApiResponse.js";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import { requireUser } from "../http/requireUser.js";
import type { ActivityQuery, ChangeEmailBody, DeleteAccountBody, SettingsBody } from "../schemas/users.schema.js";
import {
  type AccountDeletion,
  type Activity,
  type DataExport,
  type EmailChange,
  type Profile,
  toUserView,
} from "../services/account/index.js";

type Handler<Body = unknown> = RequestHandler<Record<string, string>, unknown, Body>;

export function createUsersController(deps: {
  profile: Profile;
  emailChange: EmailChange;
  accountDeletion: AccountDeletion;
  dataExport: DataExport;
  activity: Activity;
  cookies: AuthCookies;
  readActivityQuery: (req: Pick<Request, "url">) => ActivityQuery;
}) {
  const profile: Handler = (req, res) => {
    sendAnswer(res, new ApiResponse(200, requireUser(req).user, "Your profile."));
  };

  const changeSettings: Handler<SettingsBody> = async (req, res) => {
    const user = await deps.profile.change(authenticatedRequest(req), req.body);
    sendAnswer(res, new ApiResponse(200, toUserView(user), "The settings were changed."));
  };

  const changeEmail: Handler<ChangeEmailBody> = async (req, res) => {
    await deps.emailChange.request({ ...authenticatedRequest(req), ...req.body });
    sendAnswer(res, new ApiResponse(202, {}, "A link was sent to the new address. The old one was told."));
  };

  const deleteAccount: Handler<DeleteAccountBody> = async (req, res) => {
    await deps.accountDeletion.deleteOwn({ ...authenticatedRequest(req), password: req.body.password });
    deps.cookies.clear(res);
    sendAnswer(res, new ApiResponse(200, {}, "The account and everything of it were deleted."));
  };

  const exportData: Handler = async (req, res) => {
    const data = await deps.dataExport.export(authenticatedRequest(req));
    sendAnswer(res, new ApiResponse(200, data, "All that is stored about you, secrets aside."));
  };

  const activity: Handler = async (req, res) => {
    const { limit, before } = deps.readActivityQuery(req);
    const events = await deps.activity.list({ userId: requireUser(req).user._id, limit, before: before ?? null });
    const shown = events.map(({ userId: _, ...event }) => event);
    sendAnswer(res, new ApiResponse(200, shown, "What happened to your account, newest first."));
  };

  return { profile, changeSettings, changeEmail, deleteAccount, exportData, activity };
}

function authenticatedRequest(req: Request) {
  const { user, auth } = requireUser(req);
  return { userId: user._id, sessionId: auth.sessionId, client: clientInfoOf(req) };
}
