import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

export const de: Translation<typeof en> = {
  VALIDATION_FAILED: "Einige Angaben fehlen oder sind ungültig. Prüfen Sie sie und versuchen Sie es erneut.",
  INVALID_JSON: "Der Inhalt ist kein gültiges JSON.",
  LINK_INVALID: "Dieser Link ist nicht mehr gültig. Fordern Sie einen neuen an.",
  INVALID_CREDENTIALS: "Benutzername, E-Mail-Adresse oder Passwort ist falsch.",
  ACCESS_TOKEN_MISSING: "Ein Access-Token ist erforderlich.",
  ACCESS_TOKEN_INVALID: "Das Access-Token ist ungültig. Melden Sie sich erneut an.",
  ACCESS_TOKEN_EXPIRED: "Das Access-Token ist abgelaufen. Erneuern Sie es.",
  REFRESH_TOKEN_MISSING: "Ein Refresh-Token ist erforderlich.",
  REFRESH_TOKEN_INVALID: "Das Refresh-Token ist ungültig. Melden Sie sich erneut an.",
  REFRESH_TOKEN_REUSED:
    "Dieses Refresh-Token wurde bereits verwendet, deshalb wurde die Sitzung beendet. Melden Sie sich erneut an.",
  SESSION_EXPIRED: "Die Sitzung ist abgelaufen. Melden Sie sich erneut an.",
  SESSION_REVOKED: "Die Sitzung wurde beendet. Melden Sie sich erneut an.",
  ACCOUNT_DISABLED: "Dieses Konto ist deaktiviert. Wenden Sie sich an den Support.",
  EMAIL_NOT_VERIFIED:
    "Ihre E-Mail-Adresse ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail, die wir Ihnen gesendet haben.",
  REAUTHENTICATION_REQUIRED: "Bestätigen Sie, dass Sie es sind, und versuchen Sie es erneut.",
  FLOW_INVALID: "Das hat zu lange gedauert oder wurde anderswo begonnen. Beginnen Sie von vorn.",
  CODE_INVALID: "Der Code ist falsch oder wurde schon verwendet. Geben Sie den neuesten ein.",
  SECOND_FACTOR_REQUIRED: "Bestätigen Sie die Anmeldung mit Ihrem zweiten Faktor.",
  PASSKEY_INVALID: "Dieser Passkey wurde nicht angenommen. Versuchen Sie es erneut, oder melden Sie sich anders an.",
  ENROLMENT_REQUIRED: "Dieses Konto braucht einen zweiten Faktor. Richten Sie einen ein, um sich anzumelden.",
  FACTOR_MISSING: "Es gibt keinen zweiten Faktor, der sich ändern ließe. Richten Sie zuerst einen ein.",
  PASSKEY_EXISTS: "Dieser Passkey ist schon registriert. Melden Sie sich mit ihm an.",
  PASSKEY_LIMIT: "Es gibt schon 20 Passkeys. Entfernen Sie zuerst einen.",
  LAST_METHOD: "Dies ist die letzte Möglichkeit, sich anzumelden. Fügen Sie zuerst eine andere hinzu.",
  PROVIDER_REFUSED: "Die Anmeldung wurde abgebrochen. Versuchen Sie es noch einmal, oder melden Sie sich anders an.",
  PROVIDER_ANSWER_INVALID: "Die Antwort des Anbieters ließ sich nicht prüfen. Beginnen Sie noch einmal.",
  IDENTITY_TAKEN: "Dieses Konto beim Anbieter gehört zu einem anderen Benutzer. Wählen Sie ein anderes.",
  IDENTITY_NOT_LINKED:
    "Zu dieser E-Mail-Adresse gibt es ein Konto. Melden Sie sich dort an, um den Anbieter zu verbinden.",
  REGISTRATION_NEEDED: "Es gibt noch kein Konto. Ergänzen Sie Ihre Angaben, um eines anzulegen.",
  PROVIDER_UNAVAILABLE:
    "Der Anbieter ist nicht erreichbar. Versuchen Sie es später noch einmal, oder melden Sie sich anders an.",
  FORBIDDEN: "Dazu fehlt Ihnen die Berechtigung.",
  REFUSED_BY_APP: "Das ist nicht erlaubt.",
  ORIGIN_NOT_ALLOWED: "Anfragen von diesem Origin sind nicht erlaubt.",
  NOT_FOUND: "Nicht gefunden. Prüfen Sie den Pfad.",
  USER_NOT_FOUND: "Benutzer nicht gefunden.",
  SESSION_NOT_FOUND: "Sitzung nicht gefunden.",
  METHOD_NOT_ALLOWED: "Methode nicht erlaubt. Verwenden Sie eine, die der Header `Allow` nennt.",
  REGISTRATION_UNCONFIRMED:
    "Dieses Konto wurde in einem anderen Browser registriert. Geben Sie das Passwort des Kontos ein, oder sagen Sie, dass Sie es nicht waren.",
  USER_EXISTS: "Der Benutzername oder die E-Mail-Adresse ist bereits vergeben. Wählen Sie einen anderen Wert.",
  BODY_TOO_LARGE: "Der Inhalt ist zu groß. Senden Sie höchstens 16 KiB.",
  UNSUPPORTED_MEDIA_TYPE: "Der Inhalt muss JSON in UTF-8 sein.",
  EXPECTATION_FAILED: "Der Header `Expect` wird nicht unterstützt. Entfernen Sie ihn.",
  RATE_LIMITED: "Zu viele Versuche. Versuchen Sie es später erneut.",
  INTERNAL: "Etwas ist schiefgelaufen. Versuchen Sie es später erneut.",
  STORE_UNAVAILABLE: "Der Dienst ist vorübergehend nicht verfügbar. Versuchen Sie es später erneut.",
  OVERLOADED: "Der Dienst ist ausgelastet. Versuchen Sie es in einigen Sekunden erneut.",
  SHUTTING_DOWN: "Der Prozess wird gerade beendet.",

  "success.accountDeleted": "Das Konto und alle zugehörigen Daten wurden gelöscht.",
  "success.activity": "Die Ereignisse Ihres Kontos, die neuesten zuerst.",
  "success.security": "Was Ihr Konto schützt.",
  "success.emailChanged": "Die E-Mail-Adresse wurde geändert.",
  "success.emailChangeRequested":
    "Ein Link wurde an die neue Adresse gesendet und eine Benachrichtigung an die bisherige.",
  "success.emailVerified": "Die E-Mail-Adresse ist bestätigt.",
  "success.exported": "Alles, was über Sie gespeichert ist, außer Geheimnissen.",
  "success.identities": "Ihre verbundenen Konten bei Anbietern.",
  "success.identityLinked": "Das Konto beim Anbieter ist verbunden. Sie können sich damit anmelden.",
  "success.identityRemoved": "Das Konto beim Anbieter ist nicht mehr verbunden.",
  "success.keySet": "Die Schlüssel.",
  "success.live": "In Betrieb.",
  "success.totpBegun": "Geben Sie den ersten Code der App ein, um sie einzuschalten.",
  "success.totpEnabled": "Die Authentifizierungs-App ist eingeschaltet. Alle anderen Sitzungen wurden beendet.",
  "success.totpDisabled": "Die Authentifizierungs-App wurde entfernt. Alle anderen Sitzungen wurden beendet.",
  "success.recoveryCodes": "Neue Wiederherstellungscodes. Die früheren gelten nicht mehr.",
  "success.mailMayFollow": "Wenn die Adresse zu einem Konto gehört, ist eine E-Mail unterwegs.",
  "success.passkeyAdded": "Der Passkey wurde hinzugefügt. Alle anderen Sitzungen sind beendet.",
  "success.passkeyOptions": "Optionen für den Browser.",
  "success.passkeyRemoved": "Der Passkey wurde entfernt. Alle anderen Sitzungen sind beendet.",
  "success.passkeyRenamed": "Der Passkey wurde umbenannt.",
  "success.passkeys": "Ihre Passkeys.",
  "success.passwordChanged": "Das Passwort wurde geändert. Alle anderen Sitzungen wurden beendet.",
  "success.passwordRules": "Die Regeln für ein neues Passwort.",
  "success.passwordSet": "Das Passwort wurde festgelegt. Melden Sie sich damit an.",
  "success.profile": "Ihr Profil.",
  "success.providerCallback": "Weiter auf der Seite, die die Anmeldung abschließt.",
  "success.providerStarted": "Weiter beim Anbieter.",
  "success.providers": "Die Anbieter, mit denen man sich anmelden kann.",
  "success.ready": "Bereit.",
  "success.reauthenticated": "Bestätigt.",
  "success.refreshed": "Erneuert.",
  "success.registered": "Registriert.",
  "success.relatedOrigins": "Die Origins, die sich die Passkeys teilen.",
  "success.sessionEnded": "Die Sitzung wurde beendet.",
  "success.sessions": "Ihre Sitzungen.",
  "success.settingsChanged": "Die Einstellungen wurden geändert.",
  "success.signedIn": "Angemeldet.",
  "success.signedOut": "Abgemeldet.",
  "success.signedOutEverywhere": "Überall abgemeldet.",

  "value.boolean": "Muss true oder false sein.",
  "value.empty": "Darf nicht leer sein.",
  "value.invalid": "Ist ungültig.",
  "value.object": "Muss ein Objekt sein.",
  "value.text": "Muss Text sein.",
  "value.tooLong": "Verwenden Sie höchstens {max} Zeichen.",

  "username.characters": "Verwenden Sie 3 bis 32 Zeichen: Buchstaben von a bis z, Ziffern, _ . und -",
  "username.letter": "Verwenden Sie mindestens einen Buchstaben oder eine Ziffer.",
  "username.taken": "Dieser Benutzername ist vergeben. Wählen Sie einen anderen.",

  "email.ascii": "Schreiben Sie die Domain in ihrer ASCII-Form: {domain}.",
  "email.asciiExample":
    "Schreiben Sie die Domain in ihrer ASCII-Form: xn--bcher-kva.example statt b\u00fccher.example.",
  "email.current": "Das ist bereits die Adresse Ihres Kontos. Geben Sie eine andere ein.",
  "email.numericDomain": "Die Domain darf keine Zahl sein. Geben Sie einen Domainnamen ein.",
  "email.plain": "Geben Sie eine E-Mail-Adresse ein, zum Beispiel ada@example.com.",
  "email.taken": "Diese E-Mail-Adresse ist vergeben. Melden Sie sich an oder verwenden Sie eine andere Adresse.",

  "fullName.empty": "Geben Sie einen Namen ein.",
  "fullName.hidden": "Entfernen Sie Steuerzeichen, unsichtbare Zeichen und Zeichen, die die Textrichtung ändern.",
  "fullName.invisible": "Geben Sie einen Namen mit sichtbaren Zeichen ein.",

  "avatarUrl.https": "Geben Sie eine https-URL ein.",

  "locale.tag": "Geben Sie ein Sprachkürzel ein, zum Beispiel de oder pt-BR.",

  "password.common": "Zu viele Menschen verwenden dieses Passwort. Wählen Sie ein anderes.",
  "password.context":
    "Darf nicht im Wesentlichen aus Ihrem Namen, Ihrer E-Mail-Adresse oder dem Namen dieses Dienstes bestehen.",
  "password.current": "Das ist Ihr aktuelles Passwort. Wählen Sie ein anderes.",
  "password.empty": "Geben Sie ein Passwort ein.",
  "password.halfCharacter": "Enthält ein halbes Zeichen. Geben Sie ganze Zeichen ein.",
  "password.tooShort": "Verwenden Sie mindestens {min} Zeichen.",

  "passwordRule.common": "Kein häufig verwendetes Passwort.",
  "passwordRule.context": "Nicht nur Ihr Benutzername, Ihr Name, Ihre E-Mail-Adresse oder der Name dieses Dienstes.",
  "passwordRule.tooLong": "Höchstens {max} Zeichen.",
  "passwordRule.tooShort": "Mindestens {min} Zeichen. Leerzeichen und Emojis zählen mit.",

  "login.nameMissing": "Geben Sie einen Benutzernamen oder eine E-Mail-Adresse ein.",
  "login.emailMissing": "Geben Sie eine E-Mail-Adresse ein.",

  "credential.unreadable": "Senden Sie, was toJSON() des Credentials im Browser ergibt.",
  "passkey.refused":
    "Dieser Passkey wurde nicht für diese Website erstellt, oder zu spät. Versuchen Sie es noch einmal.",
  "code.digits": "Geben Sie die sechs Ziffern ein, die die Authentifizierungs-App zeigt.",
  "recoveryCode.form": "Geben Sie einen Wiederherstellungscode ein: zehn Buchstaben und Ziffern wie 7K2MQ-XW94D.",
  "proof.one": "Senden Sie genau eines von {names}.",

  "provider.purpose": "Muss sign-in oder link sein.",

  "returnTo.invalid":
    "Muss ein Pfad dieser Website sein, der mit einem / beginnt, oder eine URL eines Origins, den die Einstellungen erlauben.",

  "verify.oneAnswer": "Senden Sie entweder das Passwort oder notMe, nicht beides.",

  "settings.nothing": "Geben Sie mindestens einen dieser Werte an: fullName, avatarUrl, username.",
  "settings.nothingOf": "Geben Sie mindestens einen dieser Werte an: {names}.",
  "settings.passwordMissing": "Geben Sie Ihr aktuelles Passwort ein, um den Benutzernamen zu ändern.",

  "activity.before": "Muss die `_id` eines Ereignisses sein.",
  "activity.limit": "Geben Sie eine ganze Zahl von 1 bis {max} ein.",

  "fields.tooLong": "Alle Felder zusammen dürfen {max} Bytes haben. Kürzen Sie einige.",
  "fields.unknown": "Dieses Feld gibt es nicht.",
  "fields.unknownNear": "Dieses Feld gibt es nicht. Meinten Sie {name}?",

  "origin.opaque":
    "Anfragen vom Origin „{origin}“ sind nicht erlaubt. Öffnen Sie die Seite unter {publicOrigin}: Ein undurchsichtiger Origin kann nicht erlaubt werden.",
  "origin.otherSite":
    "Anfragen von einem anderen Origin sind nicht erlaubt, und diese ist laut ihrem Sec-Fetch-Site {site}.",
  "origin.unlisted":
    "Anfragen vom Origin „{origin}“ sind nicht erlaubt. Öffnen Sie die Seite unter {publicOrigin} oder bitten Sie den Betreiber, diesen Origin in CORS_ORIGIN aufzunehmen.",

  "document.noscript":
    "Diese Seite benötigt JavaScript, um Sie anzumelden und Ihr Konto zu schützen. Schalten Sie es in den Einstellungen Ihres Browsers ein und laden Sie die Seite neu.",
  "document.noscriptTitle": "JavaScript ist ausgeschaltet",
};
