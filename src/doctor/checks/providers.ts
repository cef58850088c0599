import { checkProviders } from "../../container/providerServices.js";
import { fail, pass, settingsCheck } from "../Check.js";

export const providers = settingsCheck({
  id: "providers",
  title: "Users can sign in with the providers of the settings",
  issues: {
    issuer: {
      severity: "medium",
      title: "A provider is another one than the settings say, so nobody can sign in with it",
      reference: "OpenID Connect Discovery 1.0 §4.3",
      fix: "Write `issuer` exactly as the provider's metadata do, which are at `<issuer>/.well-known/openid-configuration`.",
    },
    down: {
      severity: "low",
      title: "A provider cannot be reached from here, or its metadata cannot be used",
      fix: "Look whether the provider is up, and whether a firewall or proxy lets this machine reach it. Other ways to sign in go on working.",
    },
  },
  inspect: async ({ config }) => {
    if (config.providers.length === 0) return [pass("none in the settings")];
    const unusable = await checkProviders(config);
    if (unusable.length === 0) return [pass(config.providers.map(({ name }) => name).join(", "))];
    return unusable.map(({ name, reason, isOperators }) => fail(isOperators ? "issuer" : "down", `${name}: ${reason}`));
  },
});
