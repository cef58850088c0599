import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

/** A colon has a no-break space before it. */
export const fr: Translation<typeof en> = {
  greeting: "Bonjour {name},",
  "greeting.nameless": "Bonjour,",

  "link.life": {
    one: "Ce lien fonctionne une seule fois, pendant {count} minute. Un lien plus récent le remplace.",
    many: "Ce lien fonctionne une seule fois, pendant {count} de minutes. Un lien plus récent le remplace.",
    other: "Ce lien fonctionne une seule fois, pendant {count} minutes. Un lien plus récent le remplace.",
  },
  "link.copy": "Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:",
  "link.secure": "Sécuriser mon compte",

  "device.on": "{browser} sous {system}",
  "device.onIphone": "{browser} sur un iPhone",
  "device.onIpad": "{browser} sur un iPad",
  "facts.unknownDevice": "Appareil inconnu",
  "facts.from": "{device}, {time} UTC, depuis {address}",
  "facts.fromUnknown": "{device}, {time} UTC, depuis une adresse inconnue",

  "footer.entered": "Vous recevez cet e-mail parce que cette adresse a été saisie sur {brand} ({host}).",
  "footer.account": "Vous recevez cet e-mail parce qu’il concerne la sécurité de votre compte {brand} ({host}).",

  "verify-email.subject": "Confirmez votre adresse e-mail sur {brand}",
  "verify-email.heading": "Confirmez votre adresse e-mail",
  "verify-email.opening":
    "Cette adresse e-mail a été utilisée pour créer un compte sur {brand}. Confirmez qu’elle vous appartient.",
  "verify-email.button": "Confirmer l’adresse e-mail",
  "verify-email.otherwise": "Si vous n’avez pas créé de compte, ignorez cet e-mail.",

  "reset-password.subject": "Réinitialisez votre mot de passe sur {brand}",
  "reset-password.heading": "Réinitialisez votre mot de passe",
  "reset-password.opening":
    "Un nouveau mot de passe a été demandé pour votre compte {brand}. Dès que vous l’aurez choisi, vous serez déconnecté de tous les appareils.",
  "reset-password.button": "Choisir un nouveau mot de passe",
  "reset-password.otherwise":
    "Si vous n’êtes pas à l’origine de cette demande, ignorez cet e-mail. Votre mot de passe reste inchangé.",

  "change-email.subject": "Confirmez votre nouvelle adresse e-mail sur {brand}",
  "change-email.heading": "Confirmez votre nouvelle adresse e-mail",
  "change-email.opening": "Cette adresse a été saisie comme nouvelle adresse e-mail d’un compte {brand}.",
  "change-email.button": "Confirmer la nouvelle adresse",
  "change-email.otherwise":
    "Si vous n’êtes pas à l’origine de cette demande, ignorez cet e-mail. Le compte conserve son ancienne adresse.",

  "new-sign-in.subject": "Nouvelle connexion à {brand}",
  "new-sign-in.heading": "Nouvelle connexion",
  "new-sign-in.opening":
    "Quelqu’un s’est connecté à votre compte {brand} avec votre mot de passe, depuis un nouveau navigateur ou un nouveau réseau\u00a0:",
  "new-sign-in.otherwise":
    "Si ce n’était pas vous, changez immédiatement votre mot de passe. Tous les autres appareils seront déconnectés.",

  "token-reused.subject": "Une session a été fermée sur {brand}",
  "token-reused.heading": "Une session a été fermée",
  "token-reused.opening":
    "Une session de votre compte {brand} a été fermée, car une copie de son jeton a été utilisée. Reconnectez-vous sur l’appareil concerné.",
  "token-reused.otherwise":
    "Si vous ne pouvez pas l’expliquer, recherchez des logiciels malveillants sur cet appareil et changez immédiatement votre mot de passe. Tous les autres appareils seront déconnectés.",

  "password-changed.subject": "Votre mot de passe a été modifié sur {brand}",
  "password-changed.heading": "Votre mot de passe a été modifié",
  "password-changed.opening":
    "Le mot de passe de votre compte {brand} a été modifié. Tous les autres appareils ont été déconnectés.",
  "password-changed.otherwise":
    "Si ce n’était pas vous, demandez immédiatement un nouveau mot de passe avec cette adresse e-mail.",

  "password-reset.subject": "Votre mot de passe a été réinitialisé sur {brand}",
  "password-reset.heading": "Votre mot de passe a été réinitialisé",
  "password-reset.opening":
    "Le mot de passe de votre compte {brand} a été réinitialisé avec un lien reçu par e-mail. Tous les appareils ont été déconnectés.",
  "password-reset.otherwise":
    "Si ce n’était pas vous, quelqu’un peut lire vos e-mails\u00a0: sécurisez votre messagerie, puis demandez un nouveau mot de passe.",

  "username-changed.subject": "Votre nom d’utilisateur a été modifié sur {brand}",
  "username-changed.heading": "Votre nom d’utilisateur a été modifié",
  "username-changed.opening":
    "Le nom d’utilisateur de votre compte {brand} a été modifié ou supprimé. Vous pouvez vous connecter avec cette adresse e-mail, ou avec le nouveau nom d’utilisateur si vous en avez un.",
  "username-changed.otherwise":
    "Si ce n’était pas vous, connectez-vous avec cette adresse e-mail et changez immédiatement votre mot de passe. Tous les autres appareils seront déconnectés.",

  "passkey-added.subject": "Une clé d’accès a été ajoutée sur {brand}",
  "passkey-added.heading": "Une clé d’accès a été ajoutée",
  "passkey-added.opening":
    "Une nouvelle clé d’accès permet de se connecter à votre compte {brand}. Tous les autres appareils ont été déconnectés.",
  "passkey-added.otherwise":
    "Si ce n’était pas vous, quelqu’un était connecté à votre compte\u00a0: retirez la clé d’accès et changez votre mot de passe sans attendre.",

  "passkey-removed.subject": "Une clé d’accès a été retirée sur {brand}",
  "passkey-removed.heading": "Une clé d’accès a été retirée",
  "passkey-removed.opening":
    "Une clé d’accès de votre compte {brand} ne permet plus de se connecter. Tous les autres appareils ont été déconnectés.",
  "passkey-removed.otherwise":
    "Si ce n’était pas vous, quelqu’un était connecté à votre compte\u00a0: vérifiez ses clés d’accès et changez votre mot de passe sans attendre.",

  "identity-linked.subject": "Un moyen de connexion a été ajouté sur {brand}",
  "identity-linked.heading": "Un moyen de connexion a été ajouté",
  "identity-linked.opening": "Un compte chez un autre fournisseur peut désormais se connecter à votre compte {brand}.",
  "identity-linked.otherwise":
    "Si ce n’était pas vous, quelqu’un était connecté à votre compte\u00a0: retirez le fournisseur et changez votre mot de passe sans attendre.",

  "identity-unlinked.subject": "Un moyen de connexion a été retiré sur {brand}",
  "identity-unlinked.heading": "Un moyen de connexion a été retiré",
  "identity-unlinked.opening":
    "Un compte chez un autre fournisseur ne peut plus se connecter à votre compte {brand}. Les autres appareils qu’il avait connectés ont été déconnectés.",
  "identity-unlinked.otherwise":
    "Si ce n’était pas vous, quelqu’un était connecté à votre compte\u00a0: vérifiez comment vous pouvez vous connecter et changez votre mot de passe sans attendre.",

  "email-change-requested.subject": "Une nouvelle adresse e-mail a été demandée sur {brand}",
  "email-change-requested.heading": "Une nouvelle adresse e-mail a été demandée",
  "email-change-requested.opening":
    "Une personne qui connaît votre mot de passe a demandé une nouvelle adresse e-mail pour votre compte {brand}. Elle sera modifiée dès que la nouvelle adresse sera confirmée.",
  "email-change-requested.otherwise":
    "Si ce n’était pas vous, changez immédiatement votre mot de passe. Le changement d’adresse sera annulé et tous les autres appareils seront déconnectés.",

  "email-changed.subject": "Votre adresse e-mail a été modifiée sur {brand}",
  "email-changed.heading": "Votre adresse e-mail a été modifiée",
  "email-changed.opening":
    "Votre compte {brand} a désormais une nouvelle adresse e-mail. Ceci est le dernier e-mail envoyé à l’ancienne.",
  "email-changed.otherwise":
    "Si ce n’était pas vous, quelqu’un a pris le contrôle de votre compte\u00a0: contactez immédiatement l’exploitant de {brand}.",

  providerIs: "Le fournisseur est {provider}.",
  codesLeft: {
    one: "Il reste {count} code de récupération.",
    many: "Il reste {count} de codes de récupération.",
    other: "Il reste {count} codes de récupération.",
  },

  "totp-enabled.subject": "Une application d’authentification a été configurée sur {brand}",
  "totp-enabled.heading": "Une application d’authentification a été configurée",
  "totp-enabled.opening":
    "Une application d’authentification a été configurée pour votre compte sur {brand}. Son code est désormais demandé à la connexion. Tous les autres appareils ont été déconnectés.",
  "totp-enabled.otherwise":
    "Si ce n’était pas vous, quelqu’un connaît votre mot de passe et peut vous bloquer l’accès : demandez un nouveau mot de passe avec cette adresse e-mail et contactez immédiatement l’opérateur de {brand}.",

  "totp-disabled.subject": "L’application d’authentification a été supprimée sur {brand}",
  "totp-disabled.heading": "L’application d’authentification a été supprimée",
  "totp-disabled.opening":
    "L’application d’authentification de votre compte sur {brand} a été supprimée. Son code n’est plus demandé à la connexion. Tous les autres appareils ont été déconnectés.",
  "totp-disabled.otherwise":
    "Si ce n’était pas vous, changez immédiatement votre mot de passe et configurez de nouveau une application d’authentification.",

  "recovery-codes-made.subject": "Nouveaux codes de récupération sur {brand}",
  "recovery-codes-made.heading": "Nouveaux codes de récupération",
  "recovery-codes-made.opening":
    "De nouveaux codes de récupération ont été créés pour votre compte sur {brand}. Les anciens ne sont plus valables.",
  "recovery-codes-made.otherwise":
    "Si ce n’était pas vous, créez-en de nouveaux et changez immédiatement votre mot de passe.",

  "recovery-code-used.subject": "Un code de récupération a été utilisé sur {brand}",
  "recovery-code-used.heading": "Un code de récupération a été utilisé",
  "recovery-code-used.opening":
    "Un code de récupération de votre compte sur {brand} a été utilisé à la place de l’application d’authentification.",
  "recovery-code-used.otherwise":
    "Si ce n’était pas vous, changez votre mot de passe et créez de nouveaux codes de récupération immédiatement.",

  "second-factor-refused.subject": "Un code incorrect a été saisi sur {brand}",
  "second-factor-refused.heading": "Un code incorrect a été saisi",
  "second-factor-refused.opening":
    "Quelqu’un qui a franchi la première étape de connexion à votre compte sur {brand} a saisi un code incorrect. Les autres codes incorrects saisis dans l’heure ne sont pas signalés.",
  "second-factor-refused.otherwise":
    "Si ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le immédiatement. Tous les autres appareils seront déconnectés.",

  "second-factors-reset.subject": "La deuxième étape de connexion a été supprimée sur {brand}",
  "second-factors-reset.heading": "La deuxième étape a été supprimée",
  "second-factors-reset.opening":
    "L’opérateur de {brand} a supprimé l’application d’authentification, les clés d’accès et les codes de récupération de votre compte. Tous les appareils ont été déconnectés.",
  "second-factors-reset.otherwise":
    "Si vous ne l’avez pas demandé, contactez immédiatement l’opérateur de {brand}. Configurez ensuite de nouveau la deuxième étape.",

  "account-deleted.subject": "Votre compte a été supprimé sur {brand}",
  "account-deleted.heading": "Votre compte a été supprimé",
  "account-deleted.opening": "Votre compte {brand} et toutes ses données ont été supprimés.",
  "account-deleted.otherwise":
    "Si ce n’était pas vous, quelqu’un connaissait votre mot de passe\u00a0: changez-le partout où vous l’utilisez.",
};
