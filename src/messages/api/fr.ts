import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

export const fr: Translation<typeof en> = {
  VALIDATION_FAILED: "Certains champs sont manquants ou non valides. Vérifiez-les et réessayez.",
  INVALID_JSON: "Le contenu n’est pas un JSON valide.",
  LINK_INVALID: "Ce lien n’est plus valide. Demandez-en un nouveau.",
  INVALID_CREDENTIALS: "Nom d’utilisateur, adresse e-mail ou mot de passe incorrect.",
  ACCESS_TOKEN_MISSING: "Un jeton d’accès est requis.",
  ACCESS_TOKEN_INVALID: "Le jeton d’accès n’est pas valide. Connectez-vous à nouveau.",
  ACCESS_TOKEN_EXPIRED: "Le jeton d’accès a expiré. Renouvelez-le.",
  REFRESH_TOKEN_MISSING: "Un jeton de renouvellement est requis.",
  REFRESH_TOKEN_INVALID: "Le jeton de renouvellement n’est pas valide. Connectez-vous à nouveau.",
  REFRESH_TOKEN_REUSED:
    "Ce jeton de renouvellement a déjà été utilisé\u00a0: la session a donc été fermée. Connectez-vous à nouveau.",
  SESSION_EXPIRED: "La session a expiré. Connectez-vous à nouveau.",
  SESSION_REVOKED: "La session est terminée. Connectez-vous à nouveau.",
  ACCOUNT_DISABLED: "Ce compte est désactivé. Contactez l’assistance.",
  EMAIL_NOT_VERIFIED:
    "Votre adresse e-mail n’est pas vérifiée. Ouvrez le lien dans l’e-mail que nous vous avons envoyé.",
  REAUTHENTICATION_REQUIRED: "Confirmez votre identité, puis réessayez.",
  FLOW_INVALID: "Cela a pris trop de temps ou a été commencé ailleurs. Recommencez.",
  CODE_INVALID: "Le code est incorrect ou a déjà été utilisé. Saisissez le plus récent.",
  SECOND_FACTOR_REQUIRED: "Confirmez la connexion avec votre second facteur.",
  PASSKEY_INVALID: "Cette clé d’accès n’a pas été acceptée. Réessayez, ou connectez-vous autrement.",
  ENROLMENT_REQUIRED: "Ce compte a besoin d’un second facteur. Configurez-en un pour vous connecter.",
  FACTOR_MISSING: "Il n’y a pas de second facteur à modifier. Configurez-en un d’abord.",
  PASSKEY_EXISTS: "Cette clé d’accès est déjà enregistrée. Connectez-vous avec elle.",
  PASSKEY_LIMIT: "Il y a déjà 20 clés d’accès. Supprimez-en une d’abord.",
  LAST_METHOD: "C’est le dernier moyen de vous connecter. Ajoutez-en un autre d’abord.",
  PROVIDER_REFUSED: "La connexion a été annulée. Réessayez ou connectez-vous autrement.",
  PROVIDER_ANSWER_INVALID: "La réponse du fournisseur n’a pas pu être vérifiée. Recommencez.",
  IDENTITY_TAKEN: "Ce compte chez le fournisseur appartient à un autre utilisateur. Choisissez-en un autre.",
  IDENTITY_NOT_LINKED: "Un compte existe avec cette adresse e-mail. Connectez-vous-y pour associer le fournisseur.",
  REGISTRATION_NEEDED: "Il n’y a pas encore de compte. Complétez vos informations pour en créer un.",
  PROVIDER_UNAVAILABLE: "Le fournisseur est injoignable. Réessayez plus tard ou connectez-vous autrement.",
  FORBIDDEN: "Vous n’avez pas l’autorisation d’effectuer cette action.",
  REFUSED_BY_APP: "Cette action n’est pas autorisée.",
  ORIGIN_NOT_ALLOWED: "Les requêtes provenant de cette origine ne sont pas autorisées.",
  NOT_FOUND: "Introuvable. Vérifiez le chemin.",
  USER_NOT_FOUND: "Utilisateur introuvable.",
  SESSION_NOT_FOUND: "Session introuvable.",
  METHOD_NOT_ALLOWED: "Méthode non autorisée. Utilisez l’une de celles indiquées par l’en-tête `Allow`.",
  REGISTRATION_UNCONFIRMED:
    "Ce compte a été créé dans un autre navigateur. Saisissez son mot de passe, ou indiquez que ce n’était pas vous.",
  USER_EXISTS: "Le nom d’utilisateur ou l’adresse e-mail est déjà pris. Choisissez-en un autre.",
  BODY_TOO_LARGE: "Le contenu est trop volumineux. Envoyez au plus 16 Kio.",
  UNSUPPORTED_MEDIA_TYPE: "Le contenu doit être du JSON en UTF-8.",
  EXPECTATION_FAILED: "L’en-tête `Expect` n’est pas pris en charge. Supprimez-le.",
  RATE_LIMITED: "Trop de tentatives. Réessayez plus tard.",
  INTERNAL: "Une erreur s’est produite. Réessayez plus tard.",
  STORE_UNAVAILABLE: "Le service est temporairement indisponible. Réessayez plus tard.",
  OVERLOADED: "Le service est surchargé. Réessayez dans quelques secondes.",
  SHUTTING_DOWN: "Le processus est en cours d’arrêt.",

  "success.accountDeleted": "Le compte et toutes ses données ont été supprimés.",
  "success.activity": "Les événements de votre compte, du plus récent au plus ancien.",
  "success.security": "Ce qui protège votre compte.",
  "success.emailChanged": "L’adresse e-mail a été modifiée.",
  "success.emailChangeRequested": "Un lien a été envoyé à la nouvelle adresse, et un avis à l’ancienne.",
  "success.emailVerified": "L’adresse e-mail est vérifiée.",
  "success.exported": "Tout ce qui est enregistré à votre sujet, hormis les secrets.",
  "success.identities": "Vos comptes associés chez des fournisseurs.",
  "success.identityLinked": "Le compte du fournisseur est associé. Vous pouvez vous connecter avec lui.",
  "success.identityRemoved": "Le compte du fournisseur n’est plus associé.",
  "success.keySet": "Les clés.",
  "success.live": "En service.",
  "success.totpBegun": "Saisissez le premier code de l’application pour l’activer.",
  "success.totpEnabled": "L’application d’authentification est activée. Toutes les autres sessions ont été fermées.",
  "success.totpDisabled":
    "L’application d’authentification a été supprimée. Toutes les autres sessions ont été fermées.",
  "success.recoveryCodes": "Nouveaux codes de récupération. Les anciens ne sont plus valables.",
  "success.mailMayFollow": "Si l’adresse correspond à un compte, un e-mail est en route.",
  "success.passkeyAdded": "La clé d’accès a été ajoutée. Toutes les autres sessions ont pris fin.",
  "success.passkeyOptions": "Options pour le navigateur.",
  "success.passkeyRemoved": "La clé d’accès a été retirée. Toutes les autres sessions ont pris fin.",
  "success.passkeyRenamed": "La clé d’accès a été renommée.",
  "success.passkeys": "Vos clés d’accès.",
  "success.passwordChanged": "Le mot de passe a été modifié. Toutes les autres sessions ont été fermées.",
  "success.passwordRules": "Les règles d’un nouveau mot de passe.",
  "success.passwordSet": "Le mot de passe a été défini. Utilisez-le pour vous connecter.",
  "success.profile": "Votre profil.",
  "success.providerCallback": "Suite sur la page qui termine la connexion.",
  "success.providerStarted": "Continuez chez le fournisseur.",
  "success.providers": "Les fournisseurs avec lesquels on peut se connecter.",
  "success.ready": "Prêt.",
  "success.reauthenticated": "Confirmé.",
  "success.refreshed": "Renouvelé.",
  "success.registered": "Inscription effectuée.",
  "success.relatedOrigins": "Les origines qui partagent les clés d’accès.",
  "success.sessionEnded": "La session est fermée.",
  "success.sessions": "Vos sessions.",
  "success.settingsChanged": "Les paramètres ont été modifiés.",
  "success.signedIn": "Connexion effectuée.",
  "success.signedOut": "Déconnexion effectuée.",
  "success.signedOutEverywhere": "Déconnexion effectuée partout.",

  "value.boolean": "Doit être true ou false.",
  "value.empty": "Ne doit pas être vide.",
  "value.invalid": "N’est pas valide.",
  "value.object": "Doit être un objet.",
  "value.text": "Doit être du texte.",
  "value.tooLong": "Utilisez au plus {max} caractères.",

  "username.characters": "Utilisez 3 à 32 caractères\u00a0: lettres de a à z, chiffres, _ . et -",
  "username.letter": "Utilisez au moins une lettre ou un chiffre.",
  "username.taken": "Ce nom d’utilisateur est déjà pris. Choisissez-en un autre.",

  "email.ascii": "Écrivez le domaine sous sa forme ASCII\u00a0: {domain}.",
  "email.asciiExample": "Écrivez le domaine sous sa forme ASCII\u00a0: xn--bcher-kva.example pour b\u00fccher.example.",
  "email.current": "C’est déjà l’adresse de votre compte. Saisissez-en une autre.",
  "email.numericDomain": "Le domaine ne doit pas être un nombre. Saisissez un nom de domaine.",
  "email.plain": "Saisissez une adresse e-mail, par exemple ada@example.com.",
  "email.taken": "Cette adresse e-mail est déjà utilisée. Connectez-vous ou utilisez une autre adresse.",

  "fullName.empty": "Saisissez un nom.",
  "fullName.hidden":
    "Supprimez les caractères de contrôle, les caractères invisibles et ceux qui changent le sens du texte.",
  "fullName.invisible": "Saisissez un nom comportant des caractères visibles.",

  "avatarUrl.https": "Saisissez une URL https.",

  "locale.tag": "Saisissez un code de langue, par exemple de ou pt-BR.",

  "password.common": "Ce mot de passe est trop répandu. Choisissez-en un autre.",
  "password.context": "Ne doit pas se résumer à votre nom, à votre adresse e-mail ou au nom de ce service.",
  "password.current": "C’est votre mot de passe actuel. Choisissez-en un autre.",
  "password.empty": "Saisissez un mot de passe.",
  "password.halfCharacter": "Contient un demi-caractère. Saisissez des caractères entiers.",
  "password.tooShort": "Utilisez au moins {min} caractères.",

  "passwordRule.common": "Pas un mot de passe courant.",
  "passwordRule.context":
    "Pas seulement votre nom d’utilisateur, votre nom, votre adresse e-mail ou le nom de ce service.",
  "passwordRule.tooLong": "Au plus {max} caractères.",
  "passwordRule.tooShort": "Au moins {min} caractères. Les espaces et les emojis comptent aussi.",

  "login.nameMissing": "Saisissez un nom d’utilisateur ou une adresse e-mail.",
  "login.emailMissing": "Saisissez une adresse e-mail.",

  "credential.unreadable": "Envoyez ce que renvoie toJSON() du credential du navigateur.",
  "passkey.refused": "Cette clé d’accès n’a pas été créée pour ce site, ou trop tard. Réessayez.",
  "code.digits": "Saisissez les six chiffres affichés par l’application d’authentification.",
  "recoveryCode.form": "Saisissez un code de récupération : dix lettres et chiffres, par exemple 7K2MQ-XW94D.",
  "proof.one": "Envoyez exactement l’un des champs {names}.",

  "provider.purpose": "Doit être sign-in ou link.",

  "returnTo.invalid":
    "Doit être un chemin de ce site qui commence par un seul /, ou une URL d’une origine que les réglages autorisent.",

  "verify.oneAnswer": "Envoyez soit le mot de passe, soit notMe, mais pas les deux.",

  "settings.nothing": "Indiquez au moins une valeur parmi fullName, avatarUrl et username.",
  "settings.nothingOf": "Indiquez au moins une valeur parmi {names}.",
  "settings.passwordMissing": "Saisissez votre mot de passe actuel pour changer le nom d’utilisateur.",

  "activity.before": "Doit être l’`_id` d’un événement.",
  "activity.limit": "Saisissez un nombre entier de 1 à {max}.",

  "fields.tooLong": "L’ensemble des champs ne peut dépasser {max} octets. Raccourcissez-en certains.",
  "fields.unknown": "Ce champ n’existe pas.",
  "fields.unknownNear": "Ce champ n’existe pas. Vouliez-vous dire {name}\u00a0?",

  "origin.opaque":
    "Les requêtes provenant de l’origine «\u00a0{origin}\u00a0» ne sont pas autorisées. Ouvrez la page à l’adresse {publicOrigin}\u00a0: une origine opaque ne peut pas être autorisée.",
  "origin.otherSite":
    "Les requêtes provenant d’une autre origine ne sont pas autorisées, et celle-ci est {site} d’après son Sec-Fetch-Site.",
  "origin.unlisted":
    "Les requêtes provenant de l’origine «\u00a0{origin}\u00a0» ne sont pas autorisées. Ouvrez la page à l’adresse {publicOrigin}, ou demandez à l’exploitant d’ajouter cette origine à CORS_ORIGIN.",

  "document.noscript":
    "Cette page a besoin de JavaScript pour vous connecter et protéger votre compte. Activez-le dans les paramètres de votre navigateur, puis rechargez la page.",
  "document.noscriptTitle": "JavaScript est désactivé",
};
