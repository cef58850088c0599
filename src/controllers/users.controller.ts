import type { Request, Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { authenticatedRequest, type RequestWith, requireUser, sensitiveRequest } from "../http/request.js";
import type { ResponseData } from "../openapi/index.js";
import type { ActivityQuery, ChangeEmailBody, DeleteAccountBody, SettingsBody } from "../schemas/users.schema.js";
import type {
  AccountDeletion,
  Activity,
  DataExport,
  EmailChange,
  Profile,
  SecurityOverview,
  UserViews,
} from "../services/account/index.js";

export type UsersController = ReturnType<typeof createUsersController>;

/** From a checked request to a service and back: each returns the `data` of the response. */
export function createUsersController(deps: {
  profile: Profile;
  userViews: UserViews;
  emailChange: EmailChange;
  accountDeletion: AccountDeletion;
  dataExport: DataExport;
  activity: Activity;
  securityOverview: SecurityOverview;
  cookies: AuthCookies;
  readActivityQuery: (req: Pick<Request, "url">) => ActivityQuery;
}) {
  return {
    profile: (req: RequestWith): ResponseData<"user"> => requireUser(req).user,

    changeSettings: async (req: RequestWith<SettingsBody>): Promise<ResponseData<"user">> => {
      const { password, ...change } = req.body;
      return deps.userViews.of(await deps.profile.change(sensitiveRequest(req, password), change));
    },

    changeEmail: async (req: RequestWith<ChangeEmailBody>): Promise<ResponseData<"nothing">> => {
      const { newEmail, password } = req.body;
      await deps.emailChange.request({ newEmail, ...sensitiveRequest(req, password) });
      return {};
    },

    deleteAccount: async (req: RequestWith<DeleteAccountBody>, res: Response): Promise<ResponseData<"nothing">> => {
      await deps.accountDeletion.deleteOwn(sensitiveRequest(req, req.body.password));
      deps.cookies.clear(res);
      return {};
    },

    exportData: (req: RequestWith): Promise<ResponseData<"exportedData">> =>
      deps.dataExport.export(authenticatedRequest(req)),

    security: async (req: RequestWith): Promise<ResponseData<"security">> => {
      const { user, auth } = requireUser(req);
      const { level, authenticatedAt } = auth;
      return { level, authenticatedAt, ...(await deps.securityOverview.of(user._id)) };
    },

    activity: async (req: RequestWith): Promise<ResponseData<"activity">> => {
      const { limit, before } = deps.readActivityQuery(req);
      const events = await deps.activity.list({ userId: requireUser(req).user._id, limit, before: before ?? null });
      return events.map(({ userId: _, ...event }) => event);
    },
  };
}
