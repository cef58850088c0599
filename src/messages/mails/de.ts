import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

export const de: Translation<typeof en> = {
  greeting: "Guten Tag {name},",
  "greeting.nameless": "Guten Tag,",

  "link.life": {
    one: "Der Link funktioniert einmal, innerhalb von {count} Minute. Ein neuerer Link ersetzt ihn.",
    other: "Der Link funktioniert einmal, innerhalb von {count} Minuten. Ein neuerer Link ersetzt ihn.",
  },
  "link.copy": "Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:",
  "link.secure": "Mein Konto sichern",

  "device.on": "{browser} unter {system}",
  "device.onIphone": "{browser} auf einem iPhone",
  "device.onIpad": "{browser} auf einem iPad",
  "facts.unknownDevice": "Unbekanntes Gerät",
  "facts.from": "{device}, {time} UTC, von {address}",
  "facts.fromUnknown": "{device}, {time} UTC, von einer unbekannten Adresse",

  "footer.entered": "Sie erhalten diese E-Mail, weil diese Adresse bei {brand} ({host}) eingegeben wurde.",
  "footer.account": "Sie erhalten diese E-Mail, weil es um die Sicherheit Ihres Kontos bei {brand} ({host}) geht.",

  "verify-email.subject": "Bestätigen Sie Ihre E-Mail-Adresse bei {brand}",
  "verify-email.heading": "E-Mail-Adresse bestätigen",
  "verify-email.opening":
    "Mit dieser E-Mail-Adresse wurde ein Konto bei {brand} angelegt. Bestätigen Sie, dass sie Ihnen gehört.",
  "verify-email.button": "E-Mail-Adresse bestätigen",
  "verify-email.otherwise": "Falls Sie sich nicht registriert haben, ignorieren Sie diese E-Mail.",

  "reset-password.subject": "Setzen Sie Ihr Passwort bei {brand} zurück",
  "reset-password.heading": "Passwort zurücksetzen",
  "reset-password.opening":
    "Jemand hat ein neues Passwort für Ihr Konto bei {brand} angefordert. Sobald Sie eines gewählt haben, werden Sie auf allen Geräten abgemeldet.",
  "reset-password.button": "Neues Passwort wählen",
  "reset-password.otherwise":
    "Falls Sie das nicht waren, ignorieren Sie diese E-Mail. Ihr Passwort bleibt unverändert.",

  "change-email.subject": "Bestätigen Sie Ihre neue E-Mail-Adresse bei {brand}",
  "change-email.heading": "Neue E-Mail-Adresse bestätigen",
  "change-email.opening": "Jemand hat diese Adresse als neue E-Mail-Adresse eines Kontos bei {brand} eingegeben.",
  "change-email.button": "Neue E-Mail-Adresse bestätigen",
  "change-email.otherwise":
    "Falls Sie das nicht waren, ignorieren Sie diese E-Mail. Das Konto behält seine bisherige Adresse.",

  "new-sign-in.subject": "Neue Anmeldung bei {brand}",
  "new-sign-in.heading": "Neue Anmeldung",
  "new-sign-in.opening":
    "Jemand hat sich mit Ihrem Passwort bei Ihrem Konto bei {brand} angemeldet, mit einem neuen Browser oder aus einem neuen Netzwerk:",
  "new-sign-in.otherwise":
    "Falls Sie das nicht waren, ändern Sie sofort Ihr Passwort. Damit werden alle anderen Geräte abgemeldet.",

  "token-reused.subject": "Eine Sitzung bei {brand} wurde beendet",
  "token-reused.heading": "Eine Sitzung wurde beendet",
  "token-reused.opening":
    "Eine Sitzung Ihres Kontos bei {brand} wurde beendet, weil eine Kopie ihres Tokens verwendet wurde. Melden Sie sich auf dem betroffenen Gerät neu an.",
  "token-reused.otherwise":
    "Falls Sie keine Erklärung dafür haben, prüfen Sie das Gerät auf Schadsoftware und ändern Sie sofort Ihr Passwort. Damit werden alle anderen Geräte abgemeldet.",

  "password-changed.subject": "Ihr Passwort bei {brand} wurde geändert",
  "password-changed.heading": "Ihr Passwort wurde geändert",
  "password-changed.opening":
    "Das Passwort Ihres Kontos bei {brand} wurde geändert. Alle anderen Geräte wurden abgemeldet.",
  "password-changed.otherwise":
    "Falls Sie das nicht waren, fordern Sie mit dieser E-Mail-Adresse sofort ein neues Passwort an.",

  "password-reset.subject": "Ihr Passwort bei {brand} wurde zurückgesetzt",
  "password-reset.heading": "Ihr Passwort wurde zurückgesetzt",
  "password-reset.opening":
    "Das Passwort Ihres Kontos bei {brand} wurde mit einem Link aus einer E-Mail zurückgesetzt. Alle Geräte wurden abgemeldet.",
  "password-reset.otherwise":
    "Falls Sie das nicht waren, kann jemand Ihre E-Mails lesen: Sichern Sie Ihr Postfach und fordern Sie danach ein neues Passwort an.",

  "username-changed.subject": "Ihr Benutzername bei {brand} wurde geändert",
  "username-changed.heading": "Ihr Benutzername wurde geändert",
  "username-changed.opening":
    "Der Benutzername Ihres Kontos bei {brand} wurde geändert oder entfernt. Sie können sich mit dieser E-Mail-Adresse anmelden, oder mit dem neuen Benutzernamen, falls Sie einen haben.",
  "username-changed.otherwise":
    "Falls Sie das nicht waren, melden Sie sich mit dieser E-Mail-Adresse an und ändern Sie sofort Ihr Passwort. Damit werden alle anderen Geräte abgemeldet.",

  "passkey-added.subject": "Ein Passkey wurde bei {brand} hinzugefügt",
  "passkey-added.heading": "Ein Passkey wurde hinzugefügt",
  "passkey-added.opening":
    "Mit einem neuen Passkey kann man sich bei Ihrem Konto bei {brand} anmelden. Alle anderen Geräte wurden abgemeldet.",
  "passkey-added.otherwise":
    "Falls Sie das nicht waren, war jemand bei Ihrem Konto angemeldet: Entfernen Sie den Passkey und ändern Sie sofort Ihr Passwort.",

  "passkey-removed.subject": "Ein Passkey wurde bei {brand} entfernt",
  "passkey-removed.heading": "Ein Passkey wurde entfernt",
  "passkey-removed.opening":
    "Mit einem Passkey Ihres Kontos bei {brand} kann man sich nicht mehr anmelden. Alle anderen Geräte wurden abgemeldet.",
  "passkey-removed.otherwise":
    "Falls Sie das nicht waren, war jemand bei Ihrem Konto angemeldet: Prüfen Sie dessen Passkeys und ändern Sie sofort Ihr Passwort.",

  "identity-linked.subject": "Eine Möglichkeit zur Anmeldung wurde hinzugefügt bei {brand}",
  "identity-linked.heading": "Eine Möglichkeit zur Anmeldung wurde hinzugefügt",
  "identity-linked.opening":
    "Mit einem Konto bei einem anderen Anbieter kann man sich jetzt bei Ihrem Konto bei {brand} anmelden.",
  "identity-linked.otherwise":
    "Falls Sie das nicht waren, war jemand bei Ihrem Konto angemeldet: Entfernen Sie den Anbieter und ändern Sie sofort Ihr Passwort.",

  "identity-unlinked.subject": "Eine Möglichkeit zur Anmeldung wurde entfernt bei {brand}",
  "identity-unlinked.heading": "Eine Möglichkeit zur Anmeldung wurde entfernt",
  "identity-unlinked.opening":
    "Mit einem Konto bei einem anderen Anbieter kann man sich nicht mehr bei Ihrem Konto bei {brand} anmelden. Die anderen Geräte, die damit angemeldet waren, wurden abgemeldet.",
  "identity-unlinked.otherwise":
    "Falls Sie das nicht waren, war jemand bei Ihrem Konto angemeldet: Prüfen Sie, wie Sie sich anmelden können, und ändern Sie sofort Ihr Passwort.",

  "email-change-requested.subject": "Eine neue E-Mail-Adresse wurde bei {brand} angefordert",
  "email-change-requested.heading": "Eine neue E-Mail-Adresse wurde angefordert",
  "email-change-requested.opening":
    "Jemand, der Ihr Passwort kennt, hat eine neue E-Mail-Adresse für Ihr Konto bei {brand} angefordert. Sie gilt, sobald die neue Adresse bestätigt ist.",
  "email-change-requested.otherwise":
    "Falls Sie das nicht waren, ändern Sie sofort Ihr Passwort. Damit wird die Änderung der Adresse hinfällig, und alle anderen Geräte werden abgemeldet.",

  "email-changed.subject": "Ihre E-Mail-Adresse bei {brand} wurde geändert",
  "email-changed.heading": "Ihre E-Mail-Adresse wurde geändert",
  "email-changed.opening":
    "Ihr Konto bei {brand} hat jetzt eine neue E-Mail-Adresse. Dies ist die letzte E-Mail an die bisherige.",
  "email-changed.otherwise":
    "Falls Sie das nicht waren, hat jemand Ihr Konto übernommen: Wenden Sie sich sofort an den Betreiber von {brand}.",

  providerIs: "Der Anbieter ist {provider}.",
  codesLeft: { one: "{count} Wiederherstellungscode ist übrig.", other: "{count} Wiederherstellungscodes sind übrig." },

  "totp-enabled.subject": "Bei {brand} wurde eine Authentifizierungs-App eingerichtet",
  "totp-enabled.heading": "Eine Authentifizierungs-App wurde eingerichtet",
  "totp-enabled.opening":
    "Für Ihr Konto bei {brand} wurde eine Authentifizierungs-App eingerichtet. Die Anmeldung fragt jetzt nach ihrem Code. Alle anderen Geräte wurden abgemeldet.",
  "totp-enabled.otherwise":
    "Wenn Sie das nicht waren, kennt jemand Ihr Passwort und kann Sie aussperren: Fordern Sie mit dieser E-Mail-Adresse ein neues Passwort an und wenden Sie sich sofort an den Betreiber von {brand}.",

  "totp-disabled.subject": "Bei {brand} wurde die Authentifizierungs-App entfernt",
  "totp-disabled.heading": "Die Authentifizierungs-App wurde entfernt",
  "totp-disabled.opening":
    "Die Authentifizierungs-App Ihres Kontos bei {brand} wurde entfernt. Die Anmeldung fragt nicht mehr nach ihrem Code. Alle anderen Geräte wurden abgemeldet.",
  "totp-disabled.otherwise":
    "Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und richten Sie wieder eine Authentifizierungs-App ein.",

  "recovery-codes-made.subject": "Neue Wiederherstellungscodes bei {brand}",
  "recovery-codes-made.heading": "Neue Wiederherstellungscodes",
  "recovery-codes-made.opening":
    "Für Ihr Konto bei {brand} wurden neue Wiederherstellungscodes erstellt. Die früheren gelten nicht mehr.",
  "recovery-codes-made.otherwise": "Wenn Sie das nicht waren, erstellen Sie sofort neue und ändern Sie Ihr Passwort.",

  "recovery-code-used.subject": "Bei {brand} wurde ein Wiederherstellungscode verwendet",
  "recovery-code-used.heading": "Ein Wiederherstellungscode wurde verwendet",
  "recovery-code-used.opening":
    "Statt der Authentifizierungs-App wurde ein Wiederherstellungscode Ihres Kontos bei {brand} verwendet.",
  "recovery-code-used.otherwise":
    "Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und erstellen Sie neue Wiederherstellungscodes.",

  "second-factor-refused.subject": "Bei {brand} wurde ein falscher Code eingegeben",
  "second-factor-refused.heading": "Ein falscher Code wurde eingegeben",
  "second-factor-refused.opening":
    "Jemand ist über den ersten Schritt der Anmeldung bei Ihrem Konto bei {brand} hinausgekommen und hat einen falschen Code eingegeben. Weitere falsche Codes innerhalb einer Stunde werden nicht gemeldet.",
  "second-factor-refused.otherwise":
    "Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Ändern Sie es sofort. Damit werden alle anderen Geräte abgemeldet.",

  "second-factors-reset.subject": "Bei {brand} wurde der zweite Schritt der Anmeldung entfernt",
  "second-factors-reset.heading": "Der zweite Schritt wurde entfernt",
  "second-factors-reset.opening":
    "Der Betreiber von {brand} hat die Authentifizierungs-App, die Passkeys und die Wiederherstellungscodes Ihres Kontos entfernt. Alle Geräte wurden abgemeldet.",
  "second-factors-reset.otherwise":
    "Wenn Sie nicht darum gebeten haben, wenden Sie sich sofort an den Betreiber von {brand}. Richten Sie dann den zweiten Schritt wieder ein.",

  "account-deleted.subject": "Ihr Konto bei {brand} wurde gelöscht",
  "account-deleted.heading": "Ihr Konto wurde gelöscht",
  "account-deleted.opening": "Ihr Konto bei {brand} und alle zugehörigen Daten wurden gelöscht.",
  "account-deleted.otherwise":
    "Falls Sie das nicht waren, kannte jemand Ihr Passwort: Ändern Sie es überall, wo Sie es sonst noch verwenden.",
};
